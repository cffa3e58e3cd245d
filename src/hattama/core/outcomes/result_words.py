"""Words for results: how far the rules led, what a referendum came to, heads of columns, how near it is."""

from hattama.core.outcomes.result import Answer, Reason, Status
from hattama.core.outcomes.votes import Left
from hattama.core.vocabulary import Message

STATUS_WORDS = {
    Status.DECIDED: Message("Decided."),
    Status.TIE: Message("A tie: some seats are not given."),
    Status.REPEAT: Message("Nobody is elected: repeat voting is held."),
    Status.SECOND_ROUND: Message("Nobody is elected: a second round is held between the two leaders."),
    Status.REPEAT_ELECTION: Message("Nobody is elected: the election is repeated."),
    Status.PROLONGED: Message(
        "Nobody is elected: too few candidates are left, and the election is prolonged."
    ),
    Status.LAW_IS_SILENT: Message("There is no rule for this case; no result is invented."),
    Status.INCOMPLETE: Message("The figures given are not enough to state the result."),
    Status.NO_VOTES: Message("There are no votes."),
}

REASON_WORDS = {
    Reason.NO_RULES: Message("The rule pack states no rules for the outcome of this kind of contest."),
    Reason.BELOW_ZERO: Message(
        "No outcome is stated: the protocols do not add up, and what is counted comes to less than zero."
    ),
    Reason.NO_SEATS: Message(
        "No outcome is stated: the number of seats is not given, or there can be no such number."
    ),
    Reason.FEW_VOTES: Message("No outcome is stated: there are fewer votes than seats so far."),
    Reason.COPIES_LACK: Message(
        "No outcome is stated: of some polling stations there is no copy, and those of which there is one "
        "were not drawn by lot. Nothing follows from them for the whole."
    ),
    Reason.OTHER_ANSWERS: Message("The answers on the ballot are not those that the rules name."),
}

ANSWER_WORDS = {
    Answer.ADOPTED: Message("The referendum adopted the decision."),
    Answer.NOT_ADOPTED: Message("The referendum did not adopt the decision."),
    Answer.NOT_HELD: Message("Too few took part; the referendum counts as not held."),
}


COLUMN_WORDS = {
    "choice": Message("List, candidate"),
    "votes": Message("Votes", "column"),
    "share": Message("Share"),
    "admitted": Message("Let in"),
    "claim": Message("Quotas"),
    "whole": Message("Whole"),
    "remainder": Message("Remainder"),
    "seats": Message("Seats", "column"),
    "elected": Message("Elected"),
    "base": Message("Of what"),
    "decisive": Message("Decides"),
    "votes_for": Message("For"),
    "total": Message("Total"),
    "enough": Message("Enough"),
    "contenders": Message("Contenders"),
    "open_seats": Message("Seats not given"),
}

AGAINST_ALL_NAME = Message("Against all")
"""The pile of votes against all, where votes are moved from it or to it."""

YES = Message("yes")
NO = Message("no")
UNKNOWN = Message("not known")
LEFT_WORDS = {
    Left.BEFORE_VOTE: Message("{name} (left before the vote)"),
    Left.AFTER_VOTE: Message("{name} (left after the vote)"),
}
LET_IN_BY = Message("let in by {article}")
INFERRED = Message("our reading", "of the law")
