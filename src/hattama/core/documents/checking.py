"""All rules put to documents, one by one and then together."""

from collections.abc import Sequence

from hattama.core.documents.abbreviations import check_abbreviations
from hattama.core.documents.day_checks import check_days
from hattama.core.documents.meanings import check_meanings
from hattama.core.documents.money import check_money
from hattama.core.documents.notes import check_notes
from hattama.core.documents.plain_text import read_plain
from hattama.core.documents.references import check_references
from hattama.core.documents.repeats import check_repeats
from hattama.core.documents.rules import Contradiction, Weight
from hattama.core.documents.sentences import find_sentences
from hattama.core.documents.shares import check_shares
from hattama.core.documents.sources import SourceText
from hattama.core.documents.sums import check_sums
from hattama.core.documents.wording import check_wording

_CHECKS = (
    check_shares,
    check_sums,
    check_money,
    check_days,
    check_notes,
    check_references,
    check_abbreviations,
    check_wording,
    check_meanings,
)


def check_documents(sources: Sequence[SourceText]) -> list[Contradiction]:
    """What does not agree within each document and between them: contradictions first, then by place."""
    found: list[Contradiction] = []
    documents = []
    for source in sources:
        reading = read_plain(source)
        sentences = find_sentences(reading)
        documents.append((reading, sentences))
        for check in _CHECKS:
            found += check(reading, sentences)
    found += check_repeats(documents)
    names = [source.name for source in sources]
    return sorted(
        found,
        key=lambda one: (
            names.index(one.places[0].document),
            one.weight is Weight.QUESTION,
            one.places[0].offset,
        ),
    )
