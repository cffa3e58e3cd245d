"""The frame of a page about an election: which election, what stands on every page, how fresh it is."""

from __future__ import annotations

import datetime
import hashlib
import zoneinfo
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial, wraps
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language

from hattama.core.vocabulary import Contest, csv_text, inert_cells, parse_whole_number
from hattama.web.kernel.capability import provided
from hattama.web.kernel.elections.beside_files import beside_state, comparisons_state, load_comparisons
from hattama.web.kernel.elections.loading import Definition, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.served import tables_state
from hattama.web.kernel.pages.remembered_pages import RememberedAnswer, begin_page, behind_size, remembered
from hattama.web.kernel.published.browsing import as_called, find_area, opened_elections
from hattama.web.kernel.published.missing import log_size_at

WEB = Path(__file__).resolve().parents[2]
_PUBLIC = ("**/*.html", "**/*.svg", "**/public/**/*.py", "*/public.py", "static/**/*.css")
_SHAPING_ROOMS = {
    "web": (*_PUBLIC, "kernel/**/*.py", "open_data/**/*.py"),
    "phrases": ("locale*/**/*.mo", "*.py"),
    "publish": ("**/*.py",),
    "formats": ("**/*.py",),
}


class ElectionPage:
    """What every page of one election is made from."""

    def __init__(
        self,
        request: HttpRequest,
        row: ElectionRow,
        opened: list[ElectionRow],
        log_size: int,
    ) -> None:
        self.request = request
        self.row = row
        self.opened = opened
        self.log_size = log_size
        self.definition: Definition = load_definition(row)
        self.size: int | None = None
        begin_page()

    def moved(self, name: str, *args: str) -> HttpResponse:
        """The way to where this page stands, for good, with all that was asked of it."""
        address, asked = reverse(name, args=[self.row.election_id, *args]), self.request.GET.urlencode(":/")
        return redirect(f"{address}?{asked}" if asked else address, permanent=True)

    def area(self, area_id: str) -> AreaRow:
        """The area of this name. Raises Http404."""
        return shown_area(self.row.election_id, area_id)

    def moment_asked(self) -> tuple[str, int | None]:
        """The moment that was asked of, as typed, and the size of the log that stands for it (None: now).

        `?at=2023-03-19T23:00` is by the election's clock, `?size=` of the log. From here on `definition`,
        `contest` and `as_called` know what was known then. Raises Http404.
        """
        at, self.size = self._moment_asked()
        if self.size is not None:
            self.definition = load_definition(self.row, self.size)
        return at, self.size

    def as_called(self, areas: Iterable[AreaRow]) -> list[AreaRow]:
        """These areas as they were called at the moment that was asked of: copies where it was otherwise."""
        return as_called(self.row, areas, self.size)

    def _moment_asked(self) -> tuple[str, int | None]:
        at, size = self.request.GET.get("at", "").strip(), self.request.GET.get("size", "")
        if at:
            zone = zoneinfo.ZoneInfo(self.definition.election.time_zone)
            try:
                moment = datetime.datetime.fromisoformat(at)
                aware = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(datetime.UTC)
            except (ValueError, OverflowError):
                raise Http404(at) from None
            return at, log_size_at(self.row, aware)
        if not size:
            return "", None
        number = parse_whole_number(size)
        if number is None or number > self.log_size:
            raise Http404(size)
        return "", number

    def contest(self, code: str) -> Contest:
        """The contest of this code. Raises Http404."""
        for contest in self.definition.election.contests:
            if contest.code == code:
                return contest
        raise Http404(code)

    def contest_asked(self, held: Iterable[str]) -> Contest | None:
        """The contest of those `held` that `?contest=` names, else the first; None when none is held.

        Raises Http404 for a contest that the election does not have.
        """
        contests = self.definition.election.contests
        asked = self.request.GET.get("contest", "")
        if asked and asked not in {contest.code for contest in contests}:
            raise Http404(asked)
        here = set(held)
        shown = [contest for contest in contests if contest.code in here]
        return next((contest for contest in shown if contest.code == asked), shown[0] if shown else None)

    def contest_of_all(self) -> Contest:
        """The contest that `?contest=` names, else the first of the election. Raises Http404."""
        chosen = self.contest_asked(contest.code for contest in self.definition.election.contests)
        if chosen is None:
            raise Http404(self.row.election_id)
        return chosen

    def precinct(self, area_id: str) -> AreaRow:
        """The polling station of this name. Raises Http404 for any other area, too."""
        area = self.area(area_id)
        if not area.is_precinct:
            raise Http404(area_id)
        return area

    def render(
        self, template: str, section: str, context: dict[str, Any], *, status: int = 200, caching: str = ""
    ) -> HttpResponse:
        """The page, its times in the election's own zone. `caching`: its Cache-Control."""
        election = self.definition.election
        frame = {
            "election": election,
            "section": section,
            "log_size": self.log_size if self.size is None else self.size,
            "earlier_size": behind_size(),
            "moment": "" if self.size is None else f"?size={self.size}",
            "area_prefix": f"{reverse('public:election', args=[election.election_id])}a/",
            "has_others": len(self.opened) > 1,
            "closed_at": self.row.closed_at if self.size is None else None,
        }
        with timezone.override(zoneinfo.ZoneInfo(election.time_zone)):
            response = render(self.request, template, frame | context, status=status)
        if caching:
            response["Cache-Control"] = caching
        return response

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
        """A file of comma-separated values beside a page."""
        text = csv_text([columns, *map(inert_cells, rows)])
        response = HttpResponse(text.encode(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.row.election_id}-{name}.csv"'
        return response


def shown_election(election_id: str) -> ElectionRow:
    """The opened election of this name. Raises Http404."""
    return _among_opened(election_id)[0]


def shown_area(election_id: str, area_id: str) -> AreaRow:
    """The area of this name in an opened election. Raises Http404."""
    area = find_area(election_id, area_id)
    if area is None:
        raise Http404(area_id)
    return area


def page_about(request: HttpRequest, election_id: str) -> ElectionPage:
    """A page that depends on more than the log. Raises Http404."""
    row, opened = _among_opened(election_id)
    return ElectionPage(request, row, opened, row.public_size or 0)


def _among_opened(election_id: str) -> tuple[ElectionRow, list[ElectionRow]]:
    opened = opened_elections()
    row = next((row for row in opened if row.election_id == election_id), None)
    if row is None:
        raise Http404(election_id)
    return row, opened


def page_language() -> str:
    """The language that this page is said in."""
    return get_language() or "kk"


View = Callable[..., HttpResponse]


def election_page(view: View) -> Callable[..., HttpResponseBase]:
    """Make `view(page, …)` a public page of the election in the address; 304 when the reader has it already.

    A page depends on nothing but the log, the files that came beside it, the language, the question and the
    program: these are its tag.
    """
    return page_beside(view, lambda row: "")


def page_with_scans(view: View) -> Callable[..., HttpResponseBase]:
    """As `election_page`, for pages that show pages of scans: these are read after the log has them."""
    return page_beside(view, lambda row: " ".join(shape(row) for shape in provided("shapes_pages")))


def asking(*questions: str) -> Callable[[View], View]:
    """Mark a view, below its other marks, with the questions (`?contest=`) that it answers.

    Any other is left out before the page is looked for: made-up questions make no pages of their own.
    """

    def mark(view: View) -> View:
        view.questions = questions  # type: ignore[attr-defined]
        return view

    return mark


class UndeclaredQuestion(LookupError):
    """A page reads a question that it does not say it answers: nobody would ever be heard."""


class _Asked(QueryDict):
    """What was asked, of the questions that a page says it answers."""

    declared: frozenset[str] = frozenset()

    def get(self, key: str, default: Any = None) -> Any:
        """The last value. Raises UndeclaredQuestion."""
        if key not in self.declared:
            raise UndeclaredQuestion(key)
        return super().get(key, default)


def leave_out_other_questions(request: HttpRequest, questions: Iterable[str]) -> None:
    """Leave out of `request` all but these; each once, its last value counts."""
    asked = _Asked(mutable=True)
    asked.declared = frozenset(questions)
    for name in questions:
        if name in request.GET:
            asked[name] = request.GET[name]
    if request.META.get("QUERY_STRING"):
        request.META["QUERY_STRING"] = asked.urlencode(safe=":/")
    request.GET = asked  # type: ignore[assignment]


def page_beside(view: View, besides: Callable[[ElectionRow], str]) -> Callable[..., HttpResponseBase]:
    """As `election_page`, for pages that change with something beside the log, too: `besides` marks it."""

    @wraps(view)
    def answer(request: HttpRequest, election_id: str, **asked: str) -> HttpResponseBase:
        questions = getattr(view, "questions", ())
        again = partial(state_again, election_id, besides, page_language())
        return conditional(request, election_id, lambda page: view(page, **asked), besides, questions, again)

    return answer


def election_file(
    view: View, besides: Callable[[ElectionRow], str] = lambda row: ""
) -> Callable[..., HttpResponseBase]:
    """Make `view(page, …)` a public file of an election, its words in the `language` of the address;
    `besides`: what it follows from beside the log."""

    @wraps(view)
    def answer(request: HttpRequest, election_id: str, language: str = "", **asked: str) -> HttpResponseBase:
        if language and language not in dict(settings.LANGUAGES):
            raise Http404(election_id)
        with translation.override(language or settings.LANGUAGE_CODE):
            return conditional(request, election_id, lambda page: view(page, **asked), besides)

    return answer


def conditional(
    request: HttpRequest,
    election_id: str,
    build: Callable[[ElectionPage], HttpResponse],
    besides: Callable[[ElectionRow], str] = lambda row: "",
    questions: Iterable[str] = (),
    again: Callable[[], PageState | None] | None = None,
) -> HttpResponseBase:
    """The page that `build` makes, or 304 Not Modified when the reader holds the same one; `besides`: what
    else the page depends on; `questions`: what it answers; `again`: what reads its state later, without a
    request. Raises Http404 where no such election is open."""
    read = state_read(request)
    row, opened = _among_opened(election_id) if read is None else read[:2]
    return conditional_about(request, row, opened, build, besides, questions, again)


def conditional_about(
    request: HttpRequest,
    row: ElectionRow,
    opened: list[ElectionRow],
    build: Callable[[ElectionPage], HttpResponse],
    besides: Callable[[ElectionRow], str] = lambda row: "",
    questions: Iterable[str] = (),
    again: Callable[[], PageState | None] | None = None,
) -> HttpResponseBase:
    """The same, of an election that is known."""
    leave_out_other_questions(request, questions)
    log_size = row.public_size or 0
    if hasattr(request, "static_site"):
        return build(ElectionPage(request, row, opened, log_size))
    state = (state_read(request) or _state(row, opened, besides(row), page_language())).key
    tag = state[-1]
    # Whoever holds any page (`*`) is answered once it was seen that there is one.
    of_any = request.headers.get("If-None-Match", "").strip() == "*"
    response: HttpResponseBase | None = None if of_any else get_conditional_response(request, etag=tag)
    if response is None:
        made = partial(ElectionPage, request, row, opened, log_size)
        response = remembered(request, state, lambda: build(made()), again)
        if of_any and response.status_code == 200:
            response = get_conditional_response(request, etag=tag) or response
    if response.status_code in (200, 304):
        if not (isinstance(response, RememberedAnswer) and response.page.is_behind):
            response.headers.setdefault("ETag", tag)
        response.headers.setdefault("Cache-Control", "public, no-cache")
    return response


class PageState(NamedTuple):
    """What a page is made of: the row of its election, all that are open, and what tells this state from
    others: an election that was loaded anew under its old name is another one; the last is the page's tag."""

    row: ElectionRow
    opened: list[ElectionRow]
    key: tuple[datetime.datetime | None, str, str]


def state_read(request: HttpRequest) -> PageState | None:
    """The state of the page that is asked for, where it was read on the way to a page that is kept."""
    return getattr(request, "state_read", None)


def state_again(election_id: str, besides: Callable[[ElectionRow], str], language: str) -> PageState | None:
    """The state of a page as it is now; None where no such election is open. "" is the newest one."""
    opened = opened_elections()
    row = next((row for row in opened if election_id in ("", row.election_id)), None)
    return None if row is None else _state(row, opened, besides(row), language)


def _state(row: ElectionRow, opened: list[ElectionRow], besides: str, language: str) -> PageState:
    known = " ".join(election.election_id for election in opened) + tables_state() + _compared(row, opened)
    # Whether another election is a round of this one is said by its own file.
    known += beside_state(row.election_id) + comparisons_state(one.pk for one in opened)
    source = f"{program_digest()} {language} {row.election_id} {row.public_size} {known} {besides}"
    tag = f'W/"{hashlib.sha256(source.encode()).hexdigest()[:24]}"'
    return PageState(row, opened, (row.opened_at, row.definition_sha256, tag))


def _compared(row: ElectionRow, opened: list[ElectionRow]) -> str:
    """How far the logs of those elections are with which the pages of this one compare it."""
    named = {one.election for one in load_comparisons(row.election_id)}
    return " ".join(f"{one.pk}:{one.public_size}" for one in opened if one.pk in named)


@lru_cache(maxsize=1)
def program_digest() -> str:
    """A digest of what shapes a page or a file: templates, code, translations, the style sheet."""
    digest = hashlib.sha256()
    for room, patterns in _SHAPING_ROOMS.items():
        for path in sorted(path for pattern in patterns for path in (WEB.parent / room).glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()
