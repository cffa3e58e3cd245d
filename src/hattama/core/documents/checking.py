"""All rules put to documents, one by one and then together."""

from __future__ import annotations

from collections.abc import Sequence

from hattama.core.documents.plain_text import read_plain
from hattama.core.documents.rules import Contradiction, Weight
from hattama.core.documents.sentences import find_sentences
from hattama.core.documents.shares import check_shares
from hattama.core.documents.sources import SourceText
from hattama.core.documents.sums import check_sums


def check_documents(sources: Sequence[SourceText]) -> list[Contradiction]:
    """What does not agree within each document and between them: contradictions first, then by place."""
    found: list[Contradiction] = []
    for source in sources:
        reading = read_plain(source)
        sentences = find_sentences(reading)
        for check in (check_shares, check_sums):
            found += check(reading, sentences)
    names = [source.name for source in sources]
    return sorted(
        found,
        key=lambda one: (
            names.index(one.places[0].document),
            one.weight is Weight.QUESTION,
            one.places[0].offset,
        ),
    )
