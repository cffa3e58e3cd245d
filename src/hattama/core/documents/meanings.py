"""What words beside a number cannot mean: a number that counts two things, two numbers said of one thing, a
label that names another thing than the rows below it make, a paper for voting given out after the voting."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from hattama.core.documents.plain_text import Reading
from hattama.core.documents.rules import AFTER, LABEL, ONE_THING, Contradiction
from hattama.core.documents.sentences import Sentence, clip, finding, say_number, sentence_place
from hattama.core.documents.stems import stems
from hattama.core.vocabulary import Message

_ALIKE = Message(
    "The same words are said of two numbers, {found} and {expected}: what they count is not told."
)
_TWO_FACTS = Message("{found} is said of two facts at once: how often each was so is not told.")
_LABEL = Message("“{label}”, {found}, is the sum of {expected} rows below it that count something else.")
_AFTER = Message("What lets people vote is given out after the voting: “{found}”.")

_CLAUSE_END = re.compile(r"[,;:.()]")
_JOINING = re.compile(r"\s(?:және|ал|and|и)\s*$", re.IGNORECASE)
_FACTS = re.compile(
    r"(?:\s?(?:жағдайда|рет)\s[^.;:\d]{5,200}?\w(?:[ғқ]ан|[гк]ен)[ыі]н\s+және"
    r"\s[^.;:\d]{5,200}?\w(?:[ғқ]ан|[гк]ен)[ыі]н\b"
    r"|\s?(?:случа\w+|раз[а]?),?\s[^.;:\d]{0,60}?что\s[^.;:\d]{5,200}?\sи\s+что\s"
    r"|\s?(?:cases|times|instances)\s[^.;:\d]{0,60}?that\s[^.;:\d]{5,200}?\sand\s+that\s)",
    re.IGNORECASE,
)
_CASES = re.compile(r"\s?(?:жағдай|рет|случа|cases?|instances?|times)", re.IGNORECASE)
_LEAST_ROWS = 3
_MOST_ROWS = 12
_VOTERS = re.compile(r"сайлаушылар саны|число избирателей|number of voters", re.IGNORECASE)
_TAKING_PART = re.compile(
    r"қатыс|дауыс берген|алған|принявш|участв|проголосова|получивш"
    r"|who (?:voted|took part|cast)|voting|turnout",
    re.IGNORECASE,
)
_ROW = re.compile(r"^\s*(?P<label>[^\d]*?)\s*(?P<figure>\d{1,3}(?:[,  \u202f]\d{3})+|\d{4,})(?=\s|$)")
_VOTING_DAY = (
    r"(?:(?:сайлау|дауыс беру|референдум)\s?күн(?:і|ін)ен\s(?:кейін|соң)"
    r"|после\s(?:дня\s)?(?:голосования|выборов|референдума)"
    r"|after\s(?:the\s)?(?:election|voting|polling|referendum)(?:\sday)?)"
)
_PAPER = (
    r"(?:есептен шығару|сырттай дауыс беру)\sкуәлі\w+|открепительн\w+\sудостоверени\w+"
    r"|absentee\s(?:voting\s|voter\s)?certificates?"
)
_GIVEN = (
    r"(?:сұра\w+|алады|алуға|алуы|беріледі|получ\w+|выда[её]\w+|выдать|запросить|запрашива\w+"
    r"|request|obtain|receive|apply for|(?:are|is|be) issued)"
)
_GIVEN_PAPER = re.compile(
    rf"(?:{_PAPER})(?:\s\([^()]*\))?\s(?:(?:can|may)\sbe\s(?:requested|obtained|issued)|{_GIVEN})\b"
    rf"|\b{_GIVEN}\s(?:\w+\s){{0,2}}(?:{_PAPER})",
    re.IGNORECASE,
)
_VOTED_AFTER = re.compile(_VOTING_DAY, re.IGNORECASE)


def check_meanings(reading: Reading, sentences: Sequence[Sentence]) -> Iterator[Contradiction]:
    """Findings about what numbers, labels and times are said of."""
    for sentence in sentences:
        yield from _said_alike(reading, sentence)
        yield from _two_facts(reading, sentence)
        yield from _late_paper(reading, sentence)
    yield from _labels(reading)


def _said_alike(reading: Reading, sentence: Sentence) -> Iterator[Contradiction]:
    """`In 32 cases ballots were not judged evenly and in 27 cases not judged`: nothing new in the second."""
    text, counts = sentence.passage.text, sentence.counts
    for one, other in pairwise(counts):
        if not (_CASES.match(text, one.digits_end) and _CASES.match(text, other.digits_end)):
            continue
        first, ends = text[one.end : other.start], _CLAUSE_END.search(text, other.end, sentence.end)
        second = text[other.end : ends.start() if ends else sentence.end]
        first = re.sub(r"\s(?:in|в)\s*$", "", first, flags=re.IGNORECASE)
        if one.value == other.value or not _JOINING.search(first) or _CLAUSE_END.search(first):
            continue
        told, again = (set(stems(part, reading.language)) for part in (first, second))
        if again and again <= told:
            place = reading.place(sentence.passage, *clip(sentence, one.start, other.end, around=240))
            yield finding(reading, ONE_THING, _ALIKE, say_number(one.value), say_number(other.value), [place])


def _two_facts(reading: Reading, sentence: Sentence) -> Iterator[Contradiction]:
    for count in sentence.counts:
        if match := _FACTS.match(sentence.passage.text, count.digits_end, sentence.end):
            place = reading.place(sentence.passage, *clip(sentence, count.start, match.end()))
            yield finding(reading, ONE_THING, _TWO_FACTS, say_number(count.value), "", [place])


def _late_paper(reading: Reading, sentence: Sentence) -> Iterator[Contradiction]:
    said = _VOTED_AFTER.search(sentence.text)
    if said and _GIVEN_PAPER.search(sentence.text):
        yield finding(reading, AFTER, _AFTER, said.group(), "", [sentence_place(reading, sentence)])


def _labels(reading: Reading) -> Iterator[Contradiction]:
    """A row that counts voters, by its label, and is exactly what rows of votes and ballots below it make."""
    rows = [(match, row) for row in reading.rows if len(row.text) <= 160 and (match := _ROW.match(row.text))]
    figures = [int(re.sub(r"\D", "", match["figure"])) for match, _ in rows]
    for at, (match, row) in enumerate(rows):
        label = match["label"].strip()
        if not _VOTERS.search(label) or _TAKING_PART.search(label):
            continue
        made = _rows_of_sum(figures, at)
        if made and not any(_VOTERS.search(one["label"]) for one, _ in rows[made.start : made.stop]):
            places = [
                reading.source_place(row.start, row.end),
                reading.source_place(rows[made.start][1].start, rows[made.stop - 1][1].end),
            ]
            said = say_number(Fraction(figures[at]))
            yield finding(reading, LABEL, _LABEL, said, str(len(made)), places, label=label)


def _rows_of_sum(figures: Sequence[int], at: int) -> range | None:
    """The rows one after another, below row `at` and near it, that make its figure."""
    last = min(len(figures), at + 1 + _MOST_ROWS)
    for start in range(at + 1, last):
        total = 0
        for end in range(start, last):
            total += figures[end]
            if total == figures[at] and end + 1 - start >= _LEAST_ROWS:
                return range(start, end + 1)
    return None
