"""The questions as people read them: null hypothesis, innocent causes, what not to conclude, error rates.

Rates are measured shares of rejections on elections in which published analyses found no rounding; they say
how often a question speaks there, not how often it errs.
"""

from dataclasses import dataclass
from enum import StrEnum

from hattama.core.vocabulary import Message


class Standing(StrEnum):
    """What a question may say: a probability with a known rate, a description, or a drawing alone."""

    CALIBRATED = "calibrated"
    DESCRIBED = "described"
    DRAWN = "drawn"


@dataclass(frozen=True, slots=True)
class MeasuredRate:
    """In how many of `trials` on ordinary elections a test spoke, in percent, at 5 % and at 1 %."""

    trials: int
    at_5: float
    at_1: float | None


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `source`: where its method is published, empty where the arithmetic is anybody's."""

    code: str
    standing: Standing
    title: Message
    question: Message
    null: Message
    causes: Message
    not_concluded: Message
    source: str
    measured: MeasuredRate | None = None


_NOT_VOTES = Message(
    "Not how many votes are concerned, nothing about a single station, and not that the other "
    "stations are sound."
)
_TWO_PAPERS = Message(
    "A question about papers that their scans can answer; nothing about anything that the papers do not show."
)
_PLACES = Message("Not what caused the difference: places differ for ordinary reasons.")
_DRAWN_ONLY = Message(
    "Drawn for readers who know it. No number of votes follows: ordinary elections give large "
    "figures here, too."
)
_NO_NULL = Message("No null hypothesis is calibrated: this is a description.")

