"""How the votes of an election become an outcome: the `[outcome]` part of the pack it was opened with."""

from __future__ import annotations

from functools import lru_cache

from hattama.formats.outcome_rules import OutcomePack, parse_outcome_rules
from hattama.rulepacks import read_rulepack
from hattama.web.kernel.elections.tables import ElectionRow


def load_outcome_rules(row: ElectionRow) -> OutcomePack:
    """The rules of outcomes of an election, from the very bytes that were loaded; parsed once a process."""
    return _parse(bytes(row.rule_pack), f"{row.election_id}/rulepack.toml")


@lru_cache(maxsize=32)
def _parse(rule_pack: bytes, file: str) -> OutcomePack:
    return parse_outcome_rules(rule_pack, file)


@lru_cache(maxsize=64)
def shipped_outcome_rules(pack_id: str) -> OutcomePack:
    """The rules of outcomes of a pack that comes with the program. Raises UnknownRulePack."""
    return parse_outcome_rules(read_rulepack(pack_id), f"{pack_id}.toml")
