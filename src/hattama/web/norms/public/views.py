"""Pages of the law: every law, every norm of a law, and one norm with all that rests on it here."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from hattama.core.norms import CONCERNED, Certainty, Citations, Cited, LawText, Norm
from hattama.core.vocabulary import Message, Text, Words
from hattama.formats.citing import USE_WORDS, Use
from hattama.formats.norm_files import UnknownNorm, load_law, load_norm, shipped_norm_ids
from hattama.formats.rulepack import parse_rulepack
from hattama.formats.shipped_citations import publication_uses, register_uses, shipped_uses
from hattama.phrases import LANGUAGES
from hattama.phrases.of_rooms.deadlines import CERTAINTIES, say_deadline
from hattama.publish.tables import csv_pieces
from hattama.rulepacks import norm_laws, read_rulepack, rulepack_ids
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.languages.norm_addresses import norm_of
from hattama.web.kernel.pages.election_pages import page_language, program_digest
from hattama.web.kernel.pages.file_answers import file_response
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.published.browsing import opened_elections

LINES = 90
"""Norms of a page: more of them with their summaries would be too much for a telephone."""

A_YEAR = 365
"""Days before a vote within which electoral law ought to stay as it is (Venice Commission, II.2.b)."""

_KINDS = {
    "deadline": Message("deadline", "norm"),
    "duty": Message("duty", "norm"),
    "right": Message("right", "norm"),
    "power": Message("power", "norm"),
    "ban": Message("ban", "norm"),
    "sanction": Message("sanction", "norm"),
    "formula": Message("formula", "norm"),
    "definition": Message("definition", "norm"),
}


@dataclass(frozen=True, slots=True)
class NormLine:
    """A norm in a list: how it is cited, what it orders, how many rules here rest on it."""

    cited: Citations
    summary: Words
    uses: int


@dataclass(frozen=True, slots=True)
class EditionLine:
    """A norm in one edition: the edition's name, its days, how surely it is known, by when it wants what."""

    edition: Words
    since: datetime.date
    until: datetime.date | None
    certainty: Text
    is_inferred: bool
    deadlines: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UsedAs:
    """Rules of one kind that rest on a norm: code, words, and the packs that state them so."""

    kind: Message
    rules: tuple[tuple[str, Text, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class ChangedBefore:
    """A vote, and by which acts its law was amended within the year before, each with the days between."""

    names: Words
    polling_on: datetime.date
    acts: tuple[tuple[str, int], ...]


def norms(request: HttpRequest) -> HttpResponse:
    """The laws of the countries whose elections are here: those with norms, and those that a pack brought."""
    used = uses_by_norm()
    packs = [load_definition(row).pack for row in opened_elections()]
    countries = {pack.country for pack in packs}
    laws = [
        (law, len(ids), sum(norm_id in used for norm_id in ids))
        for law, ids in ((load_law(law_id), shipped_norm_ids(law_id)) for law_id in norm_laws())
        if not countries or law.country in countries
    ]
    brought = {pack.law.law_id: pack.law for pack in packs if pack.law.law_id not in norm_laws()}
    context = {"laws": laws, "brought": brought.values(), "section": "about"}
    return render(request, "norms/norms.html", context)


def law(request: HttpRequest, law_id: str) -> HttpResponse:
    """Every norm of one law in its order: those that rules rest on in full, the others as links."""
    if law_id not in norm_laws():
        raise Http404
    used = uses_by_norm()
    known = load_law(law_id)
    lines = [_line(load_norm(norm_id), len(used.get(norm_id, ()))) for norm_id in shipped_norm_ids(law_id)]
    resting = [line for line in lines if line.uses]
    # Whoever asks for all gets all.
    paging = page_of(request.GET, len(resting), len(lines) if "all" in request.GET else LINES)
    context = {
        "law": known,
        "changes": () if paging.start else _changes_of(law_id),
        "lines": resting[paging.start : paging.stop],
        "paging": paging,
        # All at once would be the heaviest page of the site: they come when they are asked for.
        "others": [line.cited for line in lines if not line.uses and "all" in request.GET],
        "section": "about",
    }
    return render(request, "norms/law.html", context)


NORM_COLUMNS = (
    *("norm", "law", "kind", "who", "edition", "in_force_from", "in_force_to", "how_known", "kk_read"),
    *(f"{what}_{language}" for what in ("cited", "orders", "changed", "languages") for language in LANGUAGES),
)


def norms_csv(request: HttpRequest) -> HttpResponseBase:
    """Every norm of every law that comes with the program, a row for each edition in which it stands."""
    rows = (
        _norm_cells(load_norm(one), text)
        for law_id in norm_laws()
        for one in shipped_norm_ids(law_id)
        for text in load_norm(one).editions
    )
    tag, pieces = f"norms-{program_digest()[:16]}", csv_pieces(NORM_COLUMNS, rows)
    return file_response(request, pieces, "text/csv; charset=utf-8", tag=tag, name="norms.csv")


def _norm_cells(found: Norm, text: LawText) -> list[object]:
    cited = Cited.of(found, text.in_force_from, found.law.law_id)
    until = "" if text.in_force_to is None else text.in_force_to.isoformat()
    words = (found.summary, found.changed, found.languages)
    return [
        *(found.norm_id, found.law.law_id, found.kind, " ".join(found.who)),
        *(text.edition, text.in_force_from.isoformat(), until, text.certainty.value),
        "yes" if found.is_read_in_kazakh else "no",
        *("" if cited is None else cited.say(language) for language in LANGUAGES),
        *(dict(one.texts).get(language, "") for one in words for language in LANGUAGES),
    ]


def norm(request: HttpRequest, law_id: str, place: str) -> HttpResponse:
    """One norm: what it orders, in which editions, how it changed, and what rests on it here."""
    try:
        found = load_norm(norm_of(law_id, place))
    except UnknownNorm:
        raise Http404 from None
    context = {
        "norm": found,
        "law": found.law,
        "cited": _newest(found, spoken_of=found.law.law_id),
        "kind": _KINDS[found.kind],
        "concerned": [CONCERNED[word] for word in found.who],
        "editions": list(_editions(found, page_language())),
        "uses": _used_as(uses_by_norm().get(found.norm_id, ())),
        "see": [_newest(load_norm(other), spoken_of=found.law.law_id) for other in found.see],
        "section": "about",
    }
    return render(request, "norms/norm.html", context)


@lru_cache(maxsize=1)
def uses_by_norm() -> dict[str, tuple[Use, ...]]:
    """What rests on each norm in the packs and records of the program; they change with it alone."""
    by_norm: dict[str, list[Use]] = {}
    for use in chain(*map(shipped_uses, rulepack_ids()), publication_uses(), register_uses()):
        for norm_id in use.cited.ids:
            by_norm.setdefault(norm_id, []).append(use)
    return {norm_id: tuple(uses) for norm_id, uses in by_norm.items()}


def _changes_of(law_id: str) -> tuple[ChangedBefore, ...]:
    """How soon before each vote by this law it was amended, as far as its editions are known here."""
    editions = load_law(law_id).editions
    acts = {
        edition.amended_on: f"{edition.amended_on:%d.%m.%Y} {edition.number}".strip() for edition in editions
    }
    return tuple(
        ChangedBefore(
            names,
            day,
            tuple(
                (named, (day - on).days)
                for on, named in sorted(acts.items())
                if 0 <= (day - on).days <= A_YEAR
            ),
        )
        for day, names in _votes_by_law().get(law_id, ())
    )


@lru_cache(maxsize=1)
def _votes_by_law() -> dict[str, list[tuple[datetime.date, Words]]]:
    """The day and the names of each vote that a pack of the program is of, by the law it was held by."""
    by_law: dict[str, list[tuple[datetime.date, Words]]] = {}
    packs = [parse_rulepack(read_rulepack(pack_id), pack_id) for pack_id in rulepack_ids()]
    for pack in sorted(packs, key=lambda pack: pack.law_on):
        by_law.setdefault(pack.law.law_id, []).append((pack.law_on, pack.names))
    return by_law


def _newest(found: Norm, *, spoken_of: str) -> Citations:
    """The norm as its newest edition is cited."""
    cited = Cited.of(found, found.editions[-1].in_force_from, spoken_of)
    return Citations((cited,) if cited else ())


def _line(found: Norm, uses: int) -> NormLine:
    return NormLine(_newest(found, spoken_of=found.law.law_id), found.summary, uses)


def _editions(found: Norm, language: str) -> Iterator[EditionLine]:
    for text in found.editions:
        edition = next(edition for edition in found.law.editions if edition.name == text.edition)
        yield EditionLine(
            edition.words,
            text.in_force_from,
            text.in_force_to,
            CERTAINTIES[text.certainty],
            text.certainty is Certainty.INFERRED,
            tuple(say_deadline(deadline, language) for deadline in found.deadlines_in(text.edition)),
            edition.sources,
        )


def _used_as(uses: tuple[Use, ...]) -> list[UsedAs]:
    """By kind, then by rule; a rule that several packs state stands once, with all of them."""
    told, kinds = [], list(USE_WORDS)
    in_order = sorted(uses, key=lambda use: kinds.index(use.kind))
    for kind, of_kind in groupby(in_order, key=lambda use: use.kind):
        rules: dict[tuple[str, Text], list[str]] = {}
        for use in of_kind:
            rules.setdefault((use.code, use.words), []).append(use.pack_id)
        lines = tuple((code, words, tuple(dict.fromkeys(packs))) for (code, words), packs in rules.items())
        told.append(UsedAs(USE_WORDS[kind], lines))
    return told
