"""A quick count as a document in all languages, the same for the command and the page."""

import hashlib
import random
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from hattama.core.forensics import StationFigures
from hattama.core.observation import (
    STEPS,
    Base,
    Estimate,
    QuickCount,
    Response,
    Sample,
    Shares,
    count_quickly,
    is_consistent,
    official_shares,
    progress_of,
    response_of,
)
from hattama.core.outcomes import AGAINST_ALL, INVALID, REGISTERED, Votes, say_number, say_share
from hattama.core.vocabulary import Message
from hattama.phrases.sayings import in_every_language, say

BASES = {
    Base.VALID: Message("of the valid votes"),
    Base.BALLOTS: Message("of all ballots in the boxes"),
    Base.REGISTERED: Message("of the voters on the lists"),
}
CONSISTENT = Message("consistent at 95 %")
NOT_CONSISTENT = Message("not consistent at 95 %")
_METHOD = Message(
    "An estimate from {reported} of {drawn} stations, drawn by a public seed in {strata} strata. Combined "
    "ratio; the error follows from the strata and from how many stations there are; intervals at 95 % by t "
    "with {degrees} degrees of freedom."
)
_SMALL = Message(
    "Below 5 % the interval comes from drawing the sample again 400 times. Votes of small parties lie at few "
    "stations: their intervals hold the truth less often than 95 times in 100."
)
_COLLAPSED = Message("Strata taken together, because fewer than two stations reported there: {strata}.")
_SAYS = Message(
    "“Consistent” means that the official share lies in the interval, “not consistent” that it does not. Of "
    "twenty true shares one lies outside by chance, and neither says why."
)
_MISSING = Message(
    "Stations drawn that did not report: {missing}. On average a list has {here} voters where a report "
    "came and {there} where none did, {apart} standard deviations apart."
)
_DRAW_ALONE = Message(
    "The intervals allow for the chance of the draw, and not for stations that are missing: they, and what "
    "is said of official shares, hold only as far as the missing ones voted like those of their stratum "
    "that reported."
)
TURNOUT = Message("Turnout")
UNBALANCED = Message("Stations where ballots given out and ballots found differ")
AFFECTED = Message("Ballots by which they differ, of the valid votes; at most")


def count_from(sample: Sample, figures: StationFigures) -> dict[str, Any]:
    """What these reports come to; what is resampled takes its seed from the sample's."""
    seed = hashlib.sha256(sample.seed.encode()).digest()
    count = count_quickly(sample, figures, random.Random(seed))  # noqa: S311 -- no secret: anybody repeats it
    response = response_of(sample, (one.code for one in figures.stations))
    return _document(sample, count, response, progress_of(sample, figures))


def _document(
    sample: Sample,
    count: QuickCount,
    response: Response,
    progress: Iterable[tuple[int, Shares]],
) -> dict[str, Any]:
    """Everything that a quick count comes to; shares are parts of one, to a millionth."""
    steps = [{"reported": told, "choices": _intervals(shares)} for told, shares in progress]
    return {
        "frame_sha256": sample.frame_sha256,
        "seed": sample.seed,
        "drawn": count.drawn,
        "reported": count.reported,
        "bases": [_base(shares) for shares in count.shares],
        "turnout": _interval(count.turnout),
        "unbalanced": _interval(count.unbalanced),
        "affected": _interval(count.affected),
        "response": [[one.name, one.drawn, one.reported] for one in response.strata],
        "progress": steps,
        "notes": [dict(in_every_language(note)) for note in _notes(sample, count, response)],
    }


def official_figures(votes: Votes) -> dict[Base, dict[str, Fraction]]:
    """The official shares of every base; votes against all are votes, where the paper has them."""
    told = {choice.code: choice.votes for choice in votes.choices}
    against = votes.part(AGAINST_ALL)
    told |= {} if against is None else {AGAINST_ALL: against}
    return official_shares(told, votes.part(INVALID), votes.part(REGISTERED)) if sum(told.values()) else {}


