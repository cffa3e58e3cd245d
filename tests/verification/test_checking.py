"""A bundle is checked: the sound one is found sound, and each lie is found where it stands."""

import copy
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hattama.core.transparency_log import (
    Checkpoint,
    LogEdge,
    Policy,
    PolicyGroup,
    PolicyLog,
    PolicyWitness,
    Receipt,
    SignatureType,
    VerifierKey,
    canonical_bytes,
    grow,
    make_inclusion_proof,
    parse_checkpoint,
    tile_hash_reader,
)
from hattama.formats.election_definition import render_election
from hattama.publish.file_facts import facts_of
from hattama.publish.views import render_json
from hattama.verification.checking import Asked, check_bundle
from hattama.verification.foundation import Foundation
from hattama.verification.parts import check_part
from hattama.verification.reports import Report, Verdict
from hattama.verification.troubles import Weight
from hattama.verification.trust import Trust
from tests.core.transparency_log.signers import sign_checkpoint
from tests.verification.made_bundle import Body, Files, Signer, folded_totals, log_files, verify
from tests.verification.made_log import entry
from tests.verification.made_night import (
    DECISION,
    SCANS,
    Night,
    codes,
    eventful_bundle,
    eventful_night,
    file_of,
    qualifying,
    remake,
)

FOUNDATION, BODIES, FILES = eventful_bundle()
EXPLANATION = next(path for path in FILES if path.startswith("explanations/"))
SIGNER = Signer()


def check(files: Files, **asked: Any) -> Report:
    return check_bundle(files, verify, Asked(**asked))


def signed_again(change: Callable[[list[Body]], object]) -> set[str]:
    """What is found in a log whose operator changed its entries and signed the result, all else as it was."""
    bodies = copy.deepcopy(list(BODIES))
    change(bodies)
    files = Files(FILES) | log_files([canonical_bytes(body) for body in bodies], SIGNER)
    return codes(check(Files(files)).troubles)


def at(kind: str, bodies: list[Body] | None = None) -> int:
    """The index of the first entry of a kind."""
    return next(index for index, body in enumerate(bodies or BODIES) if body["kind"] == kind)


def test_a_sound_bundle_is_true() -> None:
    report = check(FILES, with_scans=True)
    assert report.verdict is Verdict.QUALIFIED
    assert codes(report.troubles) == set()
    assert qualifying(report.troubles) == {"key-not-confirmed", "not-witnessed"}
    assert report.scans == 2
    assert report.is_closed


def test_true_alone_is_said_only_where_everything_was_checked() -> None:
    trust = Trust(Policy((PolicyLog(SIGNER.key),)))
    everything = check(FILES, trust=trust, with_scans=True)
    assert everything.verdict is Verdict.TRUE and not everything.troubles
    assert qualifying(check(FILES, trust=trust).troubles) == {"scans-not-looked-at"}
    less = check(FILES, trust=trust, with_scans=True, with_tables=False)
    assert less.verdict is not Verdict.TRUE
    assert "files-not-looked-at" in qualifying(less.troubles)


@pytest.mark.parametrize("index", [1, at("protocol"), len(BODIES) - 1])
@pytest.mark.parametrize("moment", ["2026-08-30T19:59:59+05:00", "2026-08-30T14:59:59+00:00"])
def test_an_entry_dated_before_the_one_it_follows_is_found(index: int, moment: str) -> None:
    assert "time-goes-back" in signed_again(lambda bodies: bodies[index].update(recorded_at=moment))


def test_the_same_moment_by_other_clocks_is_no_step_back() -> None:
    same = "2026-08-30T15:00:00+00:00"
    found = signed_again(lambda bodies: bodies[at("protocol")].update(recorded_at=same))
    assert "time-goes-back" not in found


@pytest.mark.parametrize(
    ("signed_at", "is_amiss"),
    [
        ("2026-08-29T23:59:59+05:00", True),
        ("2026-08-30T00:00:00+05:00", False),
        ("2026-08-30T15:05:00+00:00", False),
        ("2026-08-30T20:05:01+05:00", True),
        (None, False),
    ],
)
def test_a_paper_dated_before_the_vote_or_after_its_entry_is_named(
    signed_at: str | None, is_amiss: bool
) -> None:
    night = Night(FOUNDATION, SIGNER)
    night.protocol("P000000", "contest0", signed_at=signed_at, scans=[])
    report = check(remake(FOUNDATION, night.bodies, SIGNER))
    assert ("paper-dated-amiss" in qualifying(report.troubles)) is is_amiss
    assert report.verdict is Verdict.QUALIFIED


