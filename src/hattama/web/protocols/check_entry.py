"""What the rules of an election say about a protocol that is about to be recorded."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet

from hattama.core.protocols import AreaSoFar, Form, Protocol, check_second_look
from hattama.core.tabulation import EntryPlace, check_arrival
from hattama.core.vocabulary import Finding, Severity, Tally, Verdict
from hattama.formats.number_words import read_number_words
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.published.tables import PublishedTotal
from hattama.web.kernel.stores.kept_questions import kept_question


def check_entry(
    definition: Definition,
    protocol: Protocol,
    place: EntryPlace,
    others: Mapping[str, Protocol],
) -> tuple[Finding, ...]:
    """All findings on `protocol`: its own relations, and those with the precinct's other contests.

    `place` is the precinct, `others` are the protocols that were accepted from it before, by contest.
    Relations between contests are stated once, with the protocol that arrives last.
    """
    held = {code: definition.rules[code] for code in place.contests}
    read = partial(read_number_words, languages=definition.pack.languages)
    contest = place.contests[protocol.contest]
    return check_arrival(contest, held, protocol, others, read, place.counted_from)


def second_look(definition: Definition, area: AreaRow, protocol: Protocol) -> tuple[Finding, ...]:
    """What is unusual in `protocol`, by the rule pack's bounds: lines that its typist is asked to read again.

    Held against the roster, and against what is published of the area right above.
    """
    form = definition.rules[protocol.contest].form
    return check_second_look(
        form,
        definition.pack.second_look,
        protocol,
        area.voters_registered,
        _around(area, form, protocol.contest),
    )


def _around(area: AreaRow, form: Form, contest: str) -> AreaSoFar | None:
    invalid, participants = form.role("invalid"), form.role("participants")
    if invalid is None or participants is None:
        return None
    for (figures,) in sums_of(area.parent_id, contest):
        return AreaSoFar(*(Tally(*figures.get(key, ())).total for key in (invalid, participants)))
    return None


@kept_question
def sums_of(area: int | None, contest: str) -> QuerySet[PublishedTotal, tuple[Any]]:
    return PublishedTotal.objects.filter(area=area, contest=contest).values_list("figures")


def needs_explanation(definition: Definition, findings: tuple[Finding, ...]) -> bool:
    """Whether the commission must say why; in a civic count whoever types a copy speaks for none."""
    return does_not_add_up(findings) and not definition.election.civic


def does_not_add_up(findings: tuple[Finding, ...]) -> bool:
    """Whether a relation that the law requires is broken, so that the commission owes an explanation."""
    return any(f.severity is Severity.HARD and f.verdict is Verdict.BROKEN for f in findings)
