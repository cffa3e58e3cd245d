"""Short messages of observers: `KEYWORD STATION TAG VALUE TAG VALUE @remark`, typed on any telephone.

Tags and keywords have no I, L and O, so whoever types `l` for 1 or `O` for 0 is understood. A letter of
Kazakh or Russian stands for the Latin ones that it looks or sounds like, where that leaves one tag alone.
Nothing is guessed: what may mean two things is told back as not understood, beside what was.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hattama.core.observation.forms import REMARK, ObservationForm, Question, QuestionKind

LONGEST: Final = 2_000
SERIAL: Final = "X"
"""The tag of a report's number, where an observer sends several of one form from one place."""
CODE_DIGITS: Final = 10

_TAG = re.compile(r"[A-HJKMNP-WYZ]{1,3}")
_KEYWORD = re.compile(r"[A-HJKMNP-WYZ]{2,8}")
_REPAIRED: Final = str.maketrans("ILO|ІӀО", "1101110")
_ALIKE: Final = {
    "А": "A", "Б": "B", "В": "BV", "Г": "G", "Ғ": "G", "Д": "D", "Е": "E", "Ё": "E", "Ж": "J",
    "З": "Z", "Й": "J", "К": "KQ", "Қ": "KQ", "М": "M", "Н": "NH", "Ң": "N", "П": "P", "Р": "RP",
    "С": "SC", "Т": "T", "У": "UY", "Ұ": "UY", "Ү": "UY", "Ф": "F", "Х": "XH", "Һ": "H", "Ц": "C",
    "Ч": "C", "Ш": "S", "Ы": "Y", "Э": "E", "Ю": "U", "Ә": "A",
}  # fmt: skip
_PAIR = re.compile(r"([^\W\d_]+)[\W_]*([0-9]*(?:[\W_]+[0-9]+)*)")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:. ]?([0-5][0-9])")
_MOMENTS: Final = (QuestionKind.MOMENT, QuestionKind.TIME)
_TAGGED: Final = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.WHOLE, *_MOMENTS})
_MOST_EARLY: Final = timedelta(minutes=5)
"""How far a telephone's hour may be ahead of ours; what is further ahead was the day before."""


@dataclass(frozen=True, slots=True)
class ShortMessage:
    """What was understood. `station`: its digits as they were typed; `unclear`: what was not understood."""

    form: ObservationForm
    station: str
    serial: str
    answers: Mapping[str, str]
    unclear: tuple[str, ...]


def is_tag(text: str, kind: QuestionKind | None) -> bool:
    """Whether a question of this kind may have this tag."""
    if kind is QuestionKind.TEXT:
        return text == REMARK
    return kind in _TAGGED and _TAG.fullmatch(text) is not None


def is_keyword(text: str) -> bool:
    """Whether messages of a form may begin so."""
    return _KEYWORD.fullmatch(text) is not None


def tags_agree(one: ObservationForm, other: ObservationForm) -> bool:
    """Whether a message means the same by both forms, as far as both have its tags."""
    meant = {question.tag: _meaning(question) for question in one.questions if question.tag}
    return all(meant.get(each.tag, _meaning(each)) == _meaning(each) for each in other.questions)


def _meaning(question: Question) -> tuple[str, QuestionKind, list[str]]:
    return question.name, question.kind, [option.code for option in question.options]


def parse_code(text: str) -> str:
    """The code by which a telephone is enrolled, where `text` is nothing else; empty otherwise."""
    digits = re.sub(r"[\W_]+", "", _repaired(text))
    return digits if re.fullmatch(rf"[0-9]{{{CODE_DIGITS}}}", digits) else ""


