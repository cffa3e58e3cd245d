"""Pages before and after the form: my elections, my precincts, where a protocol stands, its scans and
papers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from hattama.core.entries import VERSION_KINDS
from hattama.core.vocabulary import Deed, parse_whole_number
from hattama.phrases import say
from hattama.web.kernel.accounts.access import account_of
from hattama.web.kernel.accounts.browser_limits import sandboxed
from hattama.web.kernel.accounts.policy import PRECINCT
from hattama.web.kernel.accounts.roles import Role, areas_for, held_for, holds_role_in, is_allowed, roles_of
from hattama.web.kernel.capability import provided
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.search import holding, own_number_first
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import SubmissionRefused
from hattama.web.kernel.log.publish_act import waiting_act
from hattama.web.kernel.log.snapshots import load_log_size, load_public_size
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.findings_text import FindingText, finding_texts
from hattama.web.kernel.pages.refusals import Refusal, refusal_of
from hattama.web.kernel.published.browsing import ancestors_of, reached_by
from hattama.web.kernel.published.missing import silent_first
from hattama.web.kernel.published.tables import PublishedProtocol, Scan
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.kernel.stores.page_pictures import halve
from hattama.web.protocols.desk.drafts import account_key, draft_shelf
from hattama.web.protocols.desk.places import Place, find_place, publish_done, to_standing
from hattama.web.protocols.desk.standing import Standing, awaiting_me, standing_of
from hattama.web.protocols.enter import keep_scan
from hattama.web.protocols.life_words import state_name
from hattama.web.protocols.overview import typists_of
from hattama.web.protocols.reading import (
    Logged,
    life_states,
    load_life,
    load_logged,
    scans_entered,
    why_closed,
)
from hattama.web.protocols.remarks import RemarkMustWait, answering_first, is_shut, remarks_about, side_of
from hattama.web.protocols.tables import LifeStep
from hattama.web.scans.desk import HOLD, UploadRefused, held_scan, refuse_twin, release_scan, uploaded_scan
from hattama.web.scans.figure_boxes import SHOWN_TYPE, ShownPage, load_shown_scans
from hattama.web.scans.scan_jobs import DESK_LOOK
from hattama.web.scans.tables import ScanPage, odd_papers_in
from hattama.web.scans.take_scan import ScanOfAnotherProtocol

PAGE_SIZE = 50
MOST_PAGES = 100_000
_STAGE = re.compile(r"[a-z0-9_-]{1,40}")


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The elections in which I have a role, and how much awaits me in each; straight to the list when there
    is one."""
    elections = ElectionRow.objects.filter(
        opened_at__isnull=False, areas__memberships__user=account_of(request)
    ).distinct()
    if roles_of(request.user) == {Role.ADMINISTRATOR}:
        return redirect("rights:elections")
    if len(elections) == 1:
        return redirect("desk:precincts", elections[0].pk)
    read = [(row, load_definition(row)) for row in elections]
    listed = [(row, one.election, awaiting_me(request.user, row, one)) for row, one in read]
    return render(request, "protocols/desk/home.html", {"elections": listed})


