"""Entries about the life of protocols: sound ones are true, each rule that one of them breaks is named."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from hattama.core.transparency_log import canonical_bytes
from hattama.core.vocabulary import EntryRules
from hattama.formats.election_definition import CIVIC_ENTRY
from hattama.verification.checking import Asked, check_bundle
from hattama.verification.parts import check_part
from hattama.verification.reports import Report, Verdict
from tests.verification.made_bundle import Body, Files, Signer, log_files, make_bundle, verify
from tests.verification.made_log import entry, make_foundation
from tests.verification.made_night import DECISION, SCANS, Night, codes, file_of

SIGNER = Signer()
FOUNDATION = make_foundation(10, 1)
CONTEST = FOUNDATION.election.contests[0].code
TYPIST = {"deed": "enter", "role": "typist", "area": None}
HEAD = {"deed": "correct", "role": "territorial_head", "area": "R00"}
NOWHERE = {**DECISION, "number": "", "decided_on": None}


class Lives(Night):
    """A night of entries that say how they came about."""

    def enter(self, precinct: str, times: int = 1, *, status: str = "confirmed", **more: Any) -> int:
        said = {"words": {}, "scans": [], "done_by": [TYPIST] * 2, **more}
        return self.protocol(precinct, CONTEST, times, status=status, reread=[], **said)

    def say(self, kind: str, precinct: str, **fields: Any) -> int:
        return self.add(entry(kind, area=precinct, contest=CONTEST, done_by=[HEAD], **fields))

    def correct(self, precinct: str, replaces: int, **more: Any) -> int:
        changed = {"kind": "correction", "version": 2, "replaces": replaces, "scans": [], "words": {}}
        said = {"reason": "counting_error", "decision": DECISION, "note_sha256": None, "reread": []}
        return self.protocol(precinct, CONTEST, 2, done_by=[HEAD], **changed, **said | more)


def investigation(state: str) -> dict[str, Any]:
    return {"state": state, "reason": "complaint", "note_sha256": None, "decision": None}


def night() -> list[Body]:
    lives = Lives(FOUNDATION, SIGNER)
    confirmed = lives.enter("P000000", status="preliminary")
    lives.say("confirmation", "P000000", confirms=confirmed)
    settled = lives.enter("P000001", status="preliminary")
    lives.enter("P000001", 2, version=2, replaces=settled)
    lives.enter("P000002", status="preliminary")
    for number in (3, 4, 5):
        lives.enter(f"P00000{number}")
    standing = lives.enter("P000006")
    lives.say("investigation", "P000006", **investigation("opened"))
    lives.correct("P000006", standing)
    lives.enter("P000007")
    lives.say("investigation", "P000007", **investigation("opened"))
    lives.close()
    return lives.bodies


BODIES = night()
FILES = make_bundle(FOUNDATION, BODIES, SIGNER)


def check(files: Files) -> Report:
    return check_bundle(files, verify, Asked())


def at(kind: str, **fields: Any) -> int:
    return next(
        index
        for index, body in enumerate(BODIES)
        if body["kind"] == kind and all(body[name] == value for name, value in fields.items())
    )


def signed_again(change: Callable[[list[Body]], object]) -> tuple[set[str], set[str]]:
    """What is found, and which rules of life are broken, where an operator changed entries and signed."""
    bodies = copy.deepcopy(BODIES)
    change(bodies)
    files = Files(FILES) | log_files([canonical_bytes(body) for body in bodies], SIGNER)
    troubles = list(check(Files(files)).troubles)
    return codes(troubles), {str(t.found) for t in troubles if t.kind.code == "life-cycle-broken"}


def test_a_night_of_lives_is_true_and_says_what_is_preliminary() -> None:
    report = check(FILES)
    assert report.verdict is Verdict.QUALIFIED, list(report.troubles)
    total = report.totals[CONTEST]
    assert (total.received, total.preliminary) == (8, 1)


@pytest.mark.parametrize("parts", [2, 5])
def test_parts_find_together_what_one_finds(parts: int) -> None:
    def in_parts(task: Any) -> list[Any]:
        return [check_part(task, part, parts) for part in range(parts)]

    report = check_bundle(FILES, verify, Asked(), in_parts)
    assert report.verdict is Verdict.QUALIFIED and report.totals == check(FILES).totals


@pytest.mark.parametrize(
    ("kind", "fields", "changes", "broken"),
    [
        ("confirmation", {}, {"confirms": 3}, "ConfirmedEntryIsNotPreliminary"),
        ("protocol", {"area": "P000000"}, {"status": "confirmed"}, "ConfirmedEntryIsNotPreliminary"),
        ("protocol", {"area": "P000001"}, {"status": "confirmed"}, "ConfirmedIsNotReplaced"),
        ("protocol", {"area": "P000006"}, {"status": "preliminary"}, "PreliminaryNotConfirmed"),
        ("investigation", {"area": "P000006"}, {"state": "closed"}, "InvestigationOutOfOrder"),
        ("investigation", {"area": "P000007"}, {"area": "P000008"}, "NothingToAttachTo"),
    ],
)
def test_an_entry_that_contradicts_the_life_of_its_protocol_is_named(
    kind: str, fields: dict[str, Any], changes: dict[str, Any], broken: str
) -> None:
    place = at(kind, **fields)
    if "confirms" in changes:
        changes = {"confirms": at("protocol", area="P000001")}
    assert broken in signed_again(lambda bodies: bodies[place].update(changes))[1]


def test_a_total_that_hides_what_is_preliminary_is_found() -> None:
    assert "total-differs" in signed_again(lambda bodies: bodies[at("total")].update(preliminary=0))[0]


def test_an_entry_from_elsewhere_and_a_change_without_a_decision_must_be_called_so() -> None:
    elsewhere = [{**TYPIST, "area": "R00"}]
    place = at("protocol", area="P000003")
    assert "findings-differ" in signed_again(lambda bodies: bodies[place].update(done_by=elsewhere))[0]
    assert (
        "findings-differ" in signed_again(lambda bodies: bodies[at("correction")].update(decision=NOWHERE))[0]
    )


def test_a_night_that_calls_them_so_is_true() -> None:
    lives = Lives(FOUNDATION, SIGNER)
    outside = {"code": "DEED-OUTSIDE", "severity": "soft", "verdict": "broken", "fields": []}
    undecided = {**outside, "code": "DEED-UNDECIDED"}
    nothing = {"left": None, "right": None, "row": ""}
    first = lives.enter("P000000")
    lives.bodies[first]["done_by"] = [{**TYPIST, "area": "R00"}]
    lives.bodies[first]["findings"].append({**outside, **nothing})
    second = lives.correct("P000000", first, decision=NOWHERE)
    assert lives.bodies[second]["findings"] == [{**undecided, **nothing}]
    report = check(make_bundle(FOUNDATION, lives.bodies, SIGNER))
    assert report.verdict is Verdict.QUALIFIED, list(report.troubles)
    assert report.totals[CONTEST].with_findings == 0


def test_a_civic_count_is_true_without_a_word_of_other_places_and_older_ones_with_it() -> None:
    entries, confirmed_by = CIVIC_ENTRY
    entry_rules = EntryRules(entries=entries, confirmed_by=confirmed_by)
    foundation = make_foundation(10, 1, civic=True, entry=entry_rules)
    outside = {"code": "DEED-OUTSIDE", "severity": "soft", "verdict": "broken", "fields": []}
    said = {**outside, "left": None, "right": None, "row": ""}
    for findings, is_true in (([], True), ([said], True), ([said, said], False)):
        lives = Lives(foundation, SIGNER)
        first = lives.enter("P000000", done_by=[{**TYPIST, "area": "N"}] * 2)
        assert lives.bodies[first]["findings"] == []
        lives.bodies[first]["findings"] = findings
        report = check(make_bundle(foundation, lives.bodies, SIGNER))
        assert (report.verdict is Verdict.QUALIFIED) is is_true, list(report.troubles)


@pytest.mark.parametrize(("without_scan", "is_true"), [(2, True), (1, False)])
def test_a_scan_of_an_earlier_paper_certifies_no_later_figures(without_scan: int, is_true: bool) -> None:
    lives = Lives(FOUNDATION, SIGNER)
    kept = lives.enter("P000000", scans=[file_of(SCANS[0])])
    lives.correct("P000000", kept, reason="transcription_error")
    changed = lives.enter("P000001", scans=[file_of(SCANS[1])])
    lives.correct("P000001", changed)
    lives.enter("P000002")
    lives.state_totals()
    above = FOUNDATION.paths["P000001"]
    totals = [body for body in lives.bodies if body["kind"] == "total"]
    assert max(body["without_scan"] for body in totals) == 2
    for body in totals:
        body["without_scan"] -= (2 - without_scan) * (body["area"] in above)
    report = check(make_bundle(FOUNDATION, lives.bodies, SIGNER))
    assert (report.verdict is Verdict.QUALIFIED) is is_true, list(report.troubles)
    assert report.totals[CONTEST].without_scan == 2
