"""Results as NIST SP 1500-100, Election Results Common Data Format, version 2 (June 2019), as JSON.

Two reports of a contest: `precinct-level` with the votes of every precinct and nothing summed, and
`summary-contest` with the sums of every area above them. A figure that nobody gave is left out: its absence
is no zero. What the format has no words for (levels of areas other than the country) is `other` with
OtherType. A candidate who no longer stands is `withdrawn`, before the election or after it; the format has no
such status of a party: the notes of the report say it of lists.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hattama.core.vocabulary import Area, Choice, Count, Withdrawal, Words
from hattama.formats.contest_counts import ContestCounts, Reading, counted_readings
from hattama.phrases import say

_NS = "ElectionResults."
PARTIAL, COMPLETE, CERTIFIED = "unofficial-partial", "unofficial-complete", "certified"
CORRECTION, RECOUNT = "correction", "recount"
PRECINCT_LEVEL, SUMMARY = "precinct-level", "summary-contest"
PARTY_LIST, MASLIKHAT_LIST, REFERENDUM = "party_list", "maslikhat_list", "referendum"

Json = dict[str, Any]


def render_nist_precincts(counts: ContestCounts) -> bytes:
    """The report of one contest by precinct, as UTF-8 JSON that fits the schema of the specification."""
    votes: dict[str, list[Json]] = {}
    for area, reading in counted_readings(counts):
        _note_votes(votes, _unit_id(area), reading.protocol.figure, counts)
    ballots = [
        _ballots(area, lambda role, said=reading: counts.part(said, role))  # type: ignore[misc]
        for area, reading in counted_readings(counts)
    ]
    return _report(counts, PRECINCT_LEVEL, votes, ballots)


def render_nist_summary(counts: ContestCounts) -> bytes:
    """The report of one contest by area above the precincts."""
    votes: dict[str, list[Json]] = {}
    for area in counts.units:
        total = counts.totals[area.area_id]
        _note_votes(votes, _unit_id(area), lambda key, of=total: of.figure(key).known(), counts)  # type: ignore[misc]
    ballots = [
        _ballots(area, lambda role, of=counts.totals[area.area_id]: counts.total_of(of, role))  # type: ignore[misc]
        for area in counts.units
    ]
    return _report(counts, SUMMARY, votes, ballots)


def results_status(counts: ContestCounts) -> str:
    """The Status of a report, by the specification's words.

    Partial until every protocol is there and confirmed. Certified when the log is closed and the highest
    commission has stated final results. In between a recount or a correction, where one is among the
    protocols that count, else complete.
    """
    whole = counts.whole
    if whole.missing or whole.preliminary or not whole.expected:
        return PARTIAL
    if counts.is_closed and counts.is_declared:
        return CERTIFIED
    kinds = {reading.kind for _, reading in counted_readings(counts)}
    return RECOUNT if RECOUNT in kinds else CORRECTION if CORRECTION in kinds else COMPLETE


def _report(
    counts: ContestCounts, detail: str, votes: Mapping[str, list[Json]], ballots: list[Json]
) -> bytes:
    election = counts.election
    parties = counts.contest.kind in (PARTY_LIST, MASLIKHAT_LIST)
    report = _typed(
        "ElectionReport",
        Format=detail,
        GeneratedDate=counts.cut_at,
        Issuer=counts.origin,
        IssuerAbbreviation="HATTAMA",
        SequenceStart=1,
        SequenceEnd=1,
        Status=results_status(counts),
        VendorApplicationId=f"hattama {counts.origin} {counts.tree_size}",
        IsTest=election.demonstration,
        GpUnit=list(_units(counts, detail == PRECINCT_LEVEL)),
        Election=[
            _typed(
                "Election",
                ElectionScopeId=_unit_id(counts.tree.root),
                Name=_words(election.names),
                StartDate=election.polling_on.isoformat(),
                EndDate=election.polling_on.isoformat(),
                Type="general",
                Contest=[_contest(counts, votes)],
                BallotCounts=[one for one in ballots if len(one) > len(_BARE_BALLOTS)],
                **_candidates(counts, parties),
            )
        ],
    )
    notes = [say(notice, "en") for notice in election.notices]
    notes += [_left(choice, withdrawn) for choice, withdrawn in counts.withdrawn] if parties else []
    if notes:
        report["Notes"] = " ".join(notes)
    if parties:
        report["Party"] = _parties(counts)
    return json.dumps(report, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


_BARE_BALLOTS = ("@type", "GpUnitId", "Type")


def _units(counts: ContestCounts, with_precincts: bool) -> Iterator[Json]:
    listed = counts.held if with_precincts else frozenset(area.area_id for area in counts.units)
    for area in counts.units:
        yield _unit(counts, area, listed)
    if len(counts.contest.areas) > 1:
        yield _typed(
            "ReportingUnit",
            **{"@id": f"district-{counts.contest.code}"},
            Type="other",
            OtherType="electoral-district",
            Name=_words(counts.contest.names),
            ComposingGpUnitIds=[f"unit-{area_id}" for area_id in counts.contest.areas],
        )
    if with_precincts:
        for area in counts.precincts:
            yield _precinct(counts, area)


def _unit(counts: ContestCounts, area: Area, listed: frozenset[str]) -> Json:
    total = counts.totals[area.area_id]
    is_root = area.area_id == counts.tree.root.area_id
    below = [_unit_id(child) for child in counts.tree.children(area.area_id) if child.area_id in listed]
    kind: Json = {"Type": "country"} if is_root else {"Type": "other", "OtherType": area.level}
    if is_root:
        kind["ExternalIdentifier"] = [_ocd(counts.country), *_area(area)["ExternalIdentifier"]]
    return {
        **_area(area),
        **kind,
        "ComposingGpUnitIds": below,
        "SubUnitsReported": total.counted,
        "TotalSubUnits": total.expected,
        "CountStatus": [_count_status("in-process" if total.missing else "completed")],
    }


def _precinct(counts: ContestCounts, area: Area) -> Json:
    reading = counts.readings.get(area.area_id)
    unit = {**_area(area), "Type": "precinct", "CountStatus": [_count_status(_progress(reading))]}
    counted = counts.counted(area.area_id)
    registered = counts.part(counted, "registered") if counted else None
    told = {
        "VotersRegistered": area.voters_registered if registered is None else registered,
        "VotersParticipated": counts.part(counted, "participants") if counted else None,
    }
    return {**unit, **{name: value for name, value in told.items() if value is not None}}


def _progress(reading: Reading | None) -> str:
    if reading is None:
        return "not-processed"
    if reading.is_annulled:
        return "unknown"
    return "in-process" if reading.is_preliminary or reading.protocol.illegible else "completed"


def _area(area: Area) -> Json:
    identifier = _typed(
        "ExternalIdentifier", Type="other", OtherType="area_id", Value=area.area_id, Label=area.kind.value
    )
    unit = _typed("ReportingUnit", **{"@id": _unit_id(area)}, ExternalIdentifier=[identifier])
    if area.names:
        unit["Name"] = _words(area.names)
    if area.number:
        unit["Number"] = area.number
    return unit


def _ocd(country: str) -> Json:
    return _typed("ExternalIdentifier", Type="ocd-id", Value=f"ocd-division/country:{country.lower()}")


def _count_status(status: str) -> Json:
    return _typed("CountStatus", Status=status, Type="total")


def _contest(counts: ContestCounts, votes: Mapping[str, list[Json]]) -> Json:
    contest, whole = counts.contest, counts.whole
    kind, more = _CONTESTS.get(contest.kind, ("CandidateContest", {"VotesAllowed": 1}))
    said = _typed(
        kind,
        **{"@id": f"contest-{contest.code}"},
        Name=say(contest.names, "en"),
        ElectionDistrictId=_district(counts),
        SubUnitsReported=whole.counted,
        TotalSubUnits=whole.expected,
        CountStatus=[_count_status("in-process" if whole.missing else "completed")],
        ContestSelection=_selections(counts, votes),
        **more,
    )
    if kind == "CandidateContest" and contest.seats is not None:
        said["NumberElected"] = contest.seats
    return said


_CONTESTS: Mapping[str, tuple[str, Json]] = {
    PARTY_LIST: ("PartyContest", {"VoteVariation": "proportional"}),
    MASLIKHAT_LIST: ("PartyContest", {"VoteVariation": "proportional"}),
    REFERENDUM: ("BallotMeasureContest", {"Type": "referendum"}),
}


def _district(counts: ContestCounts) -> str:
    areas = counts.contest.areas
    if not areas:
        return _unit_id(counts.tree.root)
    return f"unit-{areas[0]}" if len(areas) == 1 else f"district-{counts.contest.code}"


def _selections(counts: ContestCounts, votes: Mapping[str, list[Json]]) -> list[Json]:
    contest = counts.contest
    found: list[tuple[str, str, str, Json]] = []
    for choice in contest.choices:
        kind, more = _SELECTIONS.get(contest.kind, _candidate_selection)(choice.code, choice.names)
        found.append((kind, choice.code, counts.vote_keys.get(choice.code, ""), more))
    if counts.against_all:
        more = {"Selection": _words(counts.rules.form.figure(counts.against_all).label)}
        found.append(("BallotMeasureSelection", "against_all", counts.against_all, more))
    for choice, person in _persons(counts):
        kind, more = _candidate_selection(person.code, person.names)
        more["EndorsementPartyIds"] = [f"party-{choice.code}"]
        found.append((kind, person.code, counts.preference_keys.get(person.code, ""), more))
    return [
        _typed(
            kind,
            **{"@id": f"selection-{code}"},
            SequenceOrder=order,
            VoteCounts=votes.get(key, []),
            **more,
        )
        for order, (kind, code, key, more) in enumerate(found, start=1)
    ]


def _persons(counts: ContestCounts) -> Iterator[tuple[Choice, Choice]]:
    """The persons of lists, each behind its list: voters choose among them within one contest."""
    return ((choice, person) for choice in counts.contest.choices for person in choice.persons)


def _candidate_selection(code: str, names: Words) -> tuple[str, Json]:
    return "CandidateSelection", {"CandidateIds": [f"candidate-{code}"]}


_SELECTIONS: Mapping[str, Callable[[str, Words], tuple[str, Json]]] = {
    PARTY_LIST: lambda code, names: ("PartySelection", {"PartyIds": [f"party-{code}"]}),
    MASLIKHAT_LIST: lambda code, names: ("PartySelection", {"PartyIds": [f"party-{code}"]}),
    REFERENDUM: lambda code, names: ("BallotMeasureSelection", {"Selection": _words(names)}),
}


def _candidates(counts: ContestCounts, parties: bool) -> Json:
    """Who stands: the choices themselves, or the persons of lists, each with the party."""
    if parties:
        listed = [_candidate(one, PartyId=f"party-{of_list.code}") for of_list, one in _persons(counts)]
        return {"Candidate": listed} if listed else {}
    own = [] if counts.contest.kind == REFERENDUM else counts.contest.choices
    return {"Candidate": [_candidate(one) for one in own]}


def _candidate(choice: Choice, **more: str) -> Json:
    named = {"@id": f"candidate-{choice.code}", **_standing(choice.withdrawn)}
    return _typed("Candidate", **named, BallotName=_words(choice.names), **more)


def _standing(withdrawn: Withdrawal | None) -> Json:
    if withdrawn is None:
        return {}
    return {"PostElectionStatus" if withdrawn.after_vote else "PreElectionStatus": "withdrawn"}


def _left(choice: Choice, withdrawn: Withdrawal) -> str:
    since = withdrawn.on.isoformat()
    return (
        f"{say(choice.names, 'en')} (party-{choice.code}): withdrawn {since}, keeps its votes, wins nothing."
    )


def _parties(counts: ContestCounts) -> list[Json]:
    return [
        _typed("Party", **{"@id": f"party-{choice.code}"}, Name=_words(choice.names))
        for choice in counts.contest.choices
    ]


def _note_votes(
    votes: dict[str, list[Json]], unit: str, figure: Callable[[str], Count], counts: ContestCounts
) -> None:
    """Add the votes of one unit to those of every selection; what is not given is left out."""
    keys = [*counts.vote_keys.values(), *counts.preference_keys.values()]
    keys += [counts.against_all] if counts.against_all else []
    for key in keys:
        count = figure(key)
        if count is not None:
            votes.setdefault(key, []).append(_typed("VoteCounts", Count=count, GpUnitId=unit, Type="total"))


def _ballots(area: Area, part: Callable[[str], Count]) -> Json:
    said: Json = _typed("BallotCounts", GpUnitId=_unit_id(area), Type="total")
    for name, role in (("BallotsCast", "ballots_found"), ("BallotsRejected", "invalid")):
        count = part(role)
        if count is not None:
            said[name] = count
    return said


def _words(words: Words) -> Json:
    texts = [_typed("LanguageString", Content=text, Language=language) for language, text in words.items()]
    return _typed("InternationalizedText", Text=texts)


def _unit_id(area: Area) -> str:
    return f"unit-{area.area_id}"


def _typed(kind: str, **parts: Any) -> Json:
    return {"@type": f"{_NS}{kind}", **parts}