@require_safe
def precincts(request: HttpRequest, election_id: str) -> HttpResponseBase:
    """What awaits me, and the precincts that I act for or look after, those that have not reported first."""
    row = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
    if not holds_role_in(request.user, row):
        raise PermissionDenied
    query = request.GET.get("q", "").strip()
    number = min(parse_whole_number(request.GET.get("page", "")) or 1, MOST_PAGES)
    keys = _precinct_keys(request, row, query, (number - 1) * PAGE_SIZE)
    definition = load_definition(row)
    enterable = _enterable(request, row, keys)
    overseen = held_for(request.user, Deed.SEE_PROGRESS, row)
    is_first = not query and number == 1
    followed = load_public_size(row)
    return render(
        request,
        "protocols/desk/precincts.html",
        {
            "election": definition.election,
            "query": query,
            "page": {"before": number - 1, "number": number, "after": number + (len(keys) > PAGE_SIZE)},
            "news": [block(request, row) for block in provided("desk_news")] if is_first else [],
            "behind_since": followed - 1 if followed < load_log_size(row) else None,
            "has_steps": bool(definition.pack.steps),
            "awaiting": awaiting_me(request.user, row, definition) if is_first else None,
            "may_oversee": bool(overseen),
            "may_enter": bool(enterable),
            "odd_papers": odd_papers_in(overseen or _sends_scans(request, row)) if is_first else [],
            "may_keep": areas_for(request.user, Deed.KEEP_REGISTER, row).exists(),
            "may_draw": areas_for(request.user, Deed.DRAW_PAPERS, row).exists(),
            "may_read": areas_for(request.user, Deed.READ_PAPER, row).exists(),
            "may_judge": areas_for(request.user, Deed.JUDGE_FIGURE, row).exists(),
            "may_review": areas_for(request.user, Deed.REVIEW_REPORT, row).exists(),
            "may_state": areas_for(request.user, Deed.RECORD_CLAIM, row).filter(kind="unit").exists(),
            "may_annul": areas_for(request.user, Deed.ANNUL, row).filter(kind="unit", **_OPEN).exists(),
            "may_withdraw": areas_for(request.user, Deed.WITHDRAW, row).filter(kind="unit").exists(),
            "may_see_typing": areas_for(request.user, Deed.SEE_TYPING, row).exists(),
            "may_change": areas_for(request.user, Deed.PROPOSE_CHANGE, row).filter(**_OPEN).exists(),
            "queue_key": account_key(request.user),
            "precincts": _precinct_lines(keys[:PAGE_SIZE], definition, enterable),
        },
    )


_OPEN: Final[dict[str, Any]] = {"election__closed_at": None}


def _enterable(request: HttpRequest, row: ElectionRow, keys: Sequence[int]) -> set[int]:
    """Where I enter protocols, of these."""
    enters = areas_for(request.user, Deed.ENTER, row).filter(pk__in=keys, **_OPEN)
    return set(enters.values_list("pk", flat=True))


def _sends_scans(request: HttpRequest, row: ElectionRow) -> list[AreaRow]:
    """Where I send scans: whoever sent a blank sheet has the paper in hand."""
    return held_for(request.user, Deed.ATTACH_SCAN, row)


def _precinct_keys(request: HttpRequest, row: ElectionRow, query: str, start: int) -> list[int]:
    """Row ids of a page of my precincts, and of one more where more follow."""
    stop = start + PAGE_SIZE + 1
    if not query:
        return silent_first(held_for(request.user, Deed.SEE_DESK, row), start, stop)
    mine = areas_for(request.user, Deed.SEE_DESK, row).exclude(kind="unit")
    found = holding(mine, row, query).order_by(*own_number_first(query), "pk")
    return list(found.values_list("pk", flat=True)[start:stop])


def _precinct_lines(keys: Sequence[int], definition: Definition, enterable: set[int]) -> list[dict[str, Any]]:
    protocols = Prefetch("protocols", PublishedProtocol.objects.defer("figures"))
    by_pk = AreaRow.objects.select_related("parent").prefetch_related(protocols).in_bulk(keys)
    rows = [by_pk[pk] for pk in keys]
    above, reached = ancestors_of(rows), reached_by(rows)
    states = life_states(rows, [contest.code for contest in definition.election.contests])
    lines = []
    for row in rows:
        by_contest = {protocol.contest: protocol for protocol in row.protocols.all()}
        held = definition.contests_at(reached[row.pk])
        contests = [(contest, by_contest.get(contest.code), states[row.pk, contest.code]) for contest in held]
        told = [(contest, shown, code, state_name(code)) for contest, shown, code in contests]
        lines.append(
            {"area": row, "above": above[row.pk][1:], "contests": told, "may_enter": row.pk in enterable}
        )
    return lines


