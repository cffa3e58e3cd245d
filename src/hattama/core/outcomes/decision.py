"""One door for every kind of contest: rules and votes in, outcome out."""

from dataclasses import replace

from hattama.core.outcomes.party_lists import decide_party_lists
from hattama.core.outcomes.president import decide_president
from hattama.core.outcomes.referendum import decide_referendum
from hattama.core.outcomes.result import NoOutcome, Outcome, Reason, Status, Step
from hattama.core.outcomes.rules import ContestRules, PartyListRules, PresidentRules, ReferendumRules
from hattama.core.outcomes.single_mandate import decide_single_mandate
from hattama.core.outcomes.votes import Votes


def decide(
    rules: ContestRules | None, votes: Votes, *, seats: int | None = None, copies_lack: bool = False
) -> Outcome | NoOutcome:
    """The outcome of `votes` under `rules` (None: the pack has none for this kind), or why there is none.

    `seats` is asked of party lists alone; elsewhere it has no meaning and is not looked at. `copies_lack`:
    the votes are those of a civic count that has no copy of some stations.
    """
    if rules is None:
        return NoOutcome(Reason.NO_RULES)
    if copies_lack:
        return NoOutcome(Reason.COPIES_LACK)
    if votes.below_zero:
        return NoOutcome(Reason.BELOW_ZERO)
    decided = _decide(rules, votes, seats)
    silent = bool(votes.choices) and not any(choice.is_given for choice in votes.choices)
    if silent and isinstance(decided, Outcome) and decided.status is Status.NO_VOTES:
        return replace(decided, status=Status.INCOMPLETE, steps=(Step("no_figures"),))
    return decided


def _decide(rules: ContestRules, votes: Votes, seats: int | None) -> Outcome | NoOutcome:
    if isinstance(rules, PartyListRules):
        return decide_party_lists(rules, votes, seats)
    if isinstance(rules, PresidentRules):
        return decide_president(rules, votes)
    if isinstance(rules, ReferendumRules):
        return decide_referendum(rules, votes)
    return decide_single_mandate(rules, votes)
