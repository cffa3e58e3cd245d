"""Who receives the mandates of each list, and whether the quota is met: told, or as records."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hattama.cli.grid import grid_lines
from hattama.core.outcomes import (
    ListCandidate,
    ListMandates,
    MandateQuota,
    Outcome,
    QuotaCheck,
    Ruled,
    check_quota,
    give_mandates,
    say_number,
    say_share,
)
from hattama.core.vocabulary import Message, csv_text, inert_cell
from hattama.phrases import say
from hattama.phrases.of_rooms.outcomes import say_group

_HEAD = Message("Mandates go by the order of the list.")
_COLUMNS = (
    Message("List"),
    Message("Place"),
    Message("Name"),
    Message("Groups"),
)
_VACANT = Message("{list}: mandates that nobody is left to receive: {vacant}")
_RECEIVED = Message("mandates received")
_LISTED = Message("the list itself")
_QUOTA = Message("Quota ({norms}): {groups} together at least {share}.")
_CHECKED = Message("{list}, {what}: {belonging} of {counted}, needed {needed}{unknown} – {verdict}")
_UNKNOWN = Message(" (not known of {n})")
_MET = Message("met")
_NOT_MET = Message("not met")
_NOT_KNOWN = Message("not known", "condition")


@dataclass(frozen=True, slots=True)
class ToldMandates:
    """Mandates by list, with what the quota says of those received and of the list; None without a quota."""

    mandates: ListMandates
    received: QuotaCheck | None
    listed: QuotaCheck | None


def told_mandates(
    outcome: Outcome, lists: Mapping[str, Sequence[ListCandidate]], quota: MandateQuota | None
) -> list[ToldMandates]:
    """The mandates of every list that receives any."""
    return [
        ToldMandates(
            mandates,
            None if quota is None else check_quota(quota, mandates.code, mandates.elected),
            None if quota is None else check_quota(quota, mandates.code, lists.get(mandates.code, ())),
        )
        for mandates in give_mandates(outcome.seats, lists)
    ]


def render_mandates(told: Sequence[ToldMandates], quota: Ruled[MandateQuota] | None, language: str) -> str:
    """Text for the terminal, ending in a line end."""
    rows = [
        [one.mandates.code, say_number(person.place), person.name, _groups_text(person, language)]
        for one in told
        for person in one.mandates.elected
    ]
    heads = [say(head, language) for head in _COLUMNS]
    lines = [say(_HEAD, language), "", *grid_lines(heads, rows, (False, True, False, False))]
    vacant = [_vacant(one.mandates, language) for one in told if one.mandates.vacant]
    lines += ["", *vacant] if vacant else []
    if quota is not None:
        lines += ["", _quota_line(quota, language), *_checks(told, language)]
    return "\n".join(lines) + "\n"


def mandate_records(told: Sequence[ToldMandates]) -> list[dict[str, object]]:
    """The same as JSON has it."""
    return [
        {
            "list": one.mandates.code,
            "seats": one.mandates.seats,
            "elected": [
                {
                    "place": person.place,
                    "name": person.name,
                    "groups": None if person.groups is None else sorted(person.groups),
                }
                for person in one.mandates.elected
            ],
            "vacant": one.mandates.vacant,
            "quota": _check_record(one.received),
            "quota_of_the_list": _check_record(one.listed),
        }
        for one in told
    ]


def render_mandates_csv(told: Sequence[ToldMandates]) -> str:
    """One row a mandate in the order of the lists; a mandate that nobody can receive has no name."""
    rows: list[Sequence[object]] = [("list", "place", "name", "groups")]
    for one in told:
        for person in one.mandates.elected:
            groups = "" if person.groups is None else " ".join(sorted(person.groups)) or "none"
            rows.append((one.mandates.code, person.place, inert_cell(person.name), groups))
        rows += [(one.mandates.code, "", "", "")] * one.mandates.vacant
    return csv_text(rows, "\n")


def _vacant(mandates: ListMandates, language: str) -> str:
    return say(_VACANT, language, list=mandates.code, vacant=say_number(mandates.vacant))


def _quota_line(quota: Ruled[MandateQuota], language: str) -> str:
    share = say_share(quota.value.share, language)
    groups = ", ".join(say_group(group, language) for group in quota.value.groups)
    return say(_QUOTA, language, norms=quota.cited.words, share=share, groups=groups)


def _checks(told: Sequence[ToldMandates], language: str) -> Iterator[str]:
    for one in told:
        for check, what in ((one.received, _RECEIVED), (one.listed, _LISTED)):
            if check is not None and check.counted:
                yield _check_line(check, what, language)


def _check_line(check: QuotaCheck, what: Message, language: str) -> str:
    verdict = _NOT_KNOWN if check.met is None else _MET if check.met else _NOT_MET
    unknown = say(_UNKNOWN, language, n=say_number(check.unknown)) if check.unknown else ""
    told = {
        "list": check.code,
        "what": say(what, language),
        "counted": say_number(check.counted),
        "belonging": say_number(check.belonging),
        "needed": say_number(check.needed),
        "unknown": unknown,
        "verdict": say(verdict, language),
    }
    return say(_CHECKED, language, **told)


def _check_record(check: QuotaCheck | None) -> dict[str, object] | None:
    if check is None:
        return None
    counts = {name: getattr(check, name) for name in ("counted", "needed", "belonging", "unknown")}
    return {**counts, "met": check.met}


def _groups_text(person: ListCandidate, language: str) -> str:
    if person.groups is None:
        return say(Message("not known"), language)
    return ", ".join(say_group(group, language) for group in sorted(person.groups)) or "–"
