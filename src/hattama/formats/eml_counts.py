"""Counts of a contest as EML 510, in the profile EML_NL of OASIS EML 5.0 that the Netherlands publish.

A precinct that was corrected has what it said first beside what it says now (`kr:InitialValidVotes` and the
like). The profile has no way to leave a figure out: a precinct that lacks one that the profile demands is
not carried, and a comment says how many are not. `TotalVotes` are the sums of the precincts carried. The
profile's words for kinds of elections, commissions and precincts are Dutch; docs/format/data.md says
what stands for what.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from hattama.core.vocabulary import Area, Choice, Contest
from hattama.formats.contest_counts import ContestCounts, Reading, counted_readings
from hattama.phrases import say

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<EML xmlns="urn:oasis:names:tc:evs:schema:eml" xmlns:kr="http://www.kiesraad.nl/extensions" '
    'xmlns:xnl="urn:oasis:names:tc:ciq:xsdschema:xNL:2.0" Id="510d" SchemaVersion="5">\n'
)
PARLIAMENT, REFERENDUM = "TK", "NR"
FIRST, CORRIGENDUM = "eerste zitting", "corrigendum"
CAST, COUNTED = "registered", "valid"
ADMITTED = ("ballots_issued", "participants")
"""Who was let vote: received a ballot; where the form has no such line, took part."""
REJECTED = "invalid"


class _Counted(NamedTuple):
    """The figures of one precinct, or of all: votes by key, and the parts that the profile asks for."""

    votes: Mapping[str, int]
    cast: int
    counted: int
    invalid: int
    admitted: int | None


class _Unit(NamedTuple):
    area: Area
    number: int
    now: _Counted
    first: _Counted | None
    """What the version that was published first said, where it is another and gives all that is asked for."""


_FIRST_YEAR = 2000
"""Identifiers of elections begin with 2 after their category (`ElectionIdType` of the profile)."""


def render_eml_counts(counts: ContestCounts) -> Iterator[bytes]:
    """The file in pieces, as UTF-8 XML that fits 510-count of the profile.

    Nothing where no precinct is carried, and of an election before 2000: the profile knows no count of
    nothing, and no such year.
    """
    units, left_out = _carried(counts)
    if not units or counts.election.polling_on.year < _FIRST_YEAR:
        return
    corrected = any(unit.first for unit in units)
    yield (_HEAD + _about(counts) + _count_head(counts, corrected)).encode()
    yield from (_left(place, choice).encode() for place, choice in enumerate(counts.contest.choices, start=1))
    if left_out:
        yield f"<!-- precincts not carried, for want of a figure: {left_out} -->\n".encode()
    now = _sum(unit.now for unit in units)
    first = _sum(unit.first or unit.now for unit in units) if corrected else None
    yield f"<TotalVotes>\n{_vote_group(counts, now, first)}</TotalVotes>\n".encode()
    for unit in units:
        yield _unit(counts, unit).encode()
    yield b"</Contest></Contests></Election></Count></EML>\n"


def _carried(counts: ContestCounts) -> tuple[list[_Unit], int]:
    numbers = {area.area_id: number for number, area in enumerate(counts.tree.precincts(), start=1)}
    units, left_out = [], 0
    for area, reading in counted_readings(counts):
        now = _figures(counts, area, reading.protocol.figures, lambda role, of=reading: counts.part(of, role))  # type: ignore[misc]
        if now is None:
            left_out += 1
            continue
        units.append(_Unit(area, numbers[area.area_id], now, _first(counts, area, reading)))
    return units, left_out


def _first(counts: ContestCounts, area: Area, reading: Reading) -> _Counted | None:
    if reading.before is None:
        return None
    return _figures(counts, area, reading.before, lambda role: counts.part_before(reading, role))


def _figures(
    counts: ContestCounts, area: Area, figures: Mapping[str, int], part: Callable[[str], int | None]
) -> _Counted | None:
    keys = _keys(counts, area)
    if any(key not in figures for key in keys):
        return None
    cast, counted, invalid = part(CAST), part(COUNTED), part(REJECTED)
    admitted = next((role for role in ADMITTED if counts.rules.form.role(role) is not None), "")
    cast = area.voters_registered if cast is None else cast
    persons = set(counts.preference_keys.values())
    counted = sum(figures[key] for key in keys if key not in persons) if counted is None else counted
    if cast is None or invalid is None:
        return None
    return _Counted({key: figures[key] for key in keys}, cast, counted, invalid, part(admitted))


def _keys(counts: ContestCounts, area: Area) -> list[str]:
    ballot = counts.ballot_at(area.area_id)
    votes = [counts.vote_keys[choice.code] for choice in ballot.choices]
    persons = [counts.preference_keys[one.code] for one in ballot.persons if counts.preference_keys]
    return [*votes, *persons, *([counts.against_all] if counts.against_all else ())]


def _sum(given: Iterator[_Counted]) -> _Counted:
    some = list(given)
    admitted = [one.admitted for one in some]
    known = [value for value in admitted if value is not None]
    keys = dict.fromkeys(key for one in some for key in one.votes)
    return _Counted(
        votes={key: sum(one.votes.get(key, 0) for one in some) for key in keys},
        cast=sum(one.cast for one in some),
        counted=sum(one.counted for one in some),
        invalid=sum(one.invalid for one in some),
        admitted=sum(known) if len(known) == len(admitted) else None,
    )


def _about(counts: ContestCounts) -> str:
    return (
        f"<TransactionId>{counts.tree_size}</TransactionId>\n"
        f'<ManagingAuthority><AuthorityIdentifier Id="CSB">{escape(counts.origin)}</AuthorityIdentifier>'
        "<AuthorityAddress/></ManagingAuthority>\n"
        f'<kr:Schema Version="5"/>\n<kr:CreationDateTime>{counts.cut_at}</kr:CreationDateTime>\n'
    )


def _count_head(counts: ContestCounts, corrected: bool) -> str:
    election, contest = counts.election, counts.contest
    category = REFERENDUM if contest.kind == "referendum" else PARLIAMENT
    number = [one.code for one in election.contests].index(contest.code) + 1
    phase = CORRIGENDUM if corrected else FIRST
    identifier = f"{category}{election.polling_on:%Y%m%d}_{election.election_id}"
    return (
        '<Count><kr:CountingMethod MethodCode="decentrale stemopneming"/><EventIdentifier/>'
        f'<kr:Phase PhaseCode="{phase}"/>\n<Election>'
        f"<ElectionIdentifier Id={quoteattr(identifier)}>"
        f"<ElectionName>{escape(say(election.names, 'en'))}</ElectionName>"
        f"<ElectionCategory>{category}</ElectionCategory>"
        f"<kr:ElectionDate>{election.polling_on.isoformat()}</kr:ElectionDate></ElectionIdentifier>\n"
        f'<Contests><Contest><ContestIdentifier Id="{number}">'
        f"<ContestName>{escape(say(contest.names, 'en'))}</ContestName></ContestIdentifier>\n"
    )


def _left(place: int, choice: Choice) -> str:
    """A comment: the profile has no word for who no longer stands."""
    if choice.withdrawn is None:
        return ""
    since = choice.withdrawn.on.isoformat()
    return f"<!-- {place} ({choice.code}) withdrawn {since}: keeps its votes, wins nothing -->\n"


def _unit(counts: ContestCounts, unit: _Unit) -> str:
    area = unit.area
    name = " ".join(filter(None, (area.area_id, say(area.names, "en"))))
    changed = unit.first is not None and unit.first != unit.now
    investigated = (
        "<kr:ReportingUnitInvestigations>"
        '<kr:Investigation ReasonCode="uitslag gecorrigeerd">true</kr:Investigation>'
        "</kr:ReportingUnitInvestigations>\n"
    )
    return (
        f'<ReportingUnitVotes><ReportingUnitIdentifier Id="SB{unit.number}">{escape(name)}'
        "</ReportingUnitIdentifier>\n"
        f"{_vote_group(counts, unit.now, unit.first)}{investigated if changed else ''}</ReportingUnitVotes>\n"
    )


def _vote_group(counts: ContestCounts, now: _Counted, first: _Counted | None) -> str:
    """The figures of a precinct or of all; before each that was changed, what it was."""
    selections = [*_selections(counts.contest, counts.vote_keys, counts.preference_keys)]
    if counts.against_all:
        label = say(counts.rules.form.figure(counts.against_all).label, "en")
        option = f'<ReferendumOptionIdentifier Id="against_all">{escape(label)}</ReferendumOptionIdentifier>'
        selections.append((counts.against_all, option))
    parts = [_selection(key, who, now, first) for key, who in selections if key in now.votes]
    parts += [_number("Cast", now.cast, first and first.cast)]
    parts += [_number("TotalCounted", now.counted, first and first.counted)]
    invalid = first and first.invalid
    parts += [_number("RejectedVotes", now.invalid, invalid, ' ReasonCode="ongeldig"', also=_BLANK)]
    if now.admitted is not None:
        reason = ' ReasonCode="toegelaten kiezers"'
        parts += [_number("UncountedVotes", now.admitted, first and first.admitted, reason)]
    return "".join(parts)


# Ballots without any mark are among the invalid ones of most laws; the profile demands a number for them.
_BLANK = '<RejectedVotes ReasonCode="blanco">0</RejectedVotes>'


def _number(name: str, now: int, first: int | None, attribute: str = "", *, also: str = "") -> str:
    was = "" if first is None or first == now else f"<kr:Initial{name}{attribute}>{first}</kr:Initial{name}>"
    return f"{was}{also}<{name}{attribute}>{now}</{name}>\n"


def _selection(key: str, who: str, now: _Counted, first: _Counted | None) -> str:
    votes = _number("ValidVotes", now.votes[key], None if first is None else first.votes[key])
    return f"<Selection>{who}{votes}</Selection>\n"


def _selections(
    contest: Contest, keys: Mapping[str, str], of_persons: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Each choice, and after a list its persons: a candidate's number in the profile is one on a list."""
    say = _CHOICES.get(contest.kind, _candidate)
    for number, choice in enumerate(contest.choices, start=1):
        yield keys[choice.code], say(number, choice)
        for place, person in enumerate(choice.persons if of_persons else (), start=1):
            yield of_persons[person.code], _candidate(place, person)


def _party(number: int, choice: Choice) -> str:
    name = f"<RegisteredName>{escape(say(choice.names, 'en'))}</RegisteredName>"
    return f'<AffiliationIdentifier Id="{number}">{name}</AffiliationIdentifier>'


def _answer(number: int, choice: Choice) -> str:
    name = escape(say(choice.names, "en"))
    return f"<ReferendumOptionIdentifier Id={quoteattr(choice.code)}>{name}</ReferendumOptionIdentifier>"


def _candidate(number: int, choice: Choice) -> str:
    name = escape(say(choice.names, "en"))
    return (
        f'<Candidate><CandidateIdentifier Id="{number}"/><CandidateFullName><xnl:PersonName>'
        f"<xnl:LastName>{name}</xnl:LastName></xnl:PersonName></CandidateFullName></Candidate>"
    )


_CHOICES: Mapping[str, Callable[[int, Choice], str]] = {
    "party_list": _party,
    "maslikhat_list": _party,
    "referendum": _answer,
}
