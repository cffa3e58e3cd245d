"""Words that the law, or the language itself, says otherwise: what stood once and is not to come back."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

from tests.architecture.glossary import FILE, rows
from tests.architecture.tree import named

SHOWN_IN = ("kk", "ru")
# What is not to be written, and what is.
FORBIDDEN = {
    "kk": {
        r"өз бетіңізге": "өз сайтыңызға",
        r"түспегендер": "түспеген хаттамалар",
        r"күтілгені\W+(<b>)?[%{]\W?(expected|n)\b(?!\})": "күтілетіні",
        r"мынаған шаққан": "… көрсеткішінен есептелген",
        r"оқуымыз|түсінуіміз|түсінігіміз|басқаша оқу": "біздің түсіндіруіміз; басқаша түсіндіру",
        r"\bтеруші": "хаттаманы енгізуші, енгізу операторы",
        r"екінші қорғау": "екінші фактор",
        r"сандары сәйкес емес": "сандары сәйкес келмейді",
        r"сайлау ашылған кездегі": "дауыс беру күніне дейінгі",
        r"түзулен": "түзетілген; әлі өңделмеген",
        r"неге шағу": "үлес есептелетін көрсеткіш",
        r"жібергеннің ештеңе": "жібергеніңіздің өзі",
        r"\d\)-(\d+-)?бап": "43-баптың 4-тармағы",
        r"сайлау бөлінді": "алғашқы сайлау жеке саны (квота)",
        r"қайталама дауыс": "қайта дауыс беру",
        r"ең үлкен қалдық": "ең көп қалдық",
        r"бір мандатты": "бірмандаттық аумақтық сайлау округі",
        r"қарсымын» (деп берілген )?дауыс": "«Бәріне қарсымын» деген жолда белгісі бар бюллетень",
        r"жарамсыз бюллетеньдер(дің)? саны": "жарамсыз деп танылған бюллетеньдердің саны",
        r"\bжазумен": "сөзбен жазып",
        r"расталған көшірме": "куәландырылған көшірме",
        r"тасымалданатын жәшік": "тасымалданатын сайлау жәшігі",
        r"«(қолдаймын|қарсымын)": "«иә», «жоқ»",
        r"дауысы бойынша келесі": "келесі көп дауыс жинаған",
        r"жариялық": "жария",
        r"келушілер сан": "сайлауға қатысу",
        r"\bуез": "жудец",
        r"ойнатылған|батылы жет|учаскенің адамдары|адамдардың хабарламалары": "GLOSSARY.md",
    },
    "ru": {
        r"бумаг": "бумажный протокол, протокол",
        r"\bот: ": "от показателя «…»",
        r"(наше|иное|другое) прочтение|в нашем понимании|мы его понимаем": "наше толкование; иное толкование",
        r"\bсередин": "медиана",
        r"\bвтор\w+ защит": "второй фактор",
        r"сообщения людей|сообщени\w+ о расхожд": "сообщение гражданина",
        r"уйти без изменений": "выйти без изменений",
        r"избирателей в списке при открытии": "перед днём голосования",
        r"внести повторный": "ввести протокол пересчёта",
        r"люди участка": "ответственные",
        r"решилась ответить": "ответ дан",
        r"воспроизведён": "создан для демонстрации",
        r"передать другим": "поделиться",
        r"\bуезд": "жудец",
        r"не сходятся|что выявила проверка": "несоответствие",
        r"расхождени(?!\w* ввод)": "несоответствие; расхождение вводов",
        r"стать\w+ \d[\d-]*\(": "п. 4 ст. 43",
        r"мандатов за них": "мандаты за них не распределяются",
        r"голос\w* «против всех»": "бюллетени с отметкой в строке «Против всех»",
        r"«(за|против)»": "«да», «нет»",
    },
}
# Where a forbidden word means what it says: paper as such.
ALLOWED = ("Запишите показатели на бумаге", "По желанию – заверенная копия на бумаге")
# The law has a day of voting and a day of elections, and never one for the other.
ELECTION_DAY = {"kk": re.compile(r"сайлау күн", re.I), "ru": re.compile(r"\bд\w+ выборов|выходные", re.I)}

Said = tuple[str, dict[str, str]]


def words_the_law_says_otherwise(root: Path) -> list[str]:
    """Places in catalogues, packs, norms, glossary and demonstration where a forbidden word stands."""
    breaches = []
    for place, said in _said(root):
        for language, text in said.items():
            breaches += [f"{place}: {what}" for what in _forbidden(language, text)]
        if [bool(day.search(said.get(language, ""))) for language, day in ELECTION_DAY.items()] == [
            True,
            False,
        ]:
            breaches.append(f"{place}: сайлау күні is день выборов; день голосования is дауыс беру күні")
    return breaches


def _forbidden(language: str, text: str) -> Iterator[str]:
    for allowed in ALLOWED:
        text = text.replace(allowed, "")
    for pattern, better in FORBIDDEN[language].items():
        if found := re.search(pattern, text, re.I):
            yield f"{found.group()!r}, better: {better}"


def _said(root: Path) -> Iterator[Said]:
    yield from _in_catalogues(root)
    yield from _in_tables(root)
    for number, cells in rows(root):
        if len(cells) == 4:
            yield f"{FILE}:{number}", {"kk": cells[0], "ru": cells[1]}
    for path in sorted((root / "src/hattama/demonstration").glob("*.py")):
        yield named(root, path), dict.fromkeys(SHOWN_IN, path.read_text("utf-8"))


def _in_catalogues(root: Path) -> Iterator[Said]:
    said: dict[tuple[str, str], dict[str, str]] = {}
    for language in SHOWN_IN:
        for path in sorted((root / "src/hattama/phrases/locale" / language).rglob("*.po")):
            with path.open("rb") as file:
                for message in read_po(file):
                    forms = [message.string] if isinstance(message.string, str) else message.string
                    if message.id:
                        key = (str(message.id), message.context or "")
                        said.setdefault(key, {})[language] = " | ".join(forms)
    for (sentence, _), translations in said.items():
        yield f"catalogue, {sentence}", translations


def _in_tables(root: Path) -> Iterator[Said]:
    for path in sorted((root / "src/hattama/rulepacks").rglob("*.toml")):
        for said in _words_in(tomllib.loads(path.read_text("utf-8"))):
            yield f"{path.relative_to(root)}, {said.get('en', '')}", {key: said[key] for key in SHOWN_IN}


def _words_in(value: object) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        if all(isinstance(value.get(language), str) for language in SHOWN_IN):
            yield value
        for inner in value.values():
            yield from _words_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words_in(inner)
