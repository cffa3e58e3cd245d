"""An election takes no rules whose norms did not hold on its day."""

import datetime
from dataclasses import replace

from hattama.demonstration import demonstration_election
from hattama.formats.election_rules import norms_out_of_force
from hattama.formats.shipped_citations import shipped_uses

ELECTION = demonstration_election(3, 1).election


def test_the_pack_of_2023_holds_on_its_day_and_not_after_the_districts_were_removed():
    uses = shipped_uses("kz-2023")
    assert norms_out_of_force(ELECTION, uses) == []
    later = replace(ELECTION, polling_on=datetime.date(2026, 8, 30))
    found = {fault.found for fault in norms_out_of_force(later, uses)}
    assert {fault.code for fault in norms_out_of_force(later, uses)} == {"ELECTION-LAW"}
    assert "kz-elections/95(3)" in found
    assert "kz-elections/43(4)" not in found
