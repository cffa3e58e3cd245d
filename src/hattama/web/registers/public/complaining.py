"""Where to complain, and until when: three questions, answered from the powers and clocks of a pack.

Nothing that is typed here is kept: the text of a complaint comes back as a sheet to print, and is forgotten.
"""

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from hattama.core.norms import NOTHING_CITED, Citations, Cited, Norm
from hattama.core.records import (
    BodyPower,
    Clock,
    Field,
    Item,
    Moment,
    Reading,
    Record,
    RecordDeed,
    RecordFacts,
    RecordKind,
    Register,
    Registry,
    Said,
    Standing,
    Statement,
    powers_over,
    read_clocks,
    read_day,
)
from hattama.formats.norm_files import load_norm
from hattama.phrases import say
from hattama.phrases.of_rooms.deadlines import say_deadline
from hattama.web.kernel.accounts.access import open_form
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.election_pages import ElectionPage, page_about, page_language
from hattama.web.kernel.published.browsing import ancestors_of
from hattama.web.protocols.public.protocol_sheet import PrecinctSheet, precinct_sheet
from hattama.web.registers.public.frame import asked_register
from hattama.web.registers.reading import COMPLAINTS, moment_of

FILE, RECEIVE, DECIDE, SUSPEND = "file", "receive", "decide", "suspend"
SUBJECT, AGAINST, ACT_ON = "subject", "against", "act_on"
"""What the citizen's page asks of the pack of complaints: deeds and fields by their codes."""
ACT, COMMISSION = "commission_act", "precinct_commission"
"""What a complaint about a protocol is about, and against whom."""

LONGEST_TEXT: Final = 5_000
LONGEST_LINE: Final = 300
PAPER_LANGUAGES: Final = ("kk", "ru")
"""Complaints are written in Kazakh or Russian."""

_TYPED: Final = ("addressee", "name", "address", "learned_on", "facts", "request", "evidence")


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit as it is said: what it is for, the rule in words, the moment where there is one."""

    clock: Clock
    rule: str
    cited: Citations
    due_at: datetime.datetime | None
    standing: Standing
    late_by: datetime.timedelta | None = None

    @property
    def is_missed(self) -> bool:
        """Whether it is over."""
        return self.standing is Standing.OVERDUE


@dataclass(frozen=True, slots=True)
class Way:
    """One body that can decide, what gives it the power, and how soon it must decide what comes now."""

    body: Item
    power: BodyPower
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer: to whom, until when; `pausing`: who waits while another has the case, and by which norm."""

    subject: Item
    against: Item
    act_on: datetime.date
    ways: tuple[Way, ...]
    filing: tuple[Limit, ...]
    pausing: Citations


@dataclass(frozen=True, slots=True)
class Overlap:
    """Bodies that may each decide the same: complaints on `subject` about `against` (none: about anybody).

    `pausing`: by which norm some of them wait for another; nothing where no norm known says who goes first.
    """

    subject: Item
    against: tuple[Item, ...]
    bodies: tuple[Item, ...]
    pausing: Citations


