"""Audits at the desk: what each would cost, its steps in their order, and what waits to be counted."""

import datetime
import zoneinfo
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hattama.core.audits import ASSERTION_WORDS, AuditBook
from hattama.core.audits import LEAST_SEED as LEAST_DIGITS
from hattama.core.entries import MOST_IN_ONE, AuditMethod
from hattama.core.vocabulary import Contest, Deed, parse_whole_number
from hattama.formats.table_times import NoSuchTime
from hattama.phrases import say
from hattama.web.audits.conduct import NoThrowTime, commit_audit, draw_on, measure_risk, throw_seed
from hattama.web.audits.count import typed_of
from hattama.web.audits.desk.read_back import find_contest, place_name, place_names, read_back, try_deed
from hattama.web.audits.public import code_name
from hattama.web.audits.reading import (
    BY_PLACE,
    LIMITS,
    audited_contests,
    commit_now,
    load_book,
    load_outlook,
    load_sizes,
    plan_now,
    waiting,
)
from hattama.web.audits.tables import BatchCount
from hattama.web.kernel.accounts.roles import areas_for, election_for
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.languages.templatetags.hattama_text import count, share
from hattama.web.kernel.pages.election_clock import typed_moment
from hattama.web.kernel.pages.election_pages import page_language

MOST_SHEETS: Final = 100
"""Places of one file: the next ones are printed when these are counted."""


PACE, LEAST_PACE, MOST_PACE = 300, 1, 100_000
"""Ballots that are sorted and counted in an hour, where nobody says otherwise."""
_PACE_OF_ONE = 20
"""Single ballots that are found in their piles and read in an hour."""


LASTING: Final = frozenset({"seed", "full_count"})
"""Steps that are read back before they are taken."""
METHODS: Final = {
    AuditMethod.BATCHES: gettext_lazy("whole precincts"),
    AuditMethod.BALLOTS: gettext_lazy("single ballots"),
}