def parse_message(text: str, forms: Iterable[ObservationForm], now: datetime) -> ShortMessage | None:
    """What `text` answers; None where it begins with no form's keyword. `now`: the hour at the place."""
    body, _, remark = text[:LONGEST].partition(REMARK)
    by_keyword = {form.keyword: form for form in forms if form.keyword}
    pairs = _pairs(_repaired(body))
    if not pairs:
        return None
    keyword, rest = _keyword(pairs[0][0], by_keyword)
    if not keyword:
        return None
    form = by_keyword[keyword]
    station = "" if rest else pairs[0][1]
    said = [(rest, pairs[0][1]), *pairs[1:]] if rest else pairs[1:]
    answers, unclear = _answers(form, said, now)
    if not re.fullmatch(r"[0-9]*", station):
        station, unclear = "", [f"{keyword}{station}", *unclear]
    serial = answers.pop(SERIAL, "")
    printed = " ".join("".join(each if each.isprintable() else " " for each in remark).split())
    if printed:
        asked = (one.name for one in form.questions if one.tag == REMARK)
        answers[next(asked, "comment")] = printed
    return ShortMessage(form, station, serial, answers, tuple(unclear))


def _repaired(text: str) -> str:
    decimal = (str(unicodedata.decimal(each, each)) for each in unicodedata.normalize("NFKC", text))
    return "".join(decimal).upper().translate(_REPAIRED)


def _pairs(body: str) -> list[tuple[str, str]]:
    """Each run of letters with the digits behind it; none where digits stand before the first."""
    found = list(_PAIR.finditer(body))
    if not found or re.search(r"\d", body[: found[0].start()]):
        return []
    return [(pair[1], pair[2]) for pair in found]


def _keyword(run: str, keywords: Iterable[str]) -> tuple[str, str]:
    """The keyword with which a run of letters begins, and the letters of a tag behind it."""
    known = set(keywords)
    found = _meant(run, known)
    if found:
        return found, ""
    begins = {(word, run[end:]) for end in range(2, len(run)) if (word := _meant(run[:end], known))}
    return begins.pop() if len(begins) == 1 else ("", "")


def _meant(run: str, known: Iterable[str]) -> str:
    """The one of `known` that was typed, in whatever letters; empty where it is none, or one of several."""
    if run in known:
        return run
    alike = [
        name
        for name in known
        if len(name) == len(run) and all(b in _ALIKE.get(a, a) for a, b in zip(run, name, strict=True))
    ]
    return alike[0] if len(alike) == 1 else ""


def _answers(
    form: ObservationForm, said: Iterable[tuple[str, str]], now: datetime
) -> tuple[dict[str, str], list[str]]:
    """Answers by the name of their question, that of the serial by its tag; and what was not understood."""
    by_tag = {one.tag: one for one in form.tagged}
    read: dict[str, dict[str, str]] = {}
    unclear: list[str] = []
    for run, digits in said:
        tag = _meant(run, {*by_tag, SERIAL})
        if tag == SERIAL:
            name, value = SERIAL, digits.lstrip("0") if re.fullmatch(r"[0-9]{1,4}", digits) else ""
        else:
            name, value = (by_tag[tag].name, _value(by_tag[tag], digits, now)) if tag else ("", "")
        if value:
            read.setdefault(name, {})[value] = run + digits
        else:
            unclear.append(run + digits)
    unclear += [typed for values in read.values() if len(values) > 1 for typed in values.values()]
    return {name: next(iter(values)) for name, values in read.items() if len(values) == 1}, unclear


def _value(question: Question, digits: str, now: datetime) -> str:
    """The answer as XForms writes it; empty where the digits are none."""
    codes = [option.code for option in question.options]
    if question.kind in _MOMENTS:
        return _at(question.kind, digits, now)
    if re.fullmatch(r"[0-9]{1,9}", digits) is None:
        return ""
    if question.kind is QuestionKind.WHOLE:
        return str(int(digits))
    if question.kind is QuestionKind.CHOICE:
        return codes[int(digits) - 1] if 1 <= int(digits) <= len(codes) else ""
    if question.kind is QuestionKind.CHOICES and len(codes) < 10:
        is_whole = all(1 <= int(each) <= len(codes) for each in digits)
        return " ".join(code for place, code in enumerate(codes, 1) if is_whole and str(place) in digits)
    return ""


def _at(kind: QuestionKind, digits: str, now: datetime) -> str:
    """The last time that the clock showed these hours and minutes."""
    clock = _CLOCK.fullmatch(digits)
    if clock is None:
        return ""
    moment = now.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0)
    if kind is QuestionKind.TIME:
        return moment.timetz().isoformat("milliseconds")
    return (moment - timedelta(days=moment > now + _MOST_EARLY)).isoformat(timespec="milliseconds")