class NoAdvice(ValueError):
    """The answer to the question `field` is missing or cannot be: `sentence`, in the language of the page."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def complaints_register(page: ElectionPage) -> Register:
    """The pack of complaints for this election: of its country, and in force on its day. Raises Http404."""
    return asked_register(page.row, COMPLAINTS)


def advise(register: Register, subject: str, against: str, act_on: datetime.date, moment: Moment) -> Advice:
    """Who decides such a complaint and until when, as the law stood on the day of the act."""
    kind = register.kinds[0]
    statement, facts = _asked(register, subject, against, act_on, moment)
    powers = powers_over(kind.course, DECIDE, facts, act_on) or ()
    ways = tuple(_ways(register, statement, powers, moment))
    return Advice(
        _item(kind, SUBJECT, subject),
        _item(kind, AGAINST, against),
        act_on,
        ways,
        _limits(facts.record, facts, moment, FILE),
        _pausing(kind, [way.body.code for way in ways]),
    )


def _asked(
    register: Register, subject: str, against: str, act_on: datetime.date, moment: Moment
) -> tuple[Statement, RecordFacts]:
    """The question as a record of the register: what would be said of such a complaint, and its facts."""
    registry = Registry({(register.register_id, register.edition): register})
    values: dict[str, Said] = {SUBJECT: subject, AGAINST: against, ACT_ON: act_on}
    about = register.register_id, register.edition, register.kinds[0].code
    statement = Statement(*about, "citizen-asks", register.precedence[-1], values)
    registry.say(statement)
    return statement, RecordFacts(registry.records[statement.record_id], registry, moment)


def overlaps(register: Register, moment: Moment) -> Iterator[Overlap]:
    """Where the law as it stood on the day of voting gives several bodies the power to decide the same."""
    kind, day = register.kinds[0], moment.polling_on
    subject = kind.field(SUBJECT)
    for asked in subject.items if isinstance(subject, Field) else ():
        groups: dict[tuple[str, ...], list[Item]] = {}
        for body in register.bodies:
            _, facts = _asked(register, asked.code, body.code, day, moment)
            powers = powers_over(kind.course, DECIDE, facts, day) or ()
            codes = dict.fromkeys(code for power in powers for code in power.by)
            groups.setdefault(tuple(codes), []).append(body)
        for deciding, against in groups.items():
            if len(deciding) > 1:
                bodies = [one for code in deciding if (one := register.body(code)) is not None]
                named = () if len(groups) == 1 else tuple(against)
                yield Overlap(asked, named, tuple(bodies), _pausing(kind, deciding))


def _item(kind: RecordKind, field: str, code: str) -> Item:
    known = kind.field(field)
    item = None if known is None else known.item(code)
    assert item is not None, "the form offers the items of the pack alone"
    return item


def _ways(
    register: Register, asked: Statement, powers: tuple[BodyPower, ...], moment: Moment
) -> Iterator[Way]:
    """Each body once, with how soon it must decide what it receives now."""
    seen: set[str] = set()
    for power in powers:
        for code in power.by:
            body = register.body(code)
            if body is not None and code not in seen:
                seen.add(code)
                yield Way(body, power, _deciding(register, asked, code, moment))


def _deciding(register: Register, asked: Statement, body: str, moment: Moment) -> tuple[Limit, ...]:
    registry = Registry({(register.register_id, register.edition): register})
    registry.say(asked)
    about = (asked.register, asked.edition, asked.kind, asked.record_id)
    registry.do(RecordDeed(*about, RECEIVE, moment.at, body, asked.source))
    record = registry.records[asked.record_id]
    return _limits(record, RecordFacts(record, registry, moment), moment, DECIDE)


def _limits(record: Record, facts: RecordFacts, moment: Moment, deed: str) -> tuple[Limit, ...]:
    """The clocks that `deed` stops and that run now."""
    known = record.kind.course.deed(deed)
    stops = known.stops if known is not None else ()
    readings = read_clocks(record, facts, moment)
    return tuple(_limit(reading, moment) for reading in readings if reading.clock.code in stops)


def _limit(reading: Reading, moment: Moment) -> Limit:
    rule = ""
    if reading.norm is not None:
        deadline = reading.norm.deadline_from(reading.edition, {reading.clock.event: None})
        rule = say_deadline(deadline, page_language())
    day = moment.calendar.day_of(reading.started_at)
    return Limit(
        reading.clock, rule, _cited(reading.norm, day), reading.due_at, reading.standing, reading.late_by
    )


def _cited(norm: Norm | None, day: datetime.date) -> Citations:
    cited = None if norm is None else Cited.of(norm, day)
    return Citations((cited,)) if cited is not None else NOTHING_CITED


def _pausing(kind: RecordKind, bodies: Collection[str]) -> Citations:
    """By which norm one of these bodies must wait for another; none where they do not meet."""
    suspends = kind.course.deed(SUSPEND)
    if suspends is None or len({code in suspends.by for code in bodies}) < 2:
        return NOTHING_CITED
    return suspends.cited


@open_form
@never_cache
def complain(request: HttpRequest, election_id: str) -> HttpResponse:
    """Three questions by GET, answered; the text of the complaint by POST, as a sheet that is not kept."""
    page = page_about(request, election_id)
    register = complaints_register(page)
    moment = moment_of(page.row, timezone.now())
    is_sent = request.method == "POST"
    given = request.POST if is_sent else request.GET
    answers = {name: given.get(name, "").strip()[:LONGEST_LINE] for name in (SUBJECT, AGAINST, ACT_ON)}
    doubted = _doubted(request, election_id, given)
    if doubted is not None and not any(answers.values()):
        row = doubted.sheet.row
        day = moment.calendar.day_of(row.signed_at or row.received_at)
        answers = {SUBJECT: ACT, AGAINST: COMMISSION, ACT_ON: day.isoformat()}
    advice, fault, wrong = None, "", ""
    if any(answers.values()):
        try:
            advice = _advice(register, answers, moment)
        except NoAdvice as refused:
            fault, wrong = str(refused), refused.field
    paper_language = _paper_language(given.get("paper_language", ""))
    begun = {} if doubted is None else _begun(doubted, paper_language)
    context = {
        **_offered(register, moment.polling_on),
        "overlaps": list(overlaps(register, moment)),
        "answers": answers,
        "advice": advice,
        "fault": fault,
        "wrong": wrong,
        "today": moment.calendar.day_of(moment.at),
        "offset_at": advice and next((one.due_at for one in advice.filing if one.due_at), None),
        "sheet": _sheet(page, request, advice, moment, doubted)
        if advice and request.method == "POST"
        else "",
        "doubted": doubted,
        "above": doubted and ancestors_of([doubted.area])[doubted.area.pk][1:],
        "typed": request.POST if request.method == "POST" else begun,
        "paper_languages": PAPER_LANGUAGES,
        "paper_language": paper_language,
    }
    return page.render("registers/public_complain.html", "registers", context, status=400 if fault else 200)


def _doubted(request: HttpRequest, election_id: str, given: Mapping[str, str]) -> PrecinctSheet | None:
    """The protocol that is named by `area` and `contest`, where it counts and something in it does not hold.
    Raises Http404."""
    area, contest = given.get("area", ""), given.get("contest", "")
    found = precinct_sheet(request, election_id, area, contest) if area and contest else None
    return found if found and found.sheet.broken and found.sheet.row.annulled_by is None else None


def _begun(doubted: PrecinctSheet, language: str) -> dict[str, str]:
    """What such a complaint can say by itself; whoever signs it changes it as they see fit."""
    area, contest, sheet = doubted.area, doubted.contest, doubted.sheet
    with translation.override(language):
        page = absolute(doubted.page.request, reverse("public:area", args=[area.election_id, area.code]))
        told = {"area": area, "above": ancestors_of([area])[area.pk][1:], "contest": contest}
        told |= {"row": sheet.row, "broken": sheet.broken, "address": f"{page}#{contest.code}"}
        ask = _(
            "Check the protocol, say where these differences come from and, where a figure is wrong, correct "
            "the protocol."
        )
        return {"facts": render_to_string("registers/complaint_facts.txt", told).strip(), "request": ask}


def _offered(register: Register, polling_on: datetime.date) -> dict[str, Any]:
    """What can be chosen, and all that the pack says of it for whoever wants to read the whole."""
    kind = register.kinds[0]
    subject, filing = kind.field(SUBJECT), kind.course.deed(FILE)
    stops = filing.stops if filing is not None else ()
    return {
        "register": register,
        "subjects": subject.items if isinstance(subject, Field) else (),
        "bodies": register.bodies,
        "powers": [
            (power, [body for code in power.by if (body := register.body(code)) is not None])
            for power in kind.course.powers
            if power.deed == DECIDE and power.covers(polling_on)
        ],
        "filing_rules": [rule for code in stops if (rule := _filing_rule(register, kind.clock(code)))],
        "attachments": _attachments(kind),
    }


def _filing_rule(register: Register, clock: Clock | None) -> tuple[Clock, str, Citations] | None:
    norm = next((norm for norm in clock.norms if norm.on(register.law_on)), None) if clock else None
    text = None if norm is None else norm.on(register.law_on)
    if clock is None or norm is None or text is None:
        return None
    deadline = norm.deadline_from(text.edition, {clock.event: None})
    return clock, say_deadline(deadline, page_language()), _cited(norm, register.law_on)


def _norms_named(advice: Advice, doubted: PrecinctSheet | None) -> Citations:
    """The norms that the complaint and the advice rest on, each once and with its law: whoever reads the
    paper has no page."""
    relations = [one.rule.relation for one in doubted.sheet.broken] if doubted is not None else []
    broken = [one.cited for one in relations if one is not None]
    cited = Citations.together(
        [*broken, *(one.cited for one in advice.filing), *(way.power.cited for way in advice.ways)]
    )
    named = {one.norm_id: replace(one, law=load_norm(one.norm_id).law.genitive) for one in cited.norms}
    return Citations(tuple(named.values()))


def _attachments(kind: RecordKind) -> list[Item]:
    """What a citizen may attach: all that comes with no other deed of the course."""
    others = {code for deed in kind.course.deeds if deed.code != FILE for code in deed.attach}
    return [item for item in kind.course.attachments if item.code not in others]


def _advice(register: Register, answers: dict[str, str], moment: Moment) -> Advice:
    """Raises NoAdvice."""
    subject = register.kinds[0].field(SUBJECT)
    if subject is None or subject.item(answers[SUBJECT]) is None:
        raise NoAdvice(SUBJECT, _("Choose what the complaint is about."))
    if register.body(answers[AGAINST]) is None:
        raise NoAdvice(AGAINST, _("Choose whose decision or act it was."))
    act_on = read_day(answers[ACT_ON])
    if act_on is None:
        raise NoAdvice(ACT_ON, _("Give the day of the decision or act."))
    if act_on > moment.calendar.day_of(moment.at):
        raise NoAdvice(ACT_ON, _("That day has not come yet."))
    return advise(register, answers[SUBJECT], answers[AGAINST], act_on, moment)


def _paper_language(asked: str) -> str:
    return next((one for one in (asked, page_language()) if one in PAPER_LANGUAGES), PAPER_LANGUAGES[0])


@sensitive_variables("typed")
def _sheet(
    page: ElectionPage, request: HttpRequest, advice: Advice, moment: Moment, doubted: PrecinctSheet | None
) -> str:
    """The complaint as one prints and signs it, in the language of the paper."""
    most = {"facts": LONGEST_TEXT, "request": LONGEST_TEXT, "evidence": LONGEST_TEXT}
    typed = {name: request.POST.get(name, "").strip()[: most.get(name, LONGEST_LINE)] for name in _TYPED}
    language = _paper_language(request.POST.get("paper_language", ""))
    kind = complaints_register(page).kinds[0]
    chosen = set(request.POST.getlist("attached"))
    with translation.override(language):
        context = {
            "advice": advice,
            "typed": typed,
            "learned_on": read_day(typed["learned_on"]),
            "election": page.definition.election,
            "addressee": typed["addressee"]
            or " / ".join(say(way.body.words, language) for way in advice.ways),
            "attached": [item for item in _attachments(kind) if item.code in chosen],
            "norms": _norms_named(advice, doubted),
            "today": moment.calendar.day_of(moment.at),
            "language": language,
        }
        return render_to_string("registers/public_complaint_sheet.html", context)
