"""What can be wrong with a rule pack, beyond what can be wrong with any TOML file."""

from __future__ import annotations

from types import MappingProxyType

from hattama.core.protocols import Refusal
from hattama.formats.faults import FaultKind

NO_LANGUAGE = FaultKind.of(
    "PACK-LANGUAGE",
    kk="мәтін үш тілде де берілуі керек; жоқ тіл: {expected}",
    ru="текст нужен на всех трёх языках; нет языка: {expected}",
    en="the text must stand in all three languages; absent: {expected}",
)
TWICE = FaultKind.of(
    "PACK-TWICE",
    kk="бұл код бұрын берілген: {found}",
    ru="этот код уже есть: {found}",
    en="this code was given before: {found}",
)
RESERVED_NAME = FaultKind.of(
    "PACK-RESERVED",
    kk="бұл сөз бақылау қатынастарының тіліне тиесілі, жолды олай атауға болмайды: {found}",
    ru="это слово принадлежит языку контрольных соотношений, строку так назвать нельзя: {found}",
    en="this word belongs to the language of control relations and cannot name a line: {found}",
)
NO_SUCH_GROUP = FaultKind.of(
    "PACK-GROUP",
    kk="мұндай топ жоқ: {found}; бар топтар: {expected}",
    ru="такой группы нет: {found}; есть группы: {expected}",
    en="there is no such group: {found}; the groups are: {expected}",
)
NO_SUCH_FORM = FaultKind.of(
    "PACK-FORM",
    kk="мұндай нысан жоқ: {found}; бар нысандар: {expected}",
    ru="такой формы нет: {found}; есть формы: {expected}",
    en="there is no such form: {found}; the forms are: {expected}",
)
NO_SUCH_FIGURE = FaultKind.of(
    "PACK-FIGURE",
    kk="нысанда мұндай жол немесе шама жоқ: {found}; барлары: {expected}",
    ru="в форме нет такой строки или величины: {found}; есть: {expected}",
    en="the form has no such line or quantity: {found}; it has: {expected}",
)
NOT_REPEATED = FaultKind.of(
    "PACK-SUM",
    kk="sum(…) ішінде қайталанатын жол тұруы керек, ал бұл жол бір рет беріледі: {found}",
    ru="в sum(…) должна стоять повторяющаяся строка, а эта строка одна: {found}",
    en="sum(…) needs a line with several rows, but this one stands once: {found}",
)
REPEATED = FaultKind.of(
    "PACK-ROWS",
    kk="бұл жол бірнеше рет беріледі: {found}; sum({found}) деп немесе each кілтімен жазыңыз",
    ru="эта строка повторяется: {found}; напишите sum({found}) или укажите each",
    en="this line has several rows: {found}; write sum({found}) or give each",
)
WRONG_ROLE = FaultKind.of(
    "PACK-ROLE",
    kk="бұл рөлге мұндай жол жарамайды: {found}; болуы мүмкін: {expected}",
    ru="для этой роли такая строка не подходит: {found}; возможны: {expected}",
    en="this line cannot play this part: {found}; possible: {expected}",
)
WRONG_SCOPE = FaultKind.of(
    "PACK-SCOPE",
    kk="бұл жазба scope мәніне сәйкес емес: {found}; керегі: {expected}",
    ru="запись не подходит к значению scope: {found}; нужно: {expected}",
    en="this does not suit the scope: {found}; it needs: {expected}",
)
NO_SUCH_STEP = FaultKind.of(
    "PACK-STEP",
    kk="бұдан бұрын мұндай қадам аталмаған: {found}; аталғандары: {expected}",
    ru="такой шаг выше не назван: {found}; названы: {expected}",
    en="no such step is named above: {found}; named are: {expected}",
)
LIMIT_UNSAID = FaultKind.of(
    "PACK-LIMIT",
    kk="шектің екеуінің бірі берілуі керек: {expected}",
    ru="нужно указать одно из двух: {expected}",
    en="exactly one of these must be given: {expected}",
)
NO_TOLERANCE = FaultKind.of(
    "PACK-TOLERANCE",
    kk="рұқсат етілген айырма тек == және same(…) үшін беріледі",
    ru="допуск задаётся только для == и same(…)",
    en="a tolerance is for == and same(…) alone",
)
NO_SUCH_RELATION = FaultKind.of(
    "PACK-INSTEAD",
    kk="мұндай қатынас жоқ немесе ол дәл осы қатынас: {found}",
    ru="такого соотношения нет, либо это оно само: {found}",
    en="there is no such relation, or it is this one itself: {found}",
)
BOTH_ENABLED = FaultKind.of(
    "PACK-BOTH",
    kk="бір-бірінің орнына тұратын екі қатынас та қосулы: {found}",
    ru="включены оба соотношения, которые заменяют друг друга: {found}",
    en="two relations that stand in for each other are both enabled: {found}",
)
NOTHING_GIVEN = FaultKind.of(
    "PACK-NOTHING",
    kk="тізімде кемінде бір мән болуы керек",
    ru="в списке должно быть хотя бы одно значение",
    en="the list must hold at least one value",
)
NOT_A_COUNT = FaultKind.of(
    "PACK-COUNT",
    kk="нөлден кем емес бүтін сан күтілді, табылғаны: {found}",
    ru="ожидалось целое неотрицательное число, найдено: {found}",
    en="a whole number, zero or more, was expected, found: {found}",
)
NO_EXAMPLE = FaultKind.of(
    "PACK-EXAMPLE",
    kk="мысал мына түрде берілуі керек: {expected}",
    ru="пример должен быть записан так: {expected}",
    en="the example must be written like {expected}",
)
EXAMPLE_PASSES_NOT = FaultKind.of(
    "PACK-PASS",
    kk="сақталуы тиіс мысал сақталмайды: {found}",
    ru="пример, в котором всё должно сходиться, не сходится: {found}",
    en="the example that should hold does not: {found}",
)
EXAMPLE_FAILS_NOT = FaultKind.of(
    "PACK-FAIL",
    kk="бұзылуы тиіс мысалда дәл {expected} бұзылуы керек, ал бұзылғаны: {found}",
    ru="в примере нарушения должно быть нарушено ровно {expected}, а нарушено: {found}",
    en="the failing example must break exactly {expected}, but it breaks: {found}",
)


