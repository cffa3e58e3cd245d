"""Percentages and fractions held against the part and the whole that the same sentence states."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from hattama.core.documents.numbers import Kind, Number
from hattama.core.documents.plain_text import Reading
from hattama.core.documents.rules import FRACTION, OVER, SHARE, Contradiction, Weight
from hattama.core.documents.sentences import Sentence, clip, finding, say_number
from hattama.core.vocabulary import Message

_FRACTION = Message("{part} of {whole} is {expected} %, the words say {found}.")
_OVER = Message("The shares listed make {found} %, not {expected} %.")

_INCLUDING = re.compile(
    r"оның ішінде|олардың ішінде|соның ішінде|including|of wh(?:om|ich)|"
    r"among them|в том числе|из них|из которых|среди них",
    re.IGNORECASE,
)
_OF = re.compile(
    r"(?:[^\W\d_]+\s){0,3}?(?:out of|of|из)\s(?:the |a |total |all |общего числа |всего |всех )*",
    re.IGNORECASE,
)
_KAZAKH_OF = re.compile(
    r"(?:-?[^\W\d_]+)?(?:\s[^\W\d_«»\"”“-]+){0,6}?(?:(?:ның|нің|дың|дің|тың|тің)|\s?ішінен|\s?ішінде)[»”\"]?\s+$"
)
_MORE = re.compile(r"\bmore than|\bover|\bless than|астам|кем\b|более|менее|свыше", re.IGNORECASE)


def check_shares(reading: Reading, sentences: Sequence[Sentence]) -> Iterator[Contradiction]:
    """Findings about percentages and fractions."""
    before: Sentence | None = None
    for sentence in sentences:
        yield from _stated_shares(reading, sentence)
        yield from _shares_of_one_whole(reading, sentence)
        earlier = before if before is not None and before.passage is sentence.passage else None
        yield from _fractions(reading, sentence, earlier)
        before = sentence


def _stated_shares(reading: Reading, sentence: Sentence) -> Iterator[Contradiction]:
    for percent in sentence.numbers:
        if percent.kind is not Kind.PERCENT:
            continue
        pair = _part_and_whole(sentence, percent)
        if pair is None or _agrees(*pair, percent) or _another_whole(sentence, pair, percent):
            continue
        part, whole = pair
        exact = 100 * part.value / whole.value
        start, end = clip(sentence, min(part.start, whole.start), max(percent.end, whole.end))
        # Cut off instead of rounded: careless, and no other number is meant.
        cut_off = percent.value <= exact < percent.value + percent.step
        yield finding(
            reading,
            SHARE,
            Message("{part} of {whole} is {expected} %, stated is {found} %."),
            say_number(percent.value, percent.places),
            say_number(exact, percent.places + 1),
            [reading.place(sentence.passage, start, end)],
            weight=Weight.QUESTION if cut_off else None,
            part=say_number(part.value),
            whole=say_number(whole.value),
        )


def _part_and_whole(sentence: Sentence, percent: Number) -> tuple[Number, Number] | None:
    """The part and the whole of a percentage, where the grammar says which numbers they are."""
    text = sentence.passage.text
    earlier = [count for count in sentence.counts if count.end <= percent.start]
    if not _stands_with(text, earlier, percent):
        return _in_brackets_behind(sentence, percent)
    last = earlier[-1]
    return _kazakh_or_including(sentence, earlier, last) or _of(sentence, earlier, last)


_WITH = re.compile(r"[^\W\d]*[^()\d%;]{0,60}\([\s\"'«]*(?:или|or|яғни|то есть|i\.e\.)?\s*$")
_OR = re.compile(
    r"[^()\d%;]{0,60}?(?:,|–|—)?\s(?:or|или|яғни|немесе|то есть|that is)\s(?:some |about |around |шамамен )?$"
)


def _stands_with(text: str, earlier: Sequence[Number], percent: Number) -> bool:
    """Whether the percentage explains the count before it: in brackets, or behind an `or`."""
    if not earlier:
        return False
    gap = text[earlier[-1].digits_end : percent.start]
    after = text[percent.end : percent.end + 2]
    if _WITH.fullmatch(gap):
        return after[:1] in ")];,"
    return bool(_OR.fullmatch(gap))


def _kazakh_or_including(
    sentence: Sentence, earlier: Sequence[Number], part: Number
) -> tuple[Number, Number] | None:
    text = sentence.passage.text
    for whole in reversed(earlier[:-1]):
        gap = text[whole.digits_end : part.start]
        if ";" in gap:
            return None
        if _INCLUDING.search(gap):
            return (part, whole) if whole.value > part.value else None
        if whole is earlier[-2] and _KAZAKH_OF.fullmatch(gap) and whole.value > part.value:
            return part, whole
    return None


def _of(sentence: Sentence, earlier: Sequence[Number], last: Number) -> tuple[Number, Number] | None:
    """`33 of 120 stations (27 %)`: here the whole stands last."""
    if len(earlier) < 2:
        return None
    part = earlier[-2]
    gap = sentence.passage.text[part.end : last.start].lstrip()
    return (part, last) if _OF.fullmatch(gap) and last.value > part.value else None


def _in_brackets_behind(sentence: Sentence, percent: Number) -> tuple[Number, Number] | None:
    """`27 per cent (33 of 120 stations)`."""
    text = sentence.passage.text
    later = [count for count in sentence.counts if count.start >= percent.end][:2]
    if len(later) < 2 or not re.fullmatch(r"[^()\d;]{0,60}\(", text[percent.end : later[0].start]):
        return None
    part, whole = later
    gap = text[part.end : whole.start].lstrip()
    return (part, whole) if _OF.fullmatch(gap) and whole.value > part.value else None


def _agrees(part: Number, whole: Number, percent: Number) -> bool:
    share = 100 * part.value / whole.value
    slack = percent.step / 2
    if percent.about or part.about or whole.about:
        slack = max(percent.step, Fraction(1))
    # A part that is itself rounded makes a share no sharper than it is.
    slack += 50 * (part.step if part.step > 1 or part.places else 0) / whole.value
    return abs(share - percent.value) <= slack


def _another_whole(sentence: Sentence, pair: tuple[Number, Number], percent: Number) -> bool:
    """Whether some other two numbers of the sentence make this share: then that is what is meant."""
    counts = [count for count in sentence.counts if count.value]
    return any(
        _agrees(part, whole, percent)
        for part in counts
        for whole in counts
        if whole.value > part.value
        and (part, whole) != pair
        and (pair[0] in (part, whole) or whole is pair[1])
    )


_OTHERS = re.compile(
    r"\b(?:басқа|өзге|қалған|others?\b|the rest|remaining|други[ехм]|остальн|прочи)", re.IGNORECASE
)


def _shares_of_one_whole(reading: Reading, sentence: Sentence) -> Iterator[Contradiction]:
    """Shares in a row of which one is that of the others: together they are the whole."""
    shares = [number for number in sentence.numbers if number.kind is Kind.PERCENT and not number.about]
    if len(shares) < 3 or len(shares) != len(sentence.numbers) - _other_numbers(sentence, shares):
        return
    text = sentence.passage.text
    gaps = [text[a.end : b.start] for a, b in pairwise(shares)]
    if any(len(gap) > 70 or ";" in gap for gap in gaps) or not _OTHERS.search(
        gaps[-1] + text[shares[-1].end : shares[-1].end + 30]
    ):
        return
    total = sum((share.value for share in shares), Fraction(0))
    slack = sum((share.step / 2 for share in shares), Fraction(0))
    if abs(total - 100) <= slack:
        return
    places = max(share.places for share in shares)
    start, end = clip(sentence, shares[0].start, shares[-1].end)
    weight = None if total > 100 else Weight.QUESTION
    place = reading.place(sentence.passage, start, end)
    yield finding(reading, OVER, _OVER, say_number(total, places), "100", [place], weight=weight)


def _other_numbers(sentence: Sentence, shares: Sequence[Number]) -> int:
    return sum(number.end < shares[0].start or number.start > shares[-1].end for number in sentence.numbers)


_FRACTIONS: tuple[tuple[re.Pattern[str], Fraction], ...] = tuple(
    (re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE), fraction)
    for words, fraction in (
        (r"үштен екі\w*|две трети|двух третей|двум третям|two[- ]thirds", Fraction(2, 3)),
        (r"үштен бір\w*|одн[ау] треть|треть|трети|one[- ]third|a third", Fraction(1, 3)),
        (r"төрттен үш\w*|три четверти|three[- ]quarters", Fraction(3, 4)),
        (r"төрттен бір\w*|четверть|четверти|one[- ]quarter|a quarter", Fraction(1, 4)),
        (r"жартысы\w*|половин\w+|half", Fraction(1, 2)),
    )
)
_CONSISTS = re.compile(
    r"[^.;()]{0,40}?(?:тұратын|тұрады|құрамында)|\s(?:[^\W\d_]+\s){0,2}?(?:members|seats|deputies|депутат\w*|член\w*|мест\w*|"
    r"мүше\w*|орын\w*)",
    re.IGNORECASE,
)


def _fractions(reading: Reading, sentence: Sentence, before: Sentence | None) -> Iterator[Contradiction]:
    text = sentence.passage.text
    for pattern, fraction in _FRACTIONS:
        for words in pattern.finditer(text, sentence.start, sentence.end):
            if any(other is not pattern and _covers(other, text, words) for other, _ in _FRACTIONS):
                continue
            part = next((c for c in sentence.counts if c.start >= words.end()), None)
            if part is None or not re.fullmatch(
                r"(?:\s[^\W\d_«»]+){0,5}\s?\(", text[words.end() : part.start]
            ):
                continue
            if _MORE.search(text, max(sentence.start, words.start() - 20), part.start):
                continue
            whole = _consisting_of(text, [*(before.counts if before else []), *sentence.counts], part)
            if whole is None or abs(part.value / whole.value - fraction) <= Fraction(1, 50):
                continue
            places = [reading.place(sentence.passage, *clip(sentence, words.start(), part.end))]
            if whole.end <= sentence.start:
                assert before is not None
                places.append(reading.place(before.passage, *clip(before, whole.start, whole.end)))
            exact = say_number(100 * part.value / whole.value, 1)
            yield finding(
                reading, FRACTION, _FRACTION, f"{fraction.numerator}/{fraction.denominator}", exact, places,
                part=say_number(part.value), whole=say_number(whole.value),
            )  # fmt: skip


def _covers(pattern: re.Pattern[str], text: str, words: re.Match[str]) -> bool:
    """Whether another fraction holds these words within longer ones: `two thirds` holds `thirds`."""
    start = max(0, words.start() - 12)
    return any(
        found.start() <= words.start() and words.end() <= found.end() and found.span() != words.span()
        for found in pattern.finditer(text, start, min(len(text), words.end() + 12))
    )


def _consisting_of(text: str, counts: Sequence[Number], part: Number) -> Number | None:
    """The nearest number before `part` that is said to be how many a body has."""
    wholes = [
        count
        for count in counts
        if count.end <= part.start and count.value > part.value and _CONSISTS.match(text, count.digits_end)
    ]
    return wholes[-1] if wholes else None
