"""A referendum: enough took part, enough are for, and in enough regions; against every whole side by side."""

from dataclasses import dataclass
from fractions import Fraction

from hattama.core.outcomes.denominators import DENOMINATORS, PART_WORDS, Denominator, measure
from hattama.core.outcomes.list_steps import step_of
from hattama.core.outcomes.result import Answer, Conclusion, NoOutcome, Outcome, Reason, Status, Step
from hattama.core.outcomes.rules import ReferendumRules
from hattama.core.outcomes.single_mandate import lines_of
from hattama.core.outcomes.votes import REGIONS, REGIONS_FOR, REGISTERED, Votes
from hattama.core.vocabulary import share_of


@dataclass(frozen=True, slots=True)
class _Finding:
    """One condition: whether it holds (None: cannot be known), and the steps that show it."""

    holds: bool | None
    steps: tuple[Step, ...]


def decide_referendum(rules: ReferendumRules, votes: Votes) -> Outcome | NoOutcome:
    """Adopted, not adopted, or not held; `INCOMPLETE` where a figure that would decide is not given.

    Once enough took part, a majority that fails decides even while the regions cannot be checked, and the
    other way round. No outcome where the choices, anywhere, are not the two answers.
    """
    for counted in (votes, *(area for _, area in votes.areas)):
        if not _has_two_answers(rules, counted):
            return NoOutcome(Reason.OTHER_ANSWERS, f"{rules.for_code}, {rules.against_code}")
    conclusions = conclusions_of(rules, votes)
    lines = lines_of(votes, rules.base.value)
    if not votes.for_choices:
        return Outcome(rules.kind, Status.NO_VOTES, lines, (Step("no_votes"),), conclusions=conclusions)
    turnout = _turnout(rules, votes)
    majority = _majority(rules, votes, conclusions)
    regions = _regions(rules, votes)
    steps = (*turnout.steps, *majority.steps, *regions.steps)
    answer = _answer(turnout.holds, majority.holds, regions.holds)
    status = Status.INCOMPLETE if answer is None else Status.DECIDED
    return Outcome(rules.kind, status, lines, steps, answer=answer, conclusions=conclusions)


def conclusions_of(rules: ReferendumRules, votes: Votes) -> tuple[Conclusion, ...]:
    """The share of those for, of the decisive whole first and then of every other that the rules show.

    None where the choices are not the two answers: then nobody is for.
    """
    if not _has_two_answers(rules, votes):
        return ()
    wholes = [rules.base.value, *(whole for whole in rules.shown.value if whole != rules.base.value)]
    return tuple(_conclusion(rules, votes, whole, position == 0) for position, whole in enumerate(wholes))


def regions_needed(share: Fraction, regions: int) -> int:
    """The smallest number of regions that is at least `share` of all (two thirds: 12 of 17, 14 of 20)."""
    needed = share * regions
    return -(-needed.numerator // needed.denominator)


def _has_two_answers(rules: ReferendumRules, votes: Votes) -> bool:
    return {choice.code for choice in votes.choices} == {rules.for_code, rules.against_code}


def _conclusion(rules: ReferendumRules, votes: Votes, whole: Denominator, decisive: bool) -> Conclusion:
    total, bar = measure(whole, votes).total, rules.majority.value
    share = share_of(votes.choice(rules.for_code).count, total, whole.words, bar)
    enough = None if share is None else share.fraction > rules.majority.value
    return Conclusion(whole.code, whole.words, share, enough, decisive)


def _answer(turnout: bool | None, majority: bool | None, regions: bool | None) -> Answer | None:
    if turnout is False:
        return Answer.NOT_HELD
    if turnout is None:
        return None
    if majority is False or regions is False:
        return Answer.NOT_ADOPTED
    return Answer.ADOPTED if majority and regions else None


def turnout_holds(rules: ReferendumRules, votes: Votes) -> bool | None:
    """Whether enough took part; None where it cannot be known."""
    return _turnout(rules, votes).holds


def _turnout(rules: ReferendumRules, votes: Votes) -> _Finding:
    entitled = votes.part(REGISTERED)
    took_part = measure(rules.turnout_base.value, votes)
    missing = (*(() if entitled else (PART_WORDS[REGISTERED],)), *took_part.missing_words)
    if not entitled or took_part.total is None:
        words = rules.turnout_base.value.words
        step = step_of("turnout_unknown", rules.turnout, base=words, missing=missing)
        return _Finding(None, (step,))
    share = Fraction(took_part.total, entitled)
    holds = share > rules.turnout.value
    steps = [
        step_of(
            "turnout_enough" if holds else "turnout_too_low",
            rules.turnout,
            took_part=took_part.total,
            entitled=entitled,
            turnout_share=share,
            asked_share=rules.turnout.value,
        )
    ]
    if took_part.stated is not None:
        stated = step_of("base_stated", rules.turnout_base, total=took_part.total, stated=took_part.stated)
        steps.append(stated)
    return _Finding(holds, tuple(steps))


def _majority(rules: ReferendumRules, votes: Votes, conclusions: tuple[Conclusion, ...]) -> _Finding:
    decisive = conclusions[0]
    steps: list[Step] = []
    for conclusion in conclusions:
        rule = rules.base if conclusion.decisive else rules.shown
        if conclusion.share is None:
            missing = measure(DENOMINATORS[conclusion.code], votes).missing_words
            steps.append(step_of("base_unknown", rule, base=conclusion.words, missing=missing))
            continue
        code = "for_decisive" if conclusion.decisive else "for_beside"
        share = conclusion.share
        steps.append(
            step_of(
                f"{code}_enough" if conclusion.enough else f"{code}_too_few",
                rule,
                votes=share.part,
                total=share.whole,
                base=conclusion.words,
                for_share=share.fraction,
                asked_share=rules.majority.value,
            )
        )
    known = {conclusion.enough for conclusion in conclusions if conclusion.enough is not None}
    if len(known) > 1:
        steps.append(step_of("wholes_disagree", rules.base, base=decisive.words))
    return _Finding(decisive.enough, tuple(steps))


def _regions(rules: ReferendumRules, votes: Votes) -> _Finding:
    rule = rules.regions_share
    if rule is None:
        return _Finding(True, ())
    expected = max(votes.part(REGIONS) or 0, len(votes.areas))
    if not expected:
        return _Finding(None, (step_of("regions_not_given", rule),))
    needed = regions_needed(rule.value, expected)
    shares = [conclusions_of(rules, area)[0].enough for _, area in votes.areas]
    passed, failed = shares.count(True), shares.count(False)
    reported = votes.part(REGIONS_FOR)
    if reported is not None and not votes.areas:
        passed, failed = min(reported, expected), max(expected - reported, 0)
    values = {"passed": passed, "regions": expected, "needed": needed, "known": passed + failed}
    told = () if votes.areas or reported is None else (step_of("regions_reported", regions=reported),)
    if passed >= needed:
        return _Finding(True, (*told, step_of("regions_enough", rule, **values)))
    if expected - failed < needed:
        return _Finding(False, (*told, step_of("regions_too_few", rule, **values)))
    return _Finding(None, (step_of("regions_unknown", rule, **values),))