QUESTIONS = (
    Question(
        "whole_percentages",
        Standing.CALIBRATED,
        Message("Whole percentages"),
        Message(
            "Do more stations have a turnout or a leader's share at a whole percentage than counting gives?"
        ),
        Message("Stations are independent, and each count is binomial about its own share."),
        Message(
            "None is known for a national excess at thousands of stations. Known traps: a choice with "
            "shares near "
            "0 %, turnout capped at 100 %, counts that a file made from percentages."
        ),
        _NOT_VOTES,
        "Kobak, Shpilkin, Pshenichnikov 2016",
        MeasuredRate(386, 4.1, 0.8),
    ),
    Question(
        "last_digits",
        Standing.CALIBRATED,
        Message("Last digits"),
        Message("Are the last digits of the leader's counts evenly spread at stations chosen by their size?"),
        Message("The last digit of a count that is spread over many tens is uniform."),
        Message(
            "Small counts, ballots and registers made up in round lots, an estimate typed for a "
            "missing cell, a "
            "legal maximum."
        ),
        _NOT_VOTES,
        "Beber, Scacco 2012",
        MeasuredRate(380, 5.3, 1.3),
    ),
    Question(
        "too_even",
        Standing.CALIBRATED,
        Message("Too even districts"),
        Message(
            "Are the leader's shares at the stations of one district more alike than drawing lots makes them?"
        ),
        Message(
            "The district's ballots fell to its stations by chance alone; real places differ more than that."
        ),
        Message(
            "Voters split among stations by alphabet, one protocol typed for several stations, doubled "
            "rows, shares "
            "near 0 or 100 %."
        ),
        _TWO_PAPERS,
        "",
        MeasuredRate(89_000, 3.5, None),
    ),
    Question(
        "equal_vectors",
        Standing.CALIBRATED,
        Message("Equal results"),
        Message("Do two stations of one district publish the same votes for every choice?"),
        Message(
            "Ballots of both stations were drawn from the shares of their district. Stations where one "
            "choice has more than 95 % are not asked: places that vote as one are often equal."
        ),
        Message("One protocol published for two stations by a slip; places where nearly all vote alike."),
        _TWO_PAPERS,
        "",
    ),
    Question(
        "preliminary_final",
        Standing.CALIBRATED,
        Message("Preliminary and final"),
        Message("Do changes from the first reading to the last favour the leader?"),
        Message("Slips have no direction: the leader rises at as many stations as it falls."),
        Message(
            "A second count that adds ballots which machines rejected; sheets that arrive later; a "
            "recount in places "
            "of one kind."
        ),
        _PLACES,
        "",
    ),
    Question(
        "two_elections",
        Standing.CALIBRATED,
        Message("Two elections"),
        Message(
            "At stations whose turnout jumped against their district, did the leader's share jump with it?"
        ),
        Message(
            "A jump in turnout goes with a rise of the leader's share as often as with a fall. A station is "
            "held against the middle of its district, of its region where the district has fewer than five "
            "stations."
        ),
        Message(
            "New houses, merged or renumbered stations, a local candidate, a strike, partisan mobilisation."
        ),
        _PLACES,
        "",
    ),
    Question(
        "totals_rounding",
        Standing.CALIBRATED,
        Message("Rounded totals"),
        Message("Do the totals lie too close to whole tenths of a percent?"),
        Message("Where a total falls between two tenths of a percent is uniform."),
        Message(
            "Totals that somebody turned back from published percentages, or a body that apportioned votes "
            "among places."
        ),
        _NOT_VOTES,
        "",
        MeasuredRate(168, 2.4, 0.0),
    ),
    Question(
        "spikes",
        Standing.CALIBRATED,
        Message("Spikes"),
        Message("At which whole percentages do more stations stand than counting gives?"),
        Message("Stations are independent, and each count is binomial about its own share."),
        Message(
            "Counts that a file made from percentages. Coarse fractions of small stations are none: the "
            "expectation is exact and includes them."
        ),
        _NOT_VOTES,
        "Rozenas 2017",
        MeasuredRate(386, 0.0, None),
    ),
    Question(
        "observed",
        Standing.CALIBRATED,
        Message("Observed stations"),
        Message("Does the leader's share differ between stations with observers and without?"),
        Message("A lot sent the observers: both groups differ by chance alone."),
        Message(
            "Observers who chose their stations, or were let in to some only: place and observation "
            "are mixed."
        ),
        _PLACES,
        "Särndal, Swensson, Wretman 1992",
    ),
    Question(
        "turnout_share",
        Standing.DESCRIBED,
        Message("Turnout and share"),
        Message("How do turnout and the leader's share go together?"),
        _NO_NULL,
        Message(
            "Rural districts with high turnout and one-sided votes, regions, minorities that vote "
            "together, a local "
            "contest on the same day."
        ),
        _PLACES,
        "",
    ),
    Question(
        "invalid",
        Standing.DESCRIBED,
        Message("Invalid ballots"),
        Message("Which large stations have no invalid ballot at all?"),
        _NO_NULL,
        Message("Places differ in how ballots are explained and judged."),
        _PLACES,
        "Williams 1982",
    ),
    Question(
        "portable_boxes",
        Standing.DESCRIBED,
        Message("Portable boxes and early votes"),
        Message("Where do many ballots come from portable boxes or from before the day?"),
        _NO_NULL,
        Message(
            "Older, rural and ill voters, hospitals, remote places, ships and camps vote so, and vote "
            "otherwise."
        ),
        _PLACES,
        "",
    ),
    Question(
        "day_course",
        Standing.DESCRIBED,
        Message("Turnout over the day"),
        Message("Does the turnout fall anywhere during the day, or rise at the end unlike its district?"),
        Message(
            "No null hypothesis is calibrated: this is a description. A station is held against the middle "
            "of its district, of its region where the district has fewer than five stations."
        ),
        Message(
            "Bus timetables, shifts, weather, a figure typed into the wrong cell, estimates told by "
            "telephone."
        ),
        _PLACES,
        "",
    ),
    Question(
        "comet_tail",
        Standing.DRAWN,
        Message("Votes by turnout"),
        Message("How do the votes of the leader and of the others lie over turnout?"),
        Message("It supposes that support does not depend on turnout; ordinary geography breaks that."),
        Message("Town and country differ in turnout and in votes everywhere."),
        _DRAWN_ONLY,
        "Shpilkin",
    ),
    Question(
        "mirror",
        Standing.DRAWN,
        Message("Turnout mirrored"),
        Message("Is the distribution of turnout symmetric about its top?"),
        Message("It supposes that turnout is one bell; it is a mixture of town and country."),
        Message("Town and country differ in turnout and in votes everywhere."),
        _DRAWN_ONLY,
        "",
    ),
    Question(
        "stuffing_model",
        Standing.DRAWN,
        Message("High turnout with high share"),
        Message("How many stations stand where turnout and share are both from 95 %?"),
        Message(
            "It supposes two bells and a part of stations moved from them; its fractions cannot be "
            "reproduced."
        ),
        Message("Communities that vote as one, closed institutions, stations for travellers."),
        _DRAWN_ONLY,
        "Klimek, Yegorov, Hanel, Thurner 2012",
    ),
    Question(
        "second_digits",
        Standing.DRAWN,
        Message("Second digits"),
        Message("How are the second digits of the leader's counts spread?"),
        Message("Benford's law, which counts of stations built to equal size have no reason to follow."),
        Message("It speaks in half of ordinary elections, and in nearly all simulated clean ones."),
        _DRAWN_ONLY,
        "Mebane 2011; Deckert, Myagkov, Ordeshook 2011",
        MeasuredRate(386, 53.6, 45.6),
    ),
)
"""In the order in which they are shown: first what is calibrated."""

BY_CODE = {question.code: question for question in QUESTIONS}