def audits(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """Every audit and recount; what an audit of each contest would cost, and the commitment to one."""
    row = election_for(request.user, _conducting(request), election_id)
    definition = load_definition(row)
    refusal, status = "", 200
    if request.method == "POST" and request.POST.get("action") != "edit":
        done = _commit(request, row, definition)
        if isinstance(done, HttpResponseBase):
            return done
        refusal, status = done
    book = load_book(row)
    pace = min(max(parse_whole_number(request.GET.get("pace", "")) or PACE, LEAST_PACE), MOST_PACE)
    audited, asked = audited_contests(book), request.POST.get("contest", request.GET.get("contest", ""))
    context = {
        "election": definition.election,
        "audits": [_listed(definition, book, number) for number in book.audits],
        "plans": [
            _plan(row, one, pace if request.GET.get("contest") == one.code else None)
            for one in definition.election.contests
            if one.code not in audited
        ],
        "pace": pace,
        "asked": asked,
        "typed": request.POST,
        "methods": METHODS.items(),
        "limits": [(str(limit), share(limit)) for limit in (LIMITS[1], LIMITS[0], LIMITS[2])],
        "may_conduct": areas_for(request.user, Deed.CONDUCT_AUDIT, row).exists(),
        "may_order": areas_for(request.user, Deed.RECOUNT, row).exists(),
        "refusal": refusal,
    }
    return render(request, "audits/desk/audits.html", context, status=status)


def _commit(
    request: HttpRequest, row: ElectionRow, definition: Definition
) -> HttpResponseBase | tuple[str, int]:
    """The read-back of the commitment, once it is sure that it would be taken; or the audit that it began; or
    why it is refused."""
    contest = find_contest(definition, request.POST.get("contest", ""))
    method = next((one for one in AuditMethod if one == request.POST.get("method")), None)
    limit = next((one for one in LIMITS if str(one) == request.POST.get("limit")), None)
    if method is None or limit is None:
        raise Http404
    asks, said = request.POST.get("action") != "submit", (request.user, row, contest.code, method, limit)
    done = try_deed(lambda: commit_audit(*said, now=timezone.now(), is_tried=asks))
    if not isinstance(done, int):
        return done
    if not asks:
        return redirect("desk:audit", row.pk, done)
    draws = plan_now(row, contest, commit_now(row, contest)).to_draw(method, limit)
    thin = _("The margin is thin: count all ballots.")
    facts = [
        (_("What is drawn"), str(METHODS[method])),
        (_("Risk limit"), share(limit)),
        (_("Draws"), thin if draws is None else count(draws)),
    ]
    lead = _("The totals of every precinct are committed to in the log. A contest is audited once.")
    return read_back(request, definition, contest, _("Commit to the totals"), facts, lead)


def _listed(definition: Definition, book: AuditBook, number: int) -> dict[str, Any]:
    audit = book.audits[number]
    contest = definition.election.contest(audit.contest)
    return {
        "number": number,
        "names": contest.names,
        "is_recount": audit.is_recount,
        "stop": audit.stop.value,
        "waiting": len(waiting(book, number)),
    }


def _plan(row: ElectionRow, contest: Contest, pace: int | None) -> dict[str, Any]:
    """What the totals say of an audit; with a `pace` also its sizes, which take every protocol."""
    outlook = load_outlook(row, contest)
    told: dict[str, Any] = {"outlook": outlook, "is_refused": outlook.plan is None, "sizes": []}
    if outlook.plan is None:
        return told
    hardest = outlook.plan.plan.hardest()
    names = {"choice": hardest.choice, "other": hardest.other or ""}
    said = {key: code_name(contest, code) for key, code in names.items()}
    told["hardest"] = say(ASSERTION_WORDS[hardest.kind], page_language(), **said)
    if pace is None:
        return told
    sizes = load_sizes(row, contest)
    for size in sizes:
        size["share"] = Fraction(size["limit"])
        one_by_one = size["method"] == "ballots" and size["draws"]
        size["hours"] = -(-size["ballots"] // (_PACE_OF_ONE if one_by_one else pace))
    return told | {"sizes": sizes, "is_refused": not sizes}


def audit(request: HttpRequest, election_id: str, audit_no: int) -> HttpResponseBase:
    """One audit: the step that is due, and what waits to be counted."""
    row = election_for(request.user, _conducting(request), election_id)
    definition = load_definition(row)
    if audit_no not in load_book(row).audits:
        return redirect("desk:audits", election_id)
    action = request.POST.get("action", "")
    if request.method != "POST" or action == "edit":
        return show_audit(request, row, definition, audit_no)
    asks = action in LASTING
    step = request.POST.get("step", "") if action == "submit" else action
    done = try_deed(lambda: _step(request, row, definition, audit_no, step, is_tried=asks))
    if done is not None:
        return show_audit(request, row, definition, audit_no, *done)
    if asks:
        return _ask(request, definition, load_book(row).audits[audit_no].contest, step)
    return redirect("desk:audit", election_id, audit_no)


def _ask(request: HttpRequest, definition: Definition, code: str, step: str) -> HttpResponse:
    """The read-back of a step that nothing can mend: a wrong digit of a seed draws other precincts."""
    contest, sent = definition.election.contest(code), request.POST
    if step == "full_count":
        lead = _("The audit ends with it, and all ballots are counted again. This cannot be undone.")
        return read_back(request, definition, contest, _("Call for a full count"), [], lead, step)
    seed = "".join(sent["seed"].split())
    fours = " ".join(seed[place : place + 4] for place in range(0, len(seed), 4))
    facts = [
        (_("Seed"), fours),
        (_("Number of digits"), str(len(seed))),
        (_("Where it was thrown"), sent["place"]),
        (_("Who threw and who watched"), sent["people"]),
        (_("When it was thrown"), sent.get("thrown_at", "").replace("T", " ") or _("just now")),
    ]
    lead = _("Hold every digit against the dice or the minutes: a seed is recorded once.")
    return read_back(request, definition, contest, _("Record the seed"), facts, lead, step)


def _step(
    request: HttpRequest,
    row: ElectionRow,
    definition: Definition,
    number: int,
    action: str,
    *,
    is_tried: bool,
) -> None:
    sent, now = request.POST, timezone.now()
    if action == "seed":
        zone, typed = definition.election.time_zone, sent.get("thrown_at", "")
        try:
            thrown_at = typed_moment(typed, zone, until=now) or now.astimezone(zoneinfo.ZoneInfo(zone))
        except NoSuchTime:
            raise NoThrowTime(typed) from None
        said = (
            sent.get("seed", "").replace(" ", ""),
            sent.get("place", "").strip(),
            sent.get("people", "").strip(),
        )
        at = thrown_at.replace(microsecond=0)
        throw_seed(request.user, row, number, *said, at, now=now, is_tried=is_tried)
    elif action == "draw":
        more = parse_whole_number(sent.get("count", "").strip()) or 0
        draw_on(request.user, row, number, more, now=now, seen=parse_whole_number(sent.get("after", "")))
    elif action in ("measure", "full_count"):
        calls_all = action == "full_count"
        measure_risk(request.user, row, number, calls_all=calls_all, now=now, is_tried=is_tried)
    else:
        raise Http404(action)


def show_audit(
    request: HttpRequest,
    row: ElectionRow,
    definition: Definition,
    number: int,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of an audit or a recount, with why something was refused."""
    book = load_book(row)
    told = book.audits[number]
    awaited = waiting(book, number)
    context: dict[str, Any] = {
        "election": definition.election,
        "audit": told,
        "number": number,
        "names": definition.election.contest(told.contest).names,
        "begun_at": datetime.datetime.fromisoformat(told.begun["recorded_at"]),
        "awaited": _awaited(request.user, row, number, awaited),
        "may_conduct": areas_for(request.user, Deed.CONDUCT_AUDIT, row).exists(),
        "least": LEAST_DIGITS,
        "most": MOST_IN_ONE,
        "most_sheets": MOST_SHEETS,
        "sheets": sum(map(len, awaited.values())),
        "refusal": refusal,
        "typed": request.POST,
        "just_counted": _just_counted(request, row, number, awaited),
    }
    if not told.is_recount:
        limit = Fraction(told.begun["risk_limit"])
        needed = book.plan(number).to_draw(told.method, limit)
        measured = book.measure(number)
        context |= {
            "limit": limit,
            "needed": needed,
            "to_draw": min(MOST_IN_ONE, max(1, (needed or told.begun["batches"]) - len(told.sequence))),
            "counted": len(measured.rows),
            "is_measured": len(measured.rows) <= (told.measured[-1][1]["draws"] if told.measured else 0),
            "risk": Fraction(measured.risk, 10**6),
        }
    return render(request, "audits/desk/audit.html", context, status=status)


def _awaited(
    user: Any, row: ElectionRow, number: int, awaited: Mapping[str, list[list[int]]]
) -> list[tuple[AreaRow, dict[str, Any]]]:
    """Each place with what it is called, how many ballots are read there next, how many have typed that, and
    whether this person may still, or has done so."""
    areas = AreaRow.objects.filter(election=row, code__in=list(awaited)[:MOST_IN_ONE])
    own = set(areas_for(user, Deed.COUNT_BATCH, row).filter(pk__in=areas).values_list("pk", flat=True))
    typed = typed_of(row, number, awaited)
    listed = list(areas.order_by(*BY_PLACE))
    named = place_names(listed)
    return [
        (
            area,
            {
                "name": named[area.pk],
                "ballots": len(awaited[area.code][0]),
                "typed": len(typed.get(area.code, ())),
                "has_typed": user.pk in typed.get(area.code, ()),
                "is_mine": area.pk in own,
            },
        )
        for area in listed
    ]


def _just_counted(
    request: HttpRequest, row: ElectionRow, number: int, awaited: Mapping[str, list[list[int]]]
) -> tuple[str, bool] | None:
    """Of which place the address says that this person counted it, where that is so; whether what they
    counted still waits for another."""
    own = BatchCount.objects.filter(number=number, counter=request.user.pk, area__election=row)
    last = own.filter(area__code=request.GET.get("counted", "")).select_related("area__parent").last()
    return None if last is None else (place_name(last.area), last.ballots in awaited.get(last.area.code, ()))


def _conducting(request: HttpRequest) -> Deed:
    """Whoever counts sees the steps of an audit; an auditor takes them."""
    return Deed.CONDUCT_AUDIT if request.method == "POST" else Deed.COUNT_BATCH
