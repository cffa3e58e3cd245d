"""A protocol's figures as pages of the desk say them: each field by its name, and what stands there."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hattama.core.protocols import (
    NAMED_GROUPS,
    SIGNED_AT,
    Protocol,
    ProtocolRules,
    figure_key,
    named_rows,
    row_names,
    split_key,
)
from hattama.core.vocabulary import Contest
from hattama.phrases import say
from hattama.web.kernel.languages.formats import format_count, format_moment


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One field of the paper: its key, its mark and name, and what a protocol says there."""

    key: str
    mark: str
    label: str
    value: str


def field_name(rules: ProtocolRules, contest: Contest, key: str, language: str) -> tuple[str, str]:
    """The mark of the field's line on the paper (or the empty text), and its name."""
    if key == SIGNED_AT:
        return "", _("Date and time of signing")
    code, row = split_key(key)
    figure = rules.form.figure(code)
    label = say(figure.label, language)
    if not row:
        return figure.mark, label
    if figure.group in NAMED_GROUPS:
        return figure.mark, say_row(contest, row, language)
    return figure.mark, _("%(line)s, row %(row)s") % {"line": label, "row": row}


def say_row(contest: Contest, row: str, language: str) -> str:
    """What a row that the contest names is called: a choice, or a person after the list."""
    return ": ".join(say(names, language) for names in row_names(contest, row))


def said_value(protocol: Protocol, key: str, language: str) -> str:
    """What `protocol` says under `key`: a figure, blank, or illegible; of SIGNED_AT, the moment by the clock
    of the paper."""
    if key == SIGNED_AT:
        signed_at = protocol.signed_at
        clock = signed_at and signed_at.tzinfo
        return format_moment(signed_at, language, clock) if signed_at and clock else _("left blank")
    if key in protocol.illegible:
        return _("illegible")
    return format_count(protocol.figure(key), language, _("left blank"))


def paper_lines(
    rules: ProtocolRules, contest: Contest, protocol: Protocol, keys: Iterable[str], language: str
) -> list[PaperLine]:
    """The fields under `keys`, in that order, with what `protocol` says there."""
    lines = []
    for key in keys:
        mark, label = field_name(rules, contest, key, language)
        lines.append(PaperLine(key, mark, label, said_value(protocol, key, language)))
    return lines


def keys_of_paper(rules: ProtocolRules, contest: Contest, *protocols: Protocol) -> list[str]:
    """All fields of the form in the order of the paper; of numbered groups the rows that any protocol has."""
    given = {key for protocol in protocols for key in (*protocol.figures, *protocol.illegible)}
    keys: list[str] = []
    for figure in rules.form.figures:
        if figure.group in NAMED_GROUPS:
            keys += [figure_key(figure.code, one.code) for one in named_rows(figure.group, contest)]
        elif figure.group:
            rows = (split_key(key) for key in given)
            own = (row for code, row in rows if code == figure.code)
            keys += [figure_key(figure.code, row) for row in sorted(own, key=lambda row: (len(row), row))]
        else:
            keys.append(figure.code)
    return [*keys, SIGNED_AT]