@pytest.mark.parametrize("parts", [1, 2, 5])
def test_one_scan_under_two_precincts_is_found(parts: int) -> None:
    night = Night(FOUNDATION, SIGNER)
    first = night.protocol("P000000", "contest0", scans=[file_of(SCANS[0])])
    night.protocol("P000000", "contest1", scans=[file_of(SCANS[0])])
    night.add(entry("scan", area="P000000", contest="contest0", scan=file_of(SCANS[1]), address=None))
    again = night.protocol("P000008", "contest0", scans=[file_of(SCANS[0])])
    report = check_bundle(
        remake(FOUNDATION, night.bodies, SIGNER),
        verify,
        Asked(with_scans=True),
        lambda task: [check_part(task, part, parts) for part in range(parts)],
    )
    assert report.verdict is Verdict.QUALIFIED and report.scans == 2
    (found,) = [one for one in report.troubles if one.kind.code == "scan-twice"]
    assert found.entry == again and found.found in (str(first), str(first + 1))


def test_the_totals_reported_are_those_of_the_fold() -> None:
    folded = folded_totals(FOUNDATION, BODIES)
    assert check(FILES).totals == {code: folded["N", code] for code in ("contest0", "contest1")}


@pytest.mark.parametrize("parts", [2, 3, 7])
def test_parts_find_together_what_one_finds(parts: int) -> None:
    def in_parts(task: Any) -> list[Any]:
        return [check_part(task, part, parts) for part in range(parts)]

    report = check_bundle(FILES, verify, Asked(with_scans=True), in_parts)
    assert report.verdict is Verdict.QUALIFIED, list(report.troubles)
    assert report.totals == check(FILES).totals


@pytest.mark.parametrize("parts", [1, 2, 5])
@pytest.mark.parametrize("path", ["protocols.csv", "votes.csv", "state/precincts.jsonl"])
def test_a_byte_changed_in_any_line_of_a_table_is_found_there(path: str, parts: int) -> None:
    ends = [at for at, sign in enumerate(FILES[path]) if sign == ord("\n")]
    for row in {1, 2, len(ends) // 2, len(ends)}:
        data = bytearray(FILES[path])
        data[ends[row - 1] - 3] ^= 1
        changed = Files(FILES | {path: bytes(data)})
        report = check_bundle(
            changed, verify, Asked(), lambda task: [check_part(task, part, parts) for part in range(parts)]
        )
        assert (path, row) in {(one.path, one.row) for one in report.troubles}
        assert report.verdict is Verdict.FALSE


def test_a_finding_left_out_is_found() -> None:
    def hide(bodies: list[Body]) -> None:
        (broken,) = [body for body in bodies if body.get("area") == "P000004"]
        assert broken["findings"]
        broken["findings"] = []

    assert "findings-differ" in signed_again(hide)


def test_a_finding_made_up_is_found() -> None:
    def invent(bodies: list[Body]) -> None:
        bodies[at("protocol")]["findings"] = [
            {
                "code": "KZ-K01",
                "severity": "hard",
                "verdict": "broken",
                "fields": ["voters_listed"],
                "left": 1,
            }
            | {"right": 2, "row": ""}
        ]

    assert "findings-differ" in signed_again(invent)


@pytest.mark.parametrize("kind", ["total", "close"])
def test_a_stated_sum_that_does_not_come_out_is_found(kind: str) -> None:
    def cheat(bodies: list[Body]) -> None:
        body = bodies[at(kind)]
        if kind == "total":
            body["figures"]["votes"]["a"][0] += 1
        else:
            body["received"]["contest0"] -= 1

    assert f"{kind}-differs" in signed_again(cheat)


def test_figures_changed_and_signed_again_contradict_everything_published_before() -> None:
    def swap(bodies: list[Body]) -> None:
        votes = bodies[at("protocol")]["figures"]["votes"]
        votes["a"], votes["b"] = votes["b"], votes["a"]

    found = signed_again(swap)
    assert {"document-differs", "total-differs"} <= found


def test_a_version_that_replaces_another_than_the_current_one_is_found() -> None:
    def jump(bodies: list[Body]) -> None:
        bodies[at("recount")]["replaces"] -= 5

    assert "life-cycle-broken" in signed_again(jump)


def test_a_precinct_left_off_the_roster_is_found() -> None:
    def drop(bodies: list[Body]) -> None:
        bodies[2]["precincts"].pop()

    assert "roster-differs" in signed_again(drop)


def test_a_protocol_from_nowhere_is_found() -> None:
    def move(bodies: list[Body]) -> None:
        bodies[at("protocol")]["area"] = "P999999"

    assert "life-cycle-broken" in signed_again(move)


def test_an_entry_after_the_closing_is_found() -> None:
    def add(bodies: list[Body]) -> None:
        late = copy.deepcopy(bodies[at("protocol")])
        bodies.append(late | {"area": "P000009", "scans": []})

    assert "order-broken" in signed_again(add)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"area": "P999999"}, "life-cycle-broken"),
        ({"contest": "contest9"}, "life-cycle-broken"),
        ({"share": None}, "schema-broken"),
        ({"notion": "visitors"}, "schema-broken"),
    ],
)
def test_turnout_of_nowhere_or_of_nothing_is_found(changes: Body, code: str) -> None:
    assert code in signed_again(lambda bodies: bodies[at("turnout")].update(changes))