def beside_official(
    document: Mapping[str, Any], official: Mapping[Base, Mapping[str, Fraction]]
) -> dict[str, Any]:
    """The document with the official share of each choice where it has one; decided in whole millionths."""
    bases = [
        base
        | {
            "choices": [
                one | {"official": _held(one, official.get(Base(base["base"]), {}).get(one["choice"]))}
                for one in base["choices"]
            ]
        }
        for base in document["bases"]
    ]
    return {**document, "bases": bases}


def _base(shares: Shares) -> dict[str, Any]:
    ordered = sorted(shares.choices, key=lambda choice: -shares.choices[choice].share)
    return {
        "base": shares.base.value,
        "name": dict(in_every_language(BASES[shares.base])),
        "stations": shares.stations,
        "degrees_of_freedom": shares.degrees,
        "choices": [
            {
                "choice": choice,
                **(_interval(shares.choices[choice]) or {}),
                "resampled": choice in shares.small,
                "official": None,
            }
            for choice in ordered
        ],
    }


def _held(told: Mapping[str, float], official: Fraction | None) -> dict[str, Any] | None:
    if official is None:
        return None
    inside = is_consistent(round(told["low"] * STEPS), round(told["high"] * STEPS), official)
    words = dict(in_every_language(CONSISTENT if inside else NOT_CONSISTENT))
    return {"share": round(float(official), 6), "consistent": inside, "words": words}


def _interval(estimate: Estimate | None) -> dict[str, float] | None:
    if estimate is None:
        return None
    low, high = _ends(estimate)
    return {"share": round(estimate.share, 6), "error": round(estimate.error, 8), "low": low, "high": high}


def _ends(estimate: Estimate) -> tuple[float, float]:
    """Of a share, which is never below nought nor above one, however wide its error is."""
    return max(0, estimate.low) / STEPS, min(STEPS, estimate.high) / STEPS


def _intervals(shares: Shares) -> dict[str, list[float]]:
    return {choice: [round(one.share, 6), *_ends(one)] for choice, one in shares.choices.items()}


def _notes(sample: Sample, count: QuickCount, response: Response) -> Iterable[Message]:
    shares = count.shares[0] if count.shares else None
    if shares is not None:
        yield _METHOD.given(
            reported=say_number(shares.stations),
            drawn=say_number(count.drawn),
            strata=say_number(len(sample.strata)),
            degrees=say_number(shares.degrees),
        )
        yield _SAYS
        if shares.small:
            yield _SMALL
        if shares.collapsed:
            yield _COLLAPSED.given(strata="; ".join(" + ".join(names) for names in shares.collapsed))
    missing = count.drawn - count.reported
    if missing and response.apart is not None:
        yield _MISSING.given(
            missing=say_number(missing),
            apart=f"{response.apart:+.2f}".replace("-", "\u2212"),
            here=say_number(round(response.mean_reported or 0)),
            there=say_number(round(response.mean_missing or 0)),
        )
    elif missing:
        yield Message("Stations drawn that did not report: {missing}.").given(missing=say_number(missing))
    if shares is not None and shares.stations < count.drawn:
        yield _DRAW_ALONE


def say_interval(told: Mapping[str, float], language: str) -> str:
    """`41,22 % (40,47–41,97)` of a share with its ends."""
    low, high = (say_share(_exact(told[end]), language)[:-2] for end in ("low", "high"))
    return f"{say_share(_exact(told['share']), language)} ({low}–{high})"


def _exact(share: float) -> Fraction:
    return Fraction(round(share * STEPS), STEPS)


def quick_count_lines(document: Mapping[str, Any], language: str) -> tuple[tuple[str, str], ...]:
    """What is estimated beside the shares, each with its name: turnout, what may be affected."""
    told = []
    for words, key in ((TURNOUT, "turnout"), (UNBALANCED, "unbalanced"), (AFFECTED, "affected")):
        if document[key] is not None:
            at_most = say_share(_exact(document[key]["high"]), language)
            value = at_most if key == "affected" else say_interval(document[key], language)
            told.append((say(words, language), value))
    return tuple(told)
