"""How every address of the interface is answered: methods, language, other sites, freshness.

Ninja knows one method and one answer of each operation; HEAD, the question before a question of another
site (CORS), 304 Not Modified and the reader's language are the same everywhere and stand here.
"""

import hashlib
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotModified
from django.utils import translation
from django.utils.http import http_date, parse_etags

from hattama.web.kernel.accounts.access import access
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import CHECKPOINT, COSIGNED, public_store
from hattama.web.kernel.log.served import differing_elections, tables_state
from hattama.web.kernel.log.snapshots import load_last_moment, load_public_size
from hattama.web.kernel.pages.election_pages import leave_out_other_questions, program_digest
from hattama.web.kernel.pages.problem_answers import READING, answer_preflight
from hattama.web.kernel.pages.remembered_pages import remembered
from hattama.web.kernel.published.browsing import opened_elections
from hattama.web.kernel.stores.made_files import MakersBusy
from hattama.web.kernel.stores.outages import DATABASE_AWAY, outage_of
from hattama.web.open_data.api.refusals import (
    LANGUAGES,
    SAID_BACK,
    ApiRefusal,
    FiguresDiffer,
    InvalidParameter,
    MethodNotAllowed,
    Unavailable,
    UnknownElection,
    UnknownParameter,
    refusal_response,
)
from hattama.web.registers.reading import state_of_registers
from hattama.web.registers.tables import count_erased

View = Callable[..., HttpResponseBase]

RETRY_SECONDS = 30


class Asked:
    """What a question is about: the election (None: all of them) with the size of its log."""

    def __init__(self, election: ElectionRow | None, tree_size: int) -> None:
        self.election = election
        self.tree_size = tree_size


def answered(view: View) -> View:
    """Make a view of ninja an address of the interface, open to anyone."""

    @access("public")
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        # What is found does not depend on the reader's language; only refusals are said in it.
        with translation.override(LANGUAGES[0]):
            try:
                response = _response(view, request, kwargs)
            except MakersBusy as busy:
                response = refusal_response(request, Unavailable())
                response["Retry-After"] = str(busy.seconds)
            except (*DATABASE_AWAY, OSError) as trouble:
                if outage_of(trouble) is None:
                    raise
                response = refusal_response(request, Unavailable())
                response["Retry-After"] = str(RETRY_SECONDS)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Retry-After"
        return response

    # Nothing here changes anything: whoever posts is told so, not that a token is missing.
    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


def _response(view: View, request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return answer_preflight()
    if request.method not in ("GET", "HEAD"):
        refused = refusal_response(request, MethodNotAllowed())
        refused["Allow"] = READING
        return refused
    try:
        if request.GET.get("lang", LANGUAGES[0]) not in LANGUAGES:
            said = request.GET["lang"][:SAID_BACK]
            raise InvalidParameter(name="lang", found=said, allowed=", ".join(LANGUAGES))
        return _fresh(view, request, kwargs)
    except ApiRefusal as refusal:
        refused = refusal_response(request, refusal)
        if refusal.status == 503:
            refused["Retry-After"] = str(RETRY_SECONDS)
        return refused


def _fresh(view: View, request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponseBase:
    """The answer with its tag, or 304 where the reader holds it.

    The size of the log is read before the answer: an answer may know more than its tag says, never less.
    """
    asked = _asked(kwargs.get("election_id"))
    match = request.resolver_match
    if asked.election is not None and match is not None and match.url_name not in _OF_THE_LOG:
        _refuse_what_differs(asked.election)
    request.asked = asked  # type: ignore[attr-defined]
    questions = _questions(request)
    _refuse_others(request, questions)
    leave_out_other_questions(request, questions or ("lang",))
    tag = _tag(request, asked)
    held = parse_etags(request.headers.get("If-None-Match", ""))
    unchanged = HttpResponseNotModified(headers={"ETag": tag, "Cache-Control": "public, no-cache"})
    if tag in held or tag.removeprefix("W/") in held:
        return unchanged
    method = request.method
    request.method = "GET"
    try:
        response = remembered(request, tag, lambda: view(request, **kwargs))
    finally:
        request.method = method
    if response.status_code == 200:
        # The reader holds some answer: that there is one had to be seen first.
        if held == ["*"]:
            return unchanged
        response["ETag"] = tag
        response["Cache-Control"] = "public, no-cache"
        if asked.election is not None:
            moment = load_last_moment(asked.election)
            response["Last-Modified"] = http_date(moment.timestamp())
    return response


_OF_REGISTERS = frozenset({"get_measures"})
"""Operations whose answers are as of an hour."""

_OF_TEXTS = frozenset({"list_records", "get_record"})
"""Operations whose answers hold texts that can be erased though the log stays as it is."""

_OF_THE_LOG = frozenset({"get_log"})
"""Operations whose answers do not come from tables that follow from the log."""


def _refuse_what_differs(election: ElectionRow) -> None:
    if election.election_id in differing_elections():
        raise FiguresDiffer


def _questions(request: HttpRequest) -> tuple[str, ...]:
    """What the operation may be asked, as its description says; nothing where the address is none's."""
    from hattama.web.open_data.api.service import questions_by_operation

    match = request.resolver_match
    return questions_by_operation().get(match.url_name or "" if match else "", ())


def _refuse_others(request: HttpRequest, questions: tuple[str, ...]) -> None:
    """Whoever misspells a filter must not take all rows for those meant. Raises UnknownParameter."""
    for name, values in request.GET.lists() if questions else ():
        if name not in questions or len(values) > 1:
            raise UnknownParameter(name=name[:SAID_BACK], known=", ".join(questions))


def _asked(election_id: str | None) -> Asked:
    if election_id is None:
        return Asked(None, 0)
    row = next((row for row in opened_elections() if row.election_id == election_id), None)
    if row is None:
        raise UnknownElection
    return Asked(row, load_public_size(row))


def _tag(request: HttpRequest, asked: Asked) -> str:
    parts: Iterable[object]
    if asked.election is None:
        parts = [f"{row.election_id} {row.closed_at} {load_public_size(row)}" for row in opened_elections()]
    else:
        # A checkpoint gathers signatures of witnesses while the log stands still.
        store = public_store(asked.election.election_id)
        signed = store.read_or_nothing(CHECKPOINT) + store.read_or_nothing(COSIGNED)
        parts = [asked.tree_size, asked.election.closed_at, hashlib.sha256(signed).hexdigest()]
    match = request.resolver_match
    if match is not None and match.url_name in _OF_TEXTS:
        parts = [*parts, count_erased()]
    if match is not None and match.url_name in _OF_REGISTERS and asked.election is not None:
        parts = [*parts, state_of_registers(asked.election)]
    source = " ".join(map(str, (program_digest(), tables_state(), request.get_full_path(), *parts)))
    return f'W/"{hashlib.sha256(source.encode()).hexdigest()[:24]}"'