def test_turnout_after_the_closing_is_found() -> None:
    assert "order-broken" in signed_again(lambda bodies: bodies.append(bodies[at("turnout")]))


def test_a_cut_that_lacks_an_area_is_found() -> None:
    assert "cut-differs" in signed_again(lambda bodies: bodies.pop(at("total", bodies)))


@pytest.mark.parametrize("level", ["nation", "region", "district"])
def test_a_closing_cut_states_every_level(level: str) -> None:
    def drop_last(bodies: list[Body]) -> None:
        last = max(at for at, body in enumerate(bodies) if body.get("level") == level)
        del bodies[last]

    assert "cut-differs" in signed_again(drop_last)


def test_an_unknown_key_in_an_entry_is_found() -> None:
    assert "schema-broken" in signed_again(lambda bodies: bodies[at("protocol")].update(extra=1))


def test_another_election_in_the_opening_is_found() -> None:
    assert "open-differs" in signed_again(lambda bodies: bodies[0].update(election="other"))


def test_another_rule_pack_than_the_log_opened_with_is_found() -> None:
    files = Files(FILES)
    files["rulepack.toml"] += b"\n"
    assert codes(check(files).troubles) == {"foundation-differs"}


def test_rules_that_were_no_law_on_the_day_of_voting_are_refused_though_the_log_opened_with_them() -> None:
    moved = replace(FOUNDATION.election, polling_on=date(2024, 3, 15))
    changed = dict(FOUNDATION.files) | {"election.toml": render_election(moved)}
    files = Files(FILES) | changed
    opening = {**BODIES[0], "definition_sha256": hashlib.sha256(changed["election.toml"]).hexdigest()}
    files |= log_files([canonical_bytes(body) for body in (opening, *BODIES[1:])], SIGNER)
    found = check(Files(files)).troubles
    assert codes(found) == {"foundation-refused"}
    assert {trouble.found for trouble in found if trouble.kind.code == "foundation-refused"} == {
        "ELECTION-LAW"
    }


def test_a_dropped_entry_is_found() -> None:
    files = Files(FILES)
    path = next(path for path in files if path.startswith("tile/entries/"))
    data = files[path]
    length = int.from_bytes(data[:2], "big") + 2
    files[path] = data[length:]
    report = check(files)
    assert report.verdict is Verdict.FALSE
    assert "bundle-refused" in codes(report.troubles)


def test_a_missing_file_is_not_checked_and_not_called_false() -> None:
    for path in ("manifest.json", "totals.csv", "state/precincts.jsonl", EXPLANATION, "areas.csv"):
        files = Files(FILES)
        del files[path]
        report = check(files)
        assert report.verdict is Verdict.UNCHECKED, path
        assert "file-absent" in codes(report.troubles)


