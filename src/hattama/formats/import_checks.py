"""Whether a mapping speaks of lines and choices that the election's forms have, before any row is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hattama.core.protocols import Form, is_known_key
from hattama.core.vocabulary import Contest, Election, Fault
from hattama.formats.faults import refuse_if_any
from hattama.formats.import_faults import CHOICE_LACKING, CHOICE_UNKNOWN, FIGURE_UNKNOWN, UNKNOWN_CONTEST
from hattama.formats.mapping import TableMapping
from hattama.formats.mapping_readings import Reading, VotesMapping


def refuse_foreign_mapping(
    mapping: TableMapping, reading: Reading, election: Election, forms: Mapping[str, Form]
) -> None:
    """Raise InputFaults when the mapping names figures, choices or contests that the election does not have.

    `forms` gives the form of each contest by its code.
    """
    faults = [*_contests(mapping, election), *_figures(mapping, reading, election, forms)]
    if reading.votes is not None:
        faults += _choices(mapping, reading.votes, election)
    refuse_if_any(faults)


def possible_contests(mapping: TableMapping, election: Election) -> tuple[Contest, ...]:
    """The contests that rows of the table may speak of."""
    constant = mapping.contest.constant
    return tuple(c for c in election.contests if constant is None or c.code == constant)


def _contests(mapping: TableMapping, election: Election) -> Iterator[Fault]:
    if not possible_contests(mapping, election):
        names = ", ".join(contest.code for contest in election.contests)
        found = mapping.contest.constant or ""
        yield UNKNOWN_CONTEST.at(mapping.file, field="protocol.contest", found=found, expected=names)


def _figures(
    mapping: TableMapping, reading: Reading, election: Election, forms: Mapping[str, Form]
) -> Iterator[Fault]:
    votes = reading.votes
    keys = [*reading.figures, *(votes.figures.values() if votes else ())]
    for contest in possible_contests(mapping, election):
        form = forms[contest.code]
        keys = [key for key in keys if not is_known_key(form, contest, key)]
        if votes and all(figure.code != votes.figure for figure in form.figures):
            yield FIGURE_UNKNOWN.at(mapping.file, field="votes.figure", found=votes.figure)
    for key in keys:
        yield FIGURE_UNKNOWN.at(mapping.file, field="figures", found=key)


def _choices(mapping: TableMapping, votes: VotesMapping, election: Election) -> Iterator[Fault]:
    contests = possible_contests(mapping, election)
    known = {choice.code for contest in contests for choice in contest.choices}
    for code in votes.columns:
        if code not in known:
            yield CHOICE_UNKNOWN.at(mapping.file, field="votes", found=code)
    for contest in contests if votes.columns else ():
        lacking = [choice.code for choice in contest.choices if choice.code not in votes.columns]
        if lacking:
            found = ", ".join(lacking)
            yield CHOICE_LACKING.at(mapping.file, field="votes", found=found, expected=contest.code)
