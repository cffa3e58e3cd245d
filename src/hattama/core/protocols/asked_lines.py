"""What follows from a form and a contest alone, put together once for all protocols of that contest."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hattama.core.protocols.forms import NAMED_GROUPS, figure_key, form_keys, named_rows
from hattama.core.protocols.relations import Named, Within, names_in
from hattama.core.protocols.rules import DerivedQuantity, ProtocolRules, Relation, Scope
from hattama.core.vocabulary import Contest


class AskedLines(NamedTuple):
    """`expected` are the keys of a complete protocol in the order of the paper, `possible` with them those
    that a paper may leave out; `groups` the group of each repeated figure, `rows` its keys where all rows are
    named; `relations` those asked of one protocol, each with whether it asks of the persons of a list;
    `lists` the list of each person, and `persons` those of each list that has any."""

    rules: ProtocolRules
    contest: Contest
    choices: tuple[str, ...]
    expected: tuple[str, ...]
    possible: frozenset[str]
    groups: Mapping[str, str]
    rows: Mapping[str, tuple[str, ...]]
    derived: Mapping[str, DerivedQuantity]
    relations: tuple[tuple[Relation, bool], ...]
    lists: Mapping[str, str]
    persons: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, tuple[str, ...]]
    """Of each derived quantity, by code, the keys of the summed figures that it is made of in the end."""

    @property
    def has_numbered_rows(self) -> bool:
        """Whether rows stand on the form that are neither choices nor persons."""
        return any(group not in NAMED_GROUPS for group in self.groups.values())


def asked_lines(rules: ProtocolRules, contest: Contest) -> AskedLines:
    """What is asked of protocols of `contest` as `rules` have it."""
    # By which objects they are: to compare two forms takes longer than to put this together. What is kept
    # here keeps both, so that no other object gets their place.
    key = id(rules), id(contest)
    known = _known.get(key)
    if known is None:
        if len(_known) >= _MOST:
            _known.clear()
        known = _known[key] = _put_together(rules, contest)
    return known


_MOST = 64
"""Contests whose ballots differ from place to place are another object at each."""

_known: dict[tuple[int, int], AskedLines] = {}


def _put_together(rules: ProtocolRules, contest: Contest) -> AskedLines:
    expected = form_keys(rules.form, contest, required=True)
    groups = {figure.code: figure.group for figure in rules.form.figures if figure.group}
    return AskedLines(
        rules,
        contest,
        tuple(choice.code for choice in contest.choices),
        expected,
        frozenset({*expected, *(figure.code for figure in rules.form.figures if not figure.group)}),
        groups,
        {
            code: tuple(figure_key(code, one.code) for one in named_rows(group, contest))
            for code, group in groups.items()
            if group in NAMED_GROUPS
        },
        {quantity.code: quantity for quantity in rules.derived},
        tuple(
            (one, any(isinstance(name, Within) for name in _names_of(one)))
            for one in rules.relations
            if one.enabled and one.scope is Scope.PROTOCOL
        ),
        {person.code: choice.code for choice in contest.choices for person in choice.persons},
        {one.code: tuple(person.code for person in one.persons) for one in contest.choices if one.persons},
        _parts(rules, contest),
    )


def _parts(rules: ProtocolRules, contest: Contest) -> dict[str, tuple[str, ...]]:
    made_of = {quantity.code: names_in(quantity.expression) for quantity in rules.derived}
    groups = {figure.code: figure.group for figure in rules.form.figures}

    def keys(code: str) -> Iterator[str]:
        for name in made_of.get(code, ()):
            if name.name in made_of:
                yield from keys(name.name)
            elif (group := groups.get(name.name)) in NAMED_GROUPS:
                yield from (figure_key(name.name, one.code) for one in named_rows(group, contest))
            else:
                yield name.name

    return {code: tuple(dict.fromkeys(keys(code))) for code in made_of}


def _names_of(relation: Relation) -> tuple[Named, ...]:
    return names_in(relation.statement) + (() if relation.when is None else names_in(relation.when))