def test_a_missing_bundle_of_entries_leaves_the_sums_unchecked() -> None:
    files = Files({path: data for path, data in FILES.items() if not path.startswith("tile/entries/")})
    assert codes(check(files).troubles) == {"file-absent", "log-incomplete"}


def test_states_that_change_places_are_left_out_or_stand_twice_are_found() -> None:
    files = Files(FILES)
    lines = files["state/precincts.jsonl"].splitlines(keepends=True)
    for others in ([lines[1], lines[0], *lines[2:]], lines[1:], [*lines, lines[-1]]):
        files["state/precincts.jsonl"] = b"".join(others)
        assert "document-differs" in codes(check(files).troubles)


def test_a_changed_line_of_a_state_is_named_with_what_it_must_say() -> None:
    files = Files(FILES)
    lines = files["state/precincts.jsonl"].splitlines(keepends=True)
    lines[4] = lines[4].replace(b'"version":1', b'"version":7')
    files["state/precincts.jsonl"] = b"".join(lines)
    (trouble,) = [t for t in check(files).troubles if t.path == "state/precincts.jsonl"]
    assert trouble.row == 5
    assert (trouble.found, trouble.expected) == ("contests.contest0.protocol.version = 7", "1")


def test_tables_of_a_smaller_size_are_held_against_that_size() -> None:
    before = eventful_night(FOUNDATION, SIGNER).bodies
    later = Night(FOUNDATION, SIGNER)
    later.bodies = [*before]
    later.protocol("P000009", "contest0", 1, scans=[])
    files, old = remake(FOUNDATION, later.bodies, SIGNER), remake(FOUNDATION, before, SIGNER)
    tables = {
        path: data
        for path, data in old.items()
        if path in ("manifest.json", "election.json")
        or path.startswith("outcomes/")
        or path.endswith((".csv", ".jsonl"))
    }
    assert check(Files(files | tables)).verdict is Verdict.QUALIFIED
    assert check(Files(files | {"votes.csv": old["votes.csv"]})).verdict is Verdict.FALSE


def test_an_explanation_that_was_changed_is_found() -> None:
    files = Files(FILES)
    for path in (EXPLANATION, "state/precincts.jsonl", "protocols.csv"):
        assert b"was counted" in files[path]
        changed = Files(files | {path: files[path].replace(b"was counted", b"was ignored")})
        assert check(changed).verdict is Verdict.FALSE, path


def test_a_changed_cell_is_named_with_its_line() -> None:
    files = Files(FILES)
    lines = files["votes.csv"].split(b"\r\n")
    lines[3] = lines[3].replace(b"votes,", b"votes,1")
    files["votes.csv"] = b"\r\n".join(lines)
    (trouble,) = [t for t in check(files).troubles if t.kind.code == "table-differs"]
    assert (trouble.path, trouble.row) == ("votes.csv", 4)
    assert trouble.found == lines[3].decode()


def test_a_table_with_a_row_too_many_or_too_few_is_found() -> None:
    for change in (lambda data: data + b"x\r\n", lambda data: data[: data.rindex(b"\r\n", 0, -2) + 2]):
        files = Files(FILES)
        files["findings.csv"] = change(files["findings.csv"])
        assert "table-differs" in codes(check(files).troubles)


def test_a_partial_tile_of_a_smaller_tree_is_held_against_this_one() -> None:
    files = Files(FILES)
    files["tile/0/000.p/5"] = FILES[f"tile/0/000.p/{len(BODIES)}"][: 5 * 32]
    assert check(files).verdict is Verdict.QUALIFIED
    files["tile/0/000.p/5"] = bytes(5 * 32)
    assert "tile-differs" in codes(check(files).troubles)


def test_a_size_that_nobody_can_have_is_not_tried() -> None:
    files = Files(FILES)
    stated = parse_checkpoint(files["checkpoint"]).checkpoint
    huge = Checkpoint(stated.origin, 2**62, stated.root)
    files["checkpoint"] = sign_checkpoint(huge, SIGNER.key, SIGNER.sign).encoded()
    assert "log-too-large" in codes(check(files).troubles)


