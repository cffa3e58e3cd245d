"""What can be wrong with a call of `hattama outcome`, in three languages."""

from __future__ import annotations

from hattama.formats import FaultKind

NO_FILE = FaultKind.of(
    "OUT-FILE",
    kk="файлды оқу мүмкін емес: {found}",
    ru="файл не читается: {found}",
    en="the file cannot be read: {found}",
)
RULES_OR_METHOD = FaultKind.of(
    "OUT-WHICH",
    kk="екеуінің бірін ғана көрсетіңіз: ережелер жинағы немесе әдіс",
    ru="укажите одно из двух: набор правил или метод",
    en="name one of the two: a rule pack or a method",
)
NO_SUCH_PACK = FaultKind.of(
    "OUT-PACK",
    kk="мұндай ережелер жинағы жоқ: {found}; барлары: {expected}",
    ru="такого набора правил нет: {found}; есть: {expected}",
    en="there is no such rule pack: {found}; there are: {expected}",
)
NO_SUCH_KIND = FaultKind.of(
    "OUT-KIND",
    kk="жинақта мұндай сайлау түрінің ережесі жоқ: {found}; барлары: {expected}",
    ru="в наборе нет правил для такого вида выборов: {found}; есть: {expected}",
    en="the pack has no rules for this kind of contest: {found}; it has: {expected}",
)
NOT_HERE = FaultKind.of(
    "OUT-HERE",
    kk="бұл параметр тек мынамен бірге қолданылады: {expected}",
    ru="этот параметр применим только вместе с: {expected}",
    en="this option goes with {expected} alone",
)
SEATS_NEEDED = FaultKind.of(
    "OUT-NEEDED",
    kk="мандаттардың санын көрсету керек",
    ru="нужно указать число мандатов",
    en="the number of seats must be given",
)
NOT_SEATS = FaultKind.of(
    "OUT-SEATS",
    kk=(
        "мандаттардың саны 1-ден {expected}-ға дейін болуы мүмкін (берілген дауыстан артық емес), "
        "табылғаны: {found}"
    ),
    ru="число мандатов может быть от 1 до {expected} (не больше числа голосов), найдено: {found}",
    en="the number of seats can be from 1 to {expected} (no more than there are votes), found: {found}",
)
NOT_WHOLE = FaultKind.of(
    "OUT-WHOLE",
    kk="цифрлармен жазылған бүтін сан күтілді, табылғаны: {found}",
    ru="ожидалось целое число, записанное цифрами, найдено: {found}",
    en="a whole number in digits was expected, found: {found}",
)
NOT_A_SHARE = FaultKind.of(
    "OUT-SHARE",
    kk="үлес 5/100, 5% немесе 0.05 түрінде жазылады, табылғаны: {found}",
    ru="доля записывается как 5/100, 5% или 0.05, найдено: {found}",
    en="a share is written as 5/100, 5% or 0.05, found: {found}",
)
NOT_THIS_ROUND = FaultKind.of(
    "OUT-ROUND",
    kk="бұл дауыстар көрсетілген айналымнікі бола алмайды: {found} кандидат бар",
    ru="эти голоса не могут быть голосами названного тура: кандидатов – {found}",
    en="these votes cannot be those of that round: there are {found} candidates",
)
NOT_THE_ANSWERS = FaultKind.of(
    "OUT-ANSWERS",
    kk="референдумда екі жол болуы керек: {expected}; табылғаны: {found}",
    ru="в референдуме должны быть две строки: {expected}; найдено: {found}",
    en="a referendum has two rows, {expected}; found: {found}",
)
