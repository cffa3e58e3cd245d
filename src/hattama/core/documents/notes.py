"""A footnote and the sentence that it explains: who left and who remains, and who says so."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from hattama.core.documents.numbers import Number
from hattama.core.documents.plain_text import Passage, Reading
from hattama.core.documents.rules import FLOW, SOURCES, Contradiction
from hattama.core.documents.sentences import Sentence, clip, finding, say_number
from hattama.core.documents.stems import stems
from hattama.core.vocabulary import Message

_FLOW = Message("{sum} leaves {expected}, stated is {found}.")
_SOURCES = Message("One source says {expected}, another {found}.")

_AT_FIRST = re.compile(
    r"(?:бастапқы\w*|алғашқы\w*|әуелде|initial\w*|original\w*|at first|"
    r"изначально|первоначальн\w*|сначала)\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_LEFT = re.compile(
    r"алып таста|бас тарт|кері қайтар|шығарыл|шеттет|қабылданба|қайтарып ал|withdr[ae]w|rejected|refused|"
    r"denied|de-?registered|excluded|struck|disqualified|отказ|отозва|снял|снят|исключ|отклон|выбыл|аннулир",
    re.IGNORECASE,
)
_CAME = re.compile(
    r"оралған|қалпына келт|қосылды|қайта тіркел|reinstated|restored|were added|joined|"
    r"восстановл|добавил|добавлен|присоедин",
    re.IGNORECASE,
)
_REMAIN = re.compile(
    r"қалды|қалған|remain|were left|осталось|остались|остал[оа]с|в итоге|жалпы саны|on the ballot",
    re.IGNORECASE,
)
_SAID_BY = re.compile(
    r"(?:мәлімет|дерек|ақпарат|есеб)\w*\s(?:бойынша|сәйкес)|хабарла|мәлімде|according to|\breported|"
    r"\binformed|по данным|по сведениям|по информации|сообщил|заявил",
    re.IGNORECASE,
)
_PART_OF = re.compile(
    r"ішінде|including|of wh(?:om|ich)|of these|в том числе|из них|из которых|алдыңғы|previous|предыдущ", re.I
)


def check_notes(reading: Reading, sentences: Sequence[Sentence]) -> Iterator[Contradiction]:
    """Findings about flows, within a passage and through a footnote, and about sources that differ."""
    by_passage: dict[int, list[Sentence]] = {}
    for sentence in sentences:
        by_passage.setdefault(id(sentence.passage), []).append(sentence)
    notes = {p.note: by_passage[id(p)] for p in reading.passages if p.note and id(p) in by_passage}
    for passage in reading.passages:
        told = by_passage.get(id(passage), [])
        yield from _flow_within(reading, told)
        for place, number in passage.marks:
            if number in notes:
                explained = explained_by(told, place)
                yield from _flow_through(reading, explained, notes[number])
                yield from _other_source(reading, explained, notes[number])


def explained_by(sentences: Sequence[Sentence], place: int) -> list[Sentence]:
    """The sentence in which a mark stands, with those before it that end in a semicolon."""
    within = [at for at, sentence in enumerate(sentences) if sentence.start < place <= sentence.end + 1]
    if not within:
        return []
    first = last = within[0]
    while first and sentences[first - 1].text.endswith(";"):
        first -= 1
    return list(sentences[first : last + 1])


def anchors(reading: Reading, sentences: Sequence[Sentence], note: int) -> list[Sentence]:
    """What the footnote `note` explains."""
    for passage in reading.passages:
        for place, number in passage.marks:
            if number == note:
                return explained_by([one for one in sentences if one.passage is passage], place)
    return []


def _steps(told: Sequence[Sentence]) -> tuple[Number | None, list[tuple[int, Number]], list[Number], bool]:
    """What there was at first; what left (-1) or came (1); what remains; whether every number has a step."""
    counts = [count for sentence in told for count in sentence.counts]
    start: Number | None = None
    steps: list[tuple[int, Number]] = []
    for at, count in enumerate(counts):
        text = told[0].passage.text
        end = counts[at + 1].start if at + 1 < len(counts) else told[-1].end
        before, behind = text[max(told[0].start, count.start - 40) : count.start], text[count.end : end]
        if _AT_FIRST.search(before) and start is None:
            start = count
        elif start is None:
            continue
        elif _LEFT.search(behind) and not _REMAIN.search(before):
            steps.append((-1, count))
        elif _CAME.search(behind):
            steps.append((1, count))
        elif _REMAIN.search(behind) or _REMAIN.search(before):
            # What comes behind it is another story.
            return start, steps, [count], True
        else:
            return start, steps, [], False
    return start, steps, [], True


def _left_over(start: Number, steps: Sequence[tuple[int, Number]]) -> Fraction:
    return start.value + sum((sign * count.value for sign, count in steps), Fraction(0))


def _sum_said(start: Number, steps: Sequence[tuple[int, Number]]) -> str:
    signs = {-1: "−", 1: "+"}
    return " ".join([say_number(start.value), *(f"{signs[sign]} {say_number(n.value)}" for sign, n in steps)])


def _flow_within(reading: Reading, told: Sequence[Sentence]) -> Iterator[Contradiction]:
    if not told:
        return
    start, steps, remaining, whole = _steps(told)
    if start is None or not steps or len(remaining) != 1 or not whole:
        return
    stated, expected = remaining[0], _left_over(start, steps)
    if stated.value == expected or any(n.about for n in (start, stated, *(count for _, count in steps))):
        return
    place = reading.place(told[0].passage, *_stretch(told, start.start, stated.end))
    said = say_number(stated.value), say_number(expected)
    yield finding(reading, FLOW, _FLOW, *said, [place], sum=_sum_said(start, steps))


def _stretch(told: Sequence[Sentence], start: int, end: int) -> tuple[int, int]:
    first = next(sentence for sentence in told if sentence.start <= start < sentence.end)
    last = next(sentence for sentence in told if sentence.start < end <= sentence.end)
    return first.start, last.end


def _flow_through(
    reading: Reading, explained: Sequence[Sentence], note: Sequence[Sentence]
) -> Iterator[Contradiction]:
    """The sentence says how many there are, its footnote how they came to be so many."""
    start, steps, remaining, whole = _steps(note)
    if start is None or len(steps) < 2 or remaining or not whole or not start.nouns:
        return
    expected = _left_over(start, steps)
    same = [
        c for s in explained for c in s.counts if c.nouns[:1] == start.nouns[:1] and c.value < start.value
    ]
    if not same or any(count.value == expected for count in same):
        return
    nearest = min(same, key=lambda count: abs(count.value - expected))
    if abs(nearest.value - expected) * 5 > expected or nearest.about:
        return
    sentence = next(one for one in explained if nearest in one.counts)
    places = [
        reading.place(sentence.passage, *clip(sentence, nearest.start, nearest.end, 90)),
        reading.place(note[0].passage, note[0].start, note[-1].end),
    ]
    said = say_number(nearest.value), say_number(expected)
    yield finding(reading, FLOW, _FLOW, *said, places, sum=_sum_said(start, steps))


def _other_source(
    reading: Reading, explained: Sequence[Sentence], note: Sequence[Sentence]
) -> Iterator[Contradiction]:
    """A footnote that gives another's number for what the sentence counts."""
    for sentence in note:
        if not _SAID_BY.search(sentence.text) or _PART_OF.search(sentence.text):
            continue
        for count in sentence.counts:
            ours = _counted_alike(reading, explained, count)
            if ours is None or _other_year(explained, sentence):
                continue
            here, said = ours
            places = [
                reading.place(here.passage, *clip(here, said.start, said.end, 90)),
                reading.place(sentence.passage, sentence.start, sentence.end),
            ]
            yield finding(reading, SOURCES, _SOURCES, say_number(count.value), say_number(said.value), places)


def _counted_alike(
    reading: Reading, explained: Sequence[Sentence], count: Number
) -> tuple[Sentence, Number] | None:
    """The number of the explained sentences that counts what `count` counts, where it is another one."""
    if not count.nouns or any(count.value == one.value for s in explained for one in s.counts):
        return None
    found = [(s, one) for s in explained for one in s.counts if one.nouns[:1] == count.nouns[:1]]
    if not found:
        # Kazakh: `шағымдардың шамамен 45-і`, the thing counted stands before its number.
        found = [
            (s, one)
            for s in explained
            for one in s.counts
            if one.suffix in ("і", "ы", "сі", "сы")
            and count.nouns[0] in _just_before(reading, s.passage, one)
        ]
    return found[0] if len(found) == 1 else None


def _just_before(reading: Reading, passage: Passage, count: Number) -> list[str]:
    return stems(passage.text[max(0, count.start - 40) : count.start], reading.language)[-2:]


def _other_year(explained: Sequence[Sentence], sentence: Sentence) -> bool:
    years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", sentence.text))
    return bool(years - {year for one in explained for year in re.findall(r"\d{4}", one.text)})