def add_scan(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """Add a scan to a protocol that somebody has entered; earlier ones stay."""
    place = find_place(request.user, election_id, area_id, contest, Deed.ATTACH_SCAN)
    # The page of a refusal stands at this address; to load it again, or in another language, is no upload.
    if request.method != "POST":
        return redirect("desk:done", *place.address)
    try:
        scan = uploaded_scan(request, place.area, contest, is_alone=True)
        if request.POST.get("action") == HOLD:
            return HttpResponse(status=204)
        if scan is None:
            return show_standing(request, place, scan_refusal=_("Choose a file first."), status=400)
        publish_done(
            request, place, lambda: keep_scan(request.user, place.area, contest, scan, now=timezone.now())
        )
    except UploadRefused as refused:
        return show_standing(request, place, scan_refusal=refused.sentence, status=refused.status)
    except ScanOfAnotherProtocol as twin:
        release_scan(request, place.area, contest)
        return show_standing(request, place, scan_refusal=refuse_twin(twin, place.area, request), status=400)
    except SubmissionRefused as refused:
        release_scan(request, place.area, contest)
        refusal = refusal_of(refused)
        return show_standing(request, place, scan_refusal=refusal.sentence, status=refusal.status)
    return redirect("desk:done", *place.address)


@require_GET
def done(request: HttpRequest, election_id: str, area_id: str, contest: str) -> HttpResponseBase:
    """Where the protocol stands: its place in the log, its steps so far, and what I may do about it."""
    return show_standing(request, find_place(request.user, election_id, area_id, contest, Deed.SEE_DESK))


@require_safe
def paper(
    request: HttpRequest, election_id: str, area_id: str, contest: str, sha256: str
) -> HttpResponseBase:
    """A scan that came with an entry, or is held for one, and that the public does not see yet."""
    place = find_place(request.user, election_id, area_id, contest, Deed.SEE_DESK)
    held = held_scan(request, place.area, contest)
    if sha256 not in (*scans_entered(place.area, contest), held.pk if held else ""):
        raise Http404(sha256)
    scan = get_object_or_404(Scan, pk=sha256)
    return sandboxed(HttpResponse(get_content(sha256), content_type=scan.media_type))


def overtaken(request: HttpRequest, place: Place, deed: Deed, came: LifeStep | None) -> HttpResponseBase:
    """Where whoever asks for a deed that they cannot do now is led to. Of what was sent it is said whether it
    `came`, or was not recorded: the page of where the protocol stands alone says neither."""
    if request.method != "POST":
        return to_standing(place)
    if came is not None:
        return to_standing(place, came)
    refusal = refusal_of(why_closed(request.user, place.area, place.contest.code, deed))
    return show_standing(request, place, refusal=refusal)


def show_standing(
    request: HttpRequest,
    place: Place,
    *,
    scan_refusal: str = "",
    refusal: Refusal | None = None,
    reason: str = "",
    remark_refusal: Refusal | None = None,
    remark: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of where the protocol stands, with a refusal on it: of a scan, of ending the rounds for
    `reason`, or of what was typed to the other side."""
    waiting = waiting_act(place.area, place.contest.code)
    # Of a version that another is about to replace nobody is to copy the code.
    is_replaced = waiting is not None and waiting.kind in VERSION_KINDS
    protocol = None if is_replaced else load_logged(place.area, place.contest.code)
    standing, came = standing_of(request.user, place, page_language()), _came(request, place)
    return render(
        request,
        "protocols/desk/done.html",
        {
            "place": place,
            "election": place.election,
            "came": came,
            "protocol": protocol,
            "waiting": waiting,
            "is_replaced": is_replaced,
            "standing": standing,
            "forget": _sent_stages(request, standing, came),
            "broken": _broken(place, protocol),
            "scans": _scans_beside(protocol),
            "held": held_scan(request, place.area, place.contest.code),
            "entered": [] if protocol or waiting else _scans(scans_entered(place.area, place.contest.code)),
            **_may_attach(request.user, place),
            "next_contests": place.other_contests(request.user),
            "queue_key": account_key(request.user),
            "scan_refusal": scan_refusal,
            "refusal": refusal.sentence if refusal and refusal.status != 400 else "",
            "reason_fault": refusal.sentence if refusal and refusal.status == 400 else "",
            "reason": reason,
            "remarks": _remarks(request.user, place, remark_refusal, remark),
            "draft": draft_shelf(request.user, *place.address, "remark"),
        },
        status=next((told.status for told in (refusal, remark_refusal) if told), status),
    )


def _came(request: HttpRequest, place: Place) -> LifeStep | None:
    """The step of this person by which what they have just sent once more had come, as the address says."""
    number = parse_whole_number(request.GET.get("came", ""))
    mine = LifeStep.objects.filter(area=place.area, contest=place.contest.code, actor=account_of(request))
    return mine.filter(pk=number).first() if number else None


def _may_attach(user: Any, place: Place) -> dict[str, bool]:
    if place.area.election.closed_at is not None:
        return {}
    acts = bool(place.definition.pack.steps) and is_allowed(user, Deed.RECORD_CUSTODY, place.area)
    return {"may_attach": is_allowed(user, Deed.ATTACH_SCAN, place.area), "may_attach_acts": acts}


def _remarks(user: Any, place: Place, refusal: Refusal | None, typed: str) -> dict[str, Any]:
    """What was written about the protocol, unless somebody still reads the paper, and who may write."""
    state = load_life(place.area, place.contest.code)
    lines = list(remarks_about(place.area, place.contest.code))
    awaits = lines[-1] if lines and lines[-1].awaits else None
    side = side_of(user, place.area)
    return {
        "shut": say(RemarkMustWait.sentence, page_language()) if is_shut(state, place.election.entry) else "",
        "side": side.value if side else "",
        "first": answering_first(place.area) if side is Deed.ENTER else None,
        "people": typists_of([place.area], PRECINCT)[place.area.pk] if side is Deed.DECIDE else [],
        "lines": lines,
        "seen": lines[-1].pk if lines else 0,
        "awaits_precinct": awaits is not None and Role(awaits.role) not in PRECINCT,
        "awaits_reviewer": awaits is not None and Role(awaits.role) in PRECINCT,
        "fault": refusal.sentence if refusal else "",
        "typed": typed,
    }


def _broken(place: Place, protocol: Logged | None) -> list[FindingText]:
    """What disagrees in the version that stands, with its figures: everybody may read them by now."""
    if protocol is None:
        return []
    said = (protocol.findings(place.definition), page_language(), protocol.protocol)
    texts = finding_texts(place.definition.rules, place.contest, *said)
    return [text for text in texts if text.is_broken]


def _scans_beside(protocol: Logged | None) -> list[Scan]:
    """The scans of the paper of the version that stands, in the order in which they came."""
    stands = protocol.stands if protocol else None
    return _scans(stands.shown_scans if stands else ())


def _scans(hashes: Sequence[str]) -> list[Scan]:
    found = Scan.objects.prefetch_related("findings").in_bulk(hashes)
    return [found[one] for one in hashes]


def _sent_stages(request: HttpRequest, standing: Standing, came: LifeStep | None) -> list[str]:
    """The forms of which the browser may drop what it keeps: that of an entry, once none can be sent, and
    whatever was sent just now."""
    stages = [] if any(link.deed is Deed.ENTER for link in standing.deeds) else ["entry"]
    sent = request.GET.get("sent", came.deed if came else "")
    return [*stages, sent] if _STAGE.fullmatch(sent) else stages


@dataclass(frozen=True, slots=True)
class Paper:
    """A scan, with its pages as they may be shown: none while it waits to be read."""

    scan: Scan
    pages: tuple[ShownPage, ...] = ()
    is_waiting: bool = False


def papers_of(place: Place) -> list[Paper]:
    """The scans that came with entries at this place, each once, in order of arrival. They show the paper and
    nothing of what anybody typed, so that a second reader may look at them, too."""
    hashes = scans_entered(place.area, place.contest.code)
    found = Scan.objects.in_bulk(hashes)
    shown = (
        load_shown_scans(place.definition, dict.fromkeys(hashes, place.contest), DESK_LOOK) if hashes else {}
    )
    return [Paper(found[sha256], *shown[sha256]) for sha256 in hashes]


@require_safe
def paper_page(
    request: HttpRequest, election_id: str, area_id: str, contest: str, sha256: str, number: int
) -> HttpResponseBase:
    """A page of a scan that came with an entry, as it may be shown."""
    place = find_place(request.user, election_id, area_id, contest, Deed.SEE_DESK)
    if sha256 not in scans_entered(place.area, contest):
        raise Http404(sha256)
    page = get_object_or_404(ScanPage.objects.exclude(shown=""), scan=sha256, number=number)
    picture = get_content(page.shown)
    shown = halve(picture) if "small" in request.GET else picture
    return sandboxed(HttpResponse(shown, content_type=SHOWN_TYPE))
