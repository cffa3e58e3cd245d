"""Files drawn from what is published: the picture of a page for whoever passes it on, and sheets to print."""

import zoneinfo
from collections.abc import Sequence

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest, Count
from hattama.phrases import say
from hattama.publish.area_sheets import AreaSheet, render_area_sheet
from hattama.publish.cards import MOST_LINES, Card, CardLine, render_card
from hattama.web.kernel.elections.loading import Definition, load_definition, load_path
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.languages.formats import format_count, format_day, format_share
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.kernel.pages.election_pages import page_language, program_digest
from hattama.web.kernel.pages.file_answers import answer_made
from hattama.web.kernel.published.browsing import find_area, load_ancestors, totals_of
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal
from hattama.web.places.public.area_sheets import area_sheet, precinct_sheet_pdf
from hattama.web.places.public.area_views import votes_of
from hattama.web.results.public.contest_results import ChoiceLine, contest_results


def area_card(
    definition: Definition, area: AreaRow, contest: Contest | None, total: Total | None, tree_size: int
) -> Card:
    """The picture of an area above the precincts; without a contest, of one in which none is held."""
    language = page_language()
    lines: Sequence[ChoiceLine] = ()
    told = ""
    if contest is not None and total is not None:
        results = contest_results(definition.rules[contest.code], contest, total)
        lines = results.choices
        told = _("Protocols: %(received)s of %(expected)s") % {
            "received": _n(total.received),
            "expected": _n(total.expected),
        }
    subtitle = " · ".join(filter(None, (say(contest.names, language) if contest else "", told)))
    size = _("Entries of the log: %(n)s") % {"n": _n(tree_size)}
    unconfirmed = _("preliminary") if definition.election.entry.preliminary else _("figures not given")
    mark = unconfirmed if total is not None and total.preliminary else ""
    return _card_of(definition, area, subtitle, lines, mark, size)


def precinct_card(
    definition: Definition, area: AreaRow, contest: Contest | None, row: PublishedProtocol | None
) -> Card:
    """The picture of a precinct, with the protocol of `contest` where it has come."""
    place = " · ".join(area_name(part) for part in load_ancestors(area)[1:])
    subtitle = " · ".join(filter(None, (place, say(contest.names, page_language()) if contest else "")))
    if row is None or contest is None:
        return _card_of(definition, area, subtitle, [], _("not received"), "")
    lines = votes_of(definition, contest, row).choices
    entry = _("Entry of the log: %(n)s") % {"n": _n(row.entry_index)}
    return _card_of(definition, area, subtitle, lines, _mark(row), entry)


def _mark(row: PublishedProtocol) -> str:
    if row.annulled_by is not None:
        return _("declared invalid")
    if row.has_broken:
        return _("does not add up")
    return _("figures not given") if row.is_bare else _("preliminary") if row.preliminary else ""


def _card_of(
    definition: Definition,
    area: AreaRow,
    subtitle: str,
    lines: Sequence[ChoiceLine],
    mark: str,
    foot: str,
) -> Card:
    election, language = definition.election, page_language()
    is_root = area.depth == 0
    return Card(
        language=language,
        kicker=format_day(election.polling_on, language) if is_root else say(election.names, language),
        title=say(election.names, language) if is_root else area_name(area),
        subtitle=subtitle,
        lines=tuple(
            CardLine(say(line.standing_names, language), _figure(line), line.bar)
            for line in lines[:MOST_LINES]
        ),
        mark=mark,
        foot=foot,
        brand=_("Hattama"),
        notice=" ".join(say(notice, language) for notice in election.notices[:1]),
    )


def _figure(line: ChoiceLine) -> str:
    share = format_share(line.share.fraction, line.share.places(1), page_language()) if line.share else ""
    return " · ".join(filter(None, (_n(line.tally.known()), share)))


def _n(figure: Count) -> str:
    return format_count(figure, page_language(), "—")


_PNG, _PDF = "image/png", "application/pdf"


def card(
    request: HttpRequest, election_id: str, area_id: str, language: str, contest: str = ""
) -> HttpResponseBase:
    """The picture of an area's page, or of its page of one contest, as PNG."""
    area, definition = _place(election_id, area_id, language)
    with translation.override(language), timezone.override(_zone(definition)):
        told = _card(definition, area, _contest(definition, area, contest))
        return answer_made(
            request, area.election, "card.png", lambda: [render_card(told)], _PNG, of=_of(told)
        )


def results_pdf(
    request: HttpRequest, election_id: str, area_id: str, contest: str, language: str
) -> HttpResponseBase:
    """The results of a contest in an area, or the protocol of a precinct, as a sheet of A4."""
    area, definition = _place(election_id, area_id, language)
    held = _contest(definition, area, contest)
    if held is None:
        raise Http404(contest)
    with translation.override(language), timezone.override(_zone(definition)):
        told = _sheet(request, definition, area, held)
        name = f"{election_id}-{area_id}-{contest}-{language}.pdf"

        def make() -> list[bytes]:
            return [render_area_sheet(told)]

        return answer_made(request, area.election, "sheet.pdf", make, _PDF, of=_of(told), name=name)


def _place(election_id: str, area_id: str, language: str) -> tuple[AreaRow, Definition]:
    area = find_area(election_id, area_id)
    if area is None or language not in dict(settings.LANGUAGES):
        raise Http404(area_id)
    return area, load_definition(area.election)


def _contest(definition: Definition, area: AreaRow, code: str) -> Contest | None:
    """The contest `code` held in an area, or its first where none is asked for; Http404 for one not held."""
    if area.is_precinct:
        held = list(definition.contests_at(row.code for row in load_path(area)))
    else:
        codes = set(PublishedTotal.objects.filter(area=area).values_list("contest", flat=True))
        held = [one for one in definition.election.contests if one.code in codes]
    if not code:
        return held[0] if held else None
    found = next((one for one in held if one.code == code), None)
    if found is None:
        raise Http404(code)
    return found


def _card(definition: Definition, area: AreaRow, contest: Contest | None) -> Card:
    if area.is_precinct:
        rows = PublishedProtocol.objects.filter(area=area, contest=contest.code if contest else "")
        return precinct_card(definition, area, contest, rows.first())
    total = totals_of([area]).get(area.pk, {}).get(contest.code) if contest else None
    size = PublishedTotal.objects.filter(area=area, contest=contest.code if contest else "")
    # What the picture says changes with these sums and not with each entry of the log: it can be kept.
    tree_size = size.values_list("tree_size", flat=True).first() or load_public_size(area.election)
    return area_card(definition, area, contest, total, tree_size)


def _sheet(request: HttpRequest, definition: Definition, area: AreaRow, contest: Contest) -> AreaSheet:
    election_id = area.election.pk
    if area.is_precinct:
        row = PublishedProtocol.objects.filter(area=area, contest=contest.code).first()
        if row is None:
            raise Http404(area.code)
        page = reverse("public:area", args=[election_id, area.code])
        return precinct_sheet_pdf(definition, area, contest, row, absolute(request, page))
    is_root = area.depth == 0
    page = (
        reverse("public:result", args=[election_id, contest.code])
        if is_root
        else reverse("public:area_result", args=[election_id, area.code, contest.code])
    )
    total = totals_of([area])[area.pk][contest.code]
    return area_sheet(definition, area, contest, total, absolute(request, page))


def _of(told: Card | AreaSheet) -> str:
    return f"{program_digest()} {told!r}"


def _zone(definition: Definition) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(definition.election.time_zone)