def _syntax(code: str, kk: str, ru: str, en: str) -> FaultKind:
    return FaultKind.of(code, kk=f"{kk}: {{found}}", ru=f"{ru}: {{found}}", en=f"{en}: {{found}}")


SYNTAX = MappingProxyType(
    {
        Refusal.TOO_LONG: FaultKind.of(
            "REL-LONG",
            kk="қатынас тым ұзын: {found} таңба, шегі – {expected}",
            ru="соотношение слишком длинное: {found} знаков, предел – {expected}",
            en="the relation is too long: {found} characters, the limit is {expected}",
        ),
        Refusal.TOO_DEEP: _syntax(
            "REL-DEEP", "жақша тым көп", "слишком много вложенных скобок", "too many nested parentheses"
        ),
        Refusal.NUMBER_TOO_LONG: _syntax(
            "REL-NUMBER", "сан тым ұзын", "число слишком длинное", "the number is too long"
        ),
        Refusal.UNKNOWN_SIGN: _syntax("REL-SIGN", "белгісіз таңба", "неизвестный знак", "unknown sign"),
        Refusal.SINGLE_EQUALS: _syntax(
            "REL-EQUALS", "теңдік == деп жазылады", "равенство пишется ==", "equality is written =="
        ),
        Refusal.OPERAND_EXPECTED: _syntax(
            "REL-OPERAND",
            "бұл жерде сан, жол атауы немесе жақша күтілді",
            "здесь ожидалось число, имя строки или скобка",
            "a number, the name of a line or a parenthesis was expected here",
        ),
        Refusal.NAME_EXPECTED: _syntax(
            "REL-NAME",
            "жақша ішінде бір жолдың атауы күтілді",
            "в скобках ожидалось имя одной строки",
            "the name of one line was expected in the parentheses",
        ),
        Refusal.OPENING_EXPECTED: _syntax(
            "REL-OPENING",
            "ашатын жақша күтілді",
            "ожидалась открывающая скобка",
            "an opening parenthesis was expected",
        ),
        Refusal.CLOSING_EXPECTED: _syntax(
            "REL-CLOSING",
            "жабатын жақша күтілді",
            "ожидалась закрывающая скобка",
            "a closing parenthesis was expected",
        ),
        Refusal.COMPARISON_EXPECTED: _syntax(
            "REL-COMPARE",
            "салыстыру күтілді (==, !=, <=, >=, <, >)",
            "ожидалось сравнение (==, !=, <=, >=, <, >)",
            "a comparison was expected (==, !=, <=, >=, <, >)",
        ),
        Refusal.CHAINED_COMPARISON: _syntax(
            "REL-CHAIN",
            "бір қатынаста бір ғана салыстыру болады",
            "в одном соотношении только одно сравнение",
            "a relation has one comparison only",
        ),
        Refusal.END_EXPECTED: _syntax(
            "REL-END",
            "қатынас осы жерде аяқталуы керек",
            "здесь соотношение должно кончаться",
            "the relation should end here",
        ),
        Refusal.QUOTIENT_NOT_ROUNDED: _syntax(
            "REL-QUOTIENT",
            "бөлінді ceil(…) немесе floor(…) арқылы дөңгелектелуі керек",
            "частное нужно округлить: ceil(…) или floor(…)",
            "a quotient must be rounded by ceil(…) or floor(…)",
        ),
    }
)
"""For each way in which a text is not a relation, the fault it makes."""