def test_another_signer_is_found() -> None:
    files = Files(FILES)
    stranger = Signer(2)
    stated = parse_checkpoint(files["checkpoint"]).checkpoint
    files["checkpoint"] = sign_checkpoint(stated, stranger.key, stranger.sign).encoded()
    assert "checkpoint-refused" in codes(check(files).troubles)


def test_a_policy_of_the_reader_decides_whose_log_it_is() -> None:
    own = Policy((PolicyLog(SIGNER.key),))
    assert codes(check(FILES, trust=Trust(own)).troubles) == set()
    other = Policy((PolicyLog(Signer(3).key),))
    assert "key-unknown" in codes(check(FILES, trust=Trust(other)).troubles)


def test_a_quorum_that_the_reader_asks_for_and_the_checkpoint_lacks_is_false() -> None:
    key = VerifierKey("witness.example/w", SignatureType.ED25519_COSIGNATURE, bytes(32))
    witnesses = (PolicyWitness("w", key),)
    strict = Policy((PolicyLog(SIGNER.key),), witnesses, (PolicyGroup("quorum", 1, ("w",)),), "quorum")
    assert "quorum-not-met" in codes(check(FILES, trust=Trust(strict)).troubles)


def kept_checkpoint(foundation: Foundation, bodies: list[Body]) -> bytes:
    """The checkpoint of a log of these entries."""
    return remake(foundation, bodies, SIGNER)["checkpoint"]


def test_a_checkpoint_that_was_kept_shows_whether_history_was_rewritten() -> None:
    kept = kept_checkpoint(FOUNDATION, list(BODIES[:12]))
    assert check(FILES, trust=Trust(since=kept)).verdict is Verdict.QUALIFIED
    forged = copy.deepcopy(list(BODIES[:12]))
    forged[5]["recorded_at"] = "2026-08-30T20:00:01+05:00"
    rewritten = log_files([canonical_bytes(body) for body in forged], SIGNER)["checkpoint"]
    assert "history-rewritten" in codes(check(FILES, trust=Trust(since=rewritten)).troubles)


def test_a_checkpoint_that_was_kept_and_is_newer_leaves_the_question_open() -> None:
    night = eventful_night(FOUNDATION, SIGNER)
    files = remake(FOUNDATION, night.bodies, SIGNER)
    report = check(files, trust=Trust(since=FILES["checkpoint"]))
    assert report.verdict is Verdict.UNCHECKED
    assert "kept-is-newer" in codes(report.troubles)


def receipt(files: Files, index: int) -> Receipt:
    signed = parse_checkpoint(files["checkpoint"])
    size = signed.checkpoint.size
    reader = tile_hash_reader(size, lambda path: files[path])
    return Receipt(index, make_inclusion_proof(index, size, reader), signed)


def test_a_receipt_holds_in_the_log_that_gave_it_and_in_no_other() -> None:
    given = receipt(FILES, at("protocol")).encoded()
    report = check(FILES, trust=Trust(receipt=given))
    assert report.verdict is Verdict.QUALIFIED
    assert "receipt-holds" in codes(report.troubles)
    other = copy.deepcopy(list(BODIES))
    other[at("protocol")]["recorded_at"] = "2026-08-30T20:00:01+05:00"
    assert "receipt-refused" in codes(
        check(remake(FOUNDATION, other, SIGNER), trust=Trust(receipt=given)).troubles
    )


def test_a_scan_that_is_not_the_one_in_the_log_is_found() -> None:
    files = Files(FILES)
    path = next(path for path in files if path.startswith("scans/"))
    files[path] = b"X" + files[path][1:]
    assert check(files).verdict is Verdict.QUALIFIED
    assert "scan-differs" in codes(check(files, with_scans=True).troubles)


def changed_key_files() -> Files:
    """A log whose key changed in its last entry, and the old key vouches for the new one."""
    newer = Signer(9)
    bodies = list(eventful_night(FOUNDATION, SIGNER).bodies)
    bodies.append(entry("key", role="log", vkey=newer.key.vkey(), replaces=SIGNER.key.vkey()))
    files = remake(FOUNDATION, bodies, SIGNER)
    stated = parse_checkpoint(files["checkpoint"]).checkpoint
    old = sign_checkpoint(stated, SIGNER.key, SIGNER.sign)
    new = sign_checkpoint(stated, newer.key, newer.sign)
    files[f"key-changes/{len(bodies) - 1}"] = old.note.with_signatures(new.note.signatures).encoded()
    files["checkpoint"] = new.encoded()
    files["log.vkey"] = f"{SIGNER.key.vkey()}\n{newer.key.vkey()}\n".encode()
    files["policy.txt"] = Policy((PolicyLog(newer.key),)).encoded()
    return files


