"""The rule pack that an election pins: its own or a shipped one, with a form for each of its contests."""

from collections.abc import Iterable
from dataclasses import dataclass

from hattama.core.norms import law_of
from hattama.core.protocols import RulePack
from hattama.core.vocabulary import Election, Fault, Message
from hattama.formats.citing import Use, uses_of
from hattama.formats.election_folder import DEFINITION_FILE, RULEPACK_FILE, ElectionFolder
from hattama.formats.faults import FaultKind, refuse_if_any
from hattama.formats.norm_files import load_norm
from hattama.formats.outcome_rules import OutcomePack, parse_outcome_rules
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import UnknownRulePack, norm_laws, read_rulepack, rulepack_ids

UNKNOWN_PACK = FaultKind.of(
    "ELECTION-PACK",
    Message(
        "there is no rule pack {found}; there are: {expected}. Put a pack of your own into this folder as "
        "rulepack.toml"
    ),
)
OTHER_PACK = FaultKind.of(
    "ELECTION-OWNPACK",
    Message("the folder's rulepack.toml calls itself {found}, while the election names {expected}"),
)
OUT_OF_FORCE = FaultKind.of(
    "ELECTION-LAW",
    Message("the rule pack cites the norm {found}, which was not in force on the day of voting, {expected}"),
)
UNKNOWN_FORM = FaultKind.of("ELECTION-FORM", Message("the rule pack has no form {found}; it has: {expected}"))


@dataclass(frozen=True, slots=True)
class PinnedRules:
    """The pack as a value and the very bytes whose hash the election's log opens with."""

    pack: RulePack
    data: bytes


def pin_rules(folder: ElectionFolder) -> PinnedRules:
    """The rules of a loaded folder. Raises InputFaults when the pack or a contest's form is not to be had."""
    named = folder.election.rule_pack
    data = folder.rulepack_bytes if folder.rulepack_bytes is not None else _shipped(named)
    pack = parse_rulepack(data, RULEPACK_FILE if folder.rulepack_bytes is not None else f"{named}.toml")
    if pack.pack_id != named:
        refuse_if_any(
            [OTHER_PACK.at(DEFINITION_FILE, field="election.rule_pack", found=pack.pack_id, expected=named)]
        )
    refuse_unfit(folder.election, pack, parse_outcome_rules(data, RULEPACK_FILE))
    return PinnedRules(pack, data)


def refuse_unfit(election: Election, pack: RulePack, outcomes: OutcomePack) -> None:
    """Raise InputFaults where the pack lacks a form of the election, or cites what was no law on its day.

    Whoever loads an election asks this, and whoever verifies one that somebody else has loaded.
    """
    refuse_if_any(forms_that_lack(election, pack))
    refuse_if_any(norms_out_of_force(election, uses_of(pack, outcomes)))


def norms_out_of_force(election: Election, uses: Iterable[Use]) -> list[Fault]:
    """A fault for each norm cited that did not hold on the day of voting; a pack's own law is left to it."""
    cited = dict.fromkeys(norm_id for use in uses for norm_id in use.cited.ids)
    day = election.polling_on
    known = [load_norm(norm_id) for norm_id in cited if law_of(norm_id) in norm_laws()]
    return [
        OUT_OF_FORCE.at(DEFINITION_FILE, field="election.polling_on", found=norm.norm_id, expected=str(day))
        for norm in known
        if norm.on(day) is None
    ]


def forms_that_lack(election: Election, pack: RulePack) -> list[Fault]:
    """A fault for each contest whose form the pack does not have."""
    known = [rules.form.code for rules in pack.rules]
    return [
        UNKNOWN_FORM.at(
            DEFINITION_FILE, field=f"contest[{number}].form", found=contest.form, expected=", ".join(known)
        )
        for number, contest in enumerate(election.contests, start=1)
        if contest.form and contest.form not in known
    ]


def _shipped(named: str) -> bytes:
    try:
        return read_rulepack(named)
    except UnknownRulePack:
        fault = UNKNOWN_PACK.at(
            DEFINITION_FILE, field="election.rule_pack", found=named, expected=", ".join(rulepack_ids())
        )
        refuse_if_any([fault])
        raise
