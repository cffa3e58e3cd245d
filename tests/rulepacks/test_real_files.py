"""The packs held against every protocol of two real elections; the files are read in the plainest way."""

import csv
from collections import Counter

from hattama.core.protocols import Protocol, check_protocol
from hattama.core.vocabulary import NO_WORDS, Choice, Contest, Verdict
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack
from tests.shared_material import shared_path

GEORGIA = {
    "hand_f_01": "voters_listed",
    "hand_f_02": "ballots_received",
    "hand_f_03": "special_list",
    "hand_f_04a": "signatures_at_12",
    "hand_f_04b": "signatures_at_17",
    "hand_f_05": "participants",
    "hand_f_06": "invalid",
}
ROMANIA = {
    "a_registered": "registered",
    "a1": "registered_permanent",
    "a2": "registered_special",
    "b_voted": "participants",
    "b1": "voted_permanent",
    "b2": "voted_special",
    "b3": "voted_supplementary",
    "c_ballots_received": "ballots_received",
    "d_unused": "ballots_unused",
    "e_valid": "valid",
    "f_invalid": "invalid",
}


def count_findings(pack_id, file, columns, votes):
    rules = parse_rulepack(read_rulepack(pack_id), pack_id).rules[0]
    with shared_path("data", file).open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    choices = [column for column in rows[0] if votes(column)]
    contest = Contest("all", "", NO_WORDS, tuple(Choice(f"c{n}", NO_WORDS) for n, _ in enumerate(choices)))
    keys = {**columns, **{column: f"votes[c{n}]" for n, column in enumerate(choices)}}
    found = Counter()
    for row in rows:
        figures = {key: int(row[column]) for column, key in keys.items() if row[column].strip()}
        findings = check_protocol(rules, contest, Protocol("p", "all", figures))
        found.update((finding.code, finding.verdict) for finding in findings)
    return len(rows), found


def test_georgia_2024_disagrees_with_itself_in_as_many_protocols_as_its_typists_found():
    protocols, found = count_findings(
        "ge-2024", "ge_2024_parliament_protocols.csv", GEORGIA, lambda column: column.startswith("hand_p_")
    )
    assert protocols == 3110
    assert found == {
        ("GE-P01", Verdict.BROKEN): 235,
        ("GE-P02", Verdict.BROKEN): 4,
        ("GE-P03", Verdict.BROKEN): 1,
        ("GE-P04", Verdict.BROKEN): 8,
        ("GE-P05", Verdict.BROKEN): 2,
        # One protocol lacks the number of ballots received: it is not taken for zero.
        ("FORM-MISSING", Verdict.BROKEN): 1,
        ("GE-P04", Verdict.CANNOT_BE_CHECKED): 1,
    }


def test_romania_2024_disagrees_with_itself_in_as_many_protocols_as_the_file_holds():
    protocols, found = count_findings(
        "ro-2024-ep", "ro_2024_ep_protocols.csv", ROMANIA, lambda column: column.endswith("-voturi")
    )
    assert protocols == 19_870
    assert found == {("RO-P01", Verdict.BROKEN): 1008, ("RO-P02", Verdict.BROKEN): 644}