def test_who_trusts_the_old_key_is_led_to_the_new_one() -> None:
    files = changed_key_files()
    old_only = Trust(Policy((PolicyLog(SIGNER.key),)))
    assert not codes(check(files, trust=old_only).troubles)


def test_a_new_key_that_the_old_one_does_not_vouch_for_is_found() -> None:
    files = changed_key_files()
    path = next(path for path in files if path.startswith("key-changes/"))
    files[path] = files["checkpoint"]
    assert "key-change-refused" in codes(check(files, with_tables=False).troubles)


def test_a_decision_is_part_of_the_entry() -> None:
    def alter(bodies: list[Body]) -> None:
        bodies[at("annulment")]["decision"] = DECISION | {"number": "x" * 65}

    assert "schema-broken" in signed_again(alter)


def test_one_seat_given_to_another_list_is_noticed_with_a_sentence() -> None:
    files = Files(FILES)
    told = json.loads(files["outcomes/contest0.json"])
    assert told["status"] == "decided"
    assert told["total_seats"] == sum(choice["seats"] for choice in told["choices"]) == 69
    seats = told["choices"][0]["seats"]
    told["choices"][0]["seats"] -= 1
    told["choices"][1]["seats"] += 1
    files["outcomes/contest0.json"] = canonical_bytes(told) + b"\n"
    # Whoever changes it can change the manifest as well.
    manifest = json.loads(files["manifest.json"])
    manifest["files"]["outcomes/contest0.json"]["sha256"] = facts_of(files["outcomes/contest0.json"]).sha256
    files["manifest.json"] = render_json(manifest)
    report = check(files)
    assert report.verdict is Verdict.FALSE
    trouble = next(one for one in report.troubles if one.kind.code == "outcome-differs")
    assert trouble.say("en") == (
        "outcomes/contest0.json: the outcome does not follow from the votes: "
        f"choices[0].seats = {seats - 1}, expected {seats}"
    )
    assert "итог не следует из голосов" in trouble.say("ru")
    assert "қорытынды дауыстардан шығатынға сай емес" in trouble.say("kk")


def test_an_outcome_under_another_rule_pack_is_noticed() -> None:
    files = Files(FILES)
    path = "outcomes/contest1.json"
    files[path] = files[path].replace(FOUNDATION.sha256["rulepack.toml"].encode(), b"0" * 64)
    assert "outcome-differs" in codes(check(files).troubles)


def test_a_log_that_names_no_key_is_told_so_in_one_sentence() -> None:
    night = Night(FOUNDATION, SIGNER)
    night.bodies = [body for body in night.bodies if body["kind"] != "key"]
    night.protocol("P000000", "contest0", scans=[])
    report = check(remake(FOUNDATION, night.bodies, SIGNER))
    assert report.verdict is Verdict.FALSE
    false = [trouble for trouble in report.troubles if trouble.kind.weight is Weight.FALSE]
    assert [trouble.kind.code for trouble in false] == ["log-without-key"]
    assert "has to be opened anew" in false[0].say("en")
    assert "нужно открыть заново" in false[0].say("ru")
    assert "қайта ашу керек" in false[0].say("kk")


def test_a_district_from_which_nothing_came_is_no_lie() -> None:
    night = Night(FOUNDATION, SIGNER)
    night.protocol("P000000", "contest0", scans=[])
    assert check(remake(FOUNDATION, night.bodies, SIGNER)).verdict is Verdict.QUALIFIED


def test_an_empty_log_is_false_and_breaks_nothing() -> None:
    files = Files(FILES)
    empty = Checkpoint(SIGNER.key.name, 0, grow(LogEdge(), []).root)
    files["checkpoint"] = sign_checkpoint(empty, SIGNER.key, SIGNER.sign).encoded()
    assert check(files).verdict is Verdict.FALSE
