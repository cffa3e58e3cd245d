"""Deadlines said to people: how long, from which event, until what hour; or that no norm sets a time."""

from types import MappingProxyType

from hattama.core.norms import Certainty, Deadline, Unit
from hattama.core.vocabulary import Message
from hattama.phrases.sayings import say

_SPANS = MappingProxyType(
    {
        Unit.MINUTES: Message("{n} min", "deadline"),
        Unit.HOURS: Message("{n} h", "deadline"),
        Unit.CALENDAR_DAYS: Message("{n} calendar d.", "deadline"),
        Unit.WORKING_DAYS: Message("{n} working d.", "deadline"),
        Unit.WEEKS: Message("{n} wk", "deadline"),
        Unit.MONTHS: Message("{n} mo.", "deadline"),
        Unit.YEARS: Message("{n} yr", "deadline"),
    }
)

_AFTER = Message("within {span} of: {event}")
_BEFORE = Message("at least {span} before: {event}")
_NOT_BEFORE = Message("not before {span} have passed since: {event}")
_NOT_SOONER = Message("at most {span} before: {event}")
_AT_ONCE = Message("at once, the law names no hour; runs from: {event}")
_ANY_TIME_BEFORE = Message("before: {event}")
_THAT_DAY = Message("the same day: {event}")
_BY_CLOCK = Message("until {clock}: {event}")
_FROM_CLOCK = Message("not before {clock}: {event}")

EVENTS = MappingProxyType(
    {
        "accreditation": Message("accreditation"),
        "application": Message("an application is made"),
        "application_registered": Message("the application is registered"),
        "assembly_day": Message("the day of the assembly"),
        "campaign_starts": Message("the election campaign starts"),
        "claim_filed": Message("a claim is brought to court"),
        "commission_formed": Message("the commission is formed"),
        "complaint_filed": Message("a complaint is lodged"),
        "complaint_received": Message("a complaint is received"),
        "complaint_received_near_voting": Message("a complaint is received under five days before voting"),
        "copy_posted": Message("the copy of the protocol is posted"),
        "count_started": Message("the count starts"),
        "court_complaint": Message("a complaint is lodged with the court"),
        "court_decision": Message("the court decides"),
        "day_before_voting": Message("the day before voting"),
        "decision_or_act": Message("the decision is taken or the act done"),
        "decision_served": Message("the decision is served"),
        "dissent_given": Message("the dissenting opinion is given"),
        "district_copy_posted": Message("the copy of the district's protocol is posted"),
        "documents_received": Message("the documents are received"),
        "elected": Message("the candidate is elected"),
        "election_called": Message("the election is called"),
        "election_ended": Message("the election ends"),
        "extended": Message("the term is prolonged"),
        "first_of_january": Message("1 January"),
        "first_of_july": Message("1 July"),
        "meeting": Message("the meeting"),
        "nomination_ends": Message("nomination ends"),
        "notice_registered": Message("the notice is registered"),
        "previous_meeting": Message("the previous meeting"),
        "previous_report": Message("the previous report"),
        "proposal_received": Message("the proposal is received"),
        "protocol_signed": Message("the protocol is signed"),
        "protocols_received": Message("the protocols are received"),
        "referendum_called": Message("the referendum is called"),
        "registered": Message("registration"),
        "registration_ends": Message("registration ends"),
        "request_received": Message("a request is received"),
        "request_received_if_extended": Message("a request is received, if the term is prolonged"),
        "request_received_near_voting": Message("a request is received under five days before voting"),
        "request_registered": Message("the request is registered"),
        "results_published": Message("the results are published"),
        "results_set": Message("the results are established"),
        "sheets_received": Message("the signature sheets are received"),
        "term_ends": Message("the term of office ends"),
        "voting_day": Message("the day of voting"),
        "voting_ended": Message("voting ends"),
        "voting_starts": Message("voting starts"),
    }
)
"""Events from which deadlines run, by their names in the files of norms."""


def say_deadline(deadline: Deadline | None, language: str) -> str:
    """The deadline as a phrase in `language`, without the norm that sets it."""
    if deadline is None:
        return say(Message("no norm sets a time"), language)
    event = EVENTS.get(deadline.start, deadline.start)
    clock = f"{deadline.clock:%H:%M}" if deadline.clock else ""
    span = _SPANS.get(deadline.unit)
    length = "" if span is None else span.given(n=deadline.amount)
    said = say(_rule(deadline), language, event=event, clock=clock, span=length)
    if span is None or not clock:
        return said
    return say(Message("{rule}; on the last day until {clock}"), language, rule=said, clock=clock)


def _rule(deadline: Deadline) -> Message:
    if deadline.unit is Unit.IMMEDIATELY:
        return _ANY_TIME_BEFORE if deadline.before else _AT_ONCE
    if deadline.unit is Unit.CLOCK:
        return _FROM_CLOCK if deadline.is_earliest else _BY_CLOCK
    if deadline.unit is Unit.SAME_DAY:
        return _THAT_DAY
    if deadline.before:
        return _NOT_SOONER if deadline.is_earliest else _BEFORE
    return _NOT_BEFORE if deadline.is_earliest else _AFTER


CERTAINTIES = MappingProxyType(
    {
        Certainty.READ: Message("read in that edition"),
        Certainty.UNCHANGED: Message("read in an edition before or after it, unchanged between"),
        Certainty.INFERRED: Message("not read in that edition, inferred"),
    }
)
"""How we know what a norm said in an edition."""

OUR_READING = Message("our reading")
