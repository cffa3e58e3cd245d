"""The values of a results sheet: an area's sums, or a precinct's lines, as text in the language in force."""

import datetime

import segno
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hattama.core.tabulation import FindingRule, Total, rule_book
from hattama.core.vocabulary import Contest, Count, Share
from hattama.phrases import say
from hattama.publish.area_sheets import AreaSheet, SheetRow, SheetTable
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.languages.formats import format_count, format_day, format_moment, format_share
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.snapshots import load_last_moment
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.published.browsing import children_of, load_ancestors, protocols_of, totals_of
from hattama.web.kernel.published.missing import count_by_code
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.kernel.templatetags.hattama_public import offset
from hattama.web.protocols.public.protocol_life import HEADS
from hattama.web.protocols.public.protocol_sheet import (
    ProtocolSheet,
    SheetLine,
    SheetSection,
    State,
    protocol_sheet,
)
from hattama.web.results.public.area_tables import held_among
from hattama.web.results.public.contest_results import ChoiceLine, ContestResults, SumLine, results_of

MOST_BELOW = 400
"""How many areas below stand on a sheet; a longer list is in the files of the area."""


def area_sheet(
    definition: Definition, area: AreaRow, contest: Contest, total: Total, address: str
) -> AreaSheet:
    """The sheet of an area above the precincts."""
    results = results_of(definition, contest, total)
    tables = [_choices(results), _sums(results), _findings(definition, area), _below(area, contest)]
    bare = not definition.election.entry.preliminary
    words = _("Scan there, figures not given: %(n)s") if bare else _("Preliminary, not confirmed yet: %(n)s")
    notices = [words % {"n": _n(total.preliminary)}]
    summary = _("Sum of %(received)s protocols of %(expected)s") % {
        "received": _n(total.counted),
        "expected": _n(total.expected),
    }
    told = _and_annulled(summary, total)
    return _sheet(definition, area, contest, tables, notices if total.preliminary else [], told, address)


def precinct_sheet_pdf(
    definition: Definition, area: AreaRow, contest: Contest, row: PublishedProtocol, address: str
) -> AreaSheet:
    """The sheet of a precinct: its protocol in the order of the paper, what was found, the explanation."""
    sheet = protocol_sheet(definition.rules[contest.code], contest, row, definition.rules)
    notices = [_("These figures are preliminary.")] if row.preliminary else []
    if row.is_bare:
        notices = [_("The paper is there, its figures are not given")]
    if row.annulled_by is not None:
        notices.append(_("Declared invalid: counts nowhere"))
    elif row.investigation is not None:
        notices.append(_("A commission is looking into this protocol. It counts meanwhile."))
    if row.kind != "protocol":
        notices.append(f"{_(HEADS[row.kind])} · {_('version %(n)s') % {'n': _n(row.version)}}")
    whose = _("Written on the copy") if definition.election.civic else _("The commission's explanation")
    summary = f"{whose}: {row.explanation}" if row.explanation else ""
    facts = [(_("Leaf hash"), row.leaf_hash), (_("Log entry"), _n(row.entry_index))]
    # Whoever brought a picture to a civic count certifies nothing.
    copy, no_copy = _("Certified copy"), _("No certified copy")
    if definition.election.civic:
        copy, no_copy = _("Picture of the paper"), _("No picture of the paper")
    facts += [(copy, f"SHA-256 {scan.scan_id}") for scan in row.shown_scans] or [(copy, no_copy)]
    if row.signed_at is not None:
        facts.insert(0, (_("Signed"), _moment(row.signed_at, definition.local_zone(area))))
    tables = [*_paper(sheet), _found(sheet)]
    return _sheet(definition, area, contest, tables, notices, summary, address, facts)


def _sheet(
    definition: Definition,
    area: AreaRow,
    contest: Contest,
    tables: list[SheetTable],
    notices: list[str],
    summary: str,
    address: str,
    facts: list[tuple[str, str]] | None = None,
) -> AreaSheet:
    election, language = definition.election, page_language()
    above = [area_name(part) for part in load_ancestors(area)[1:]]
    day = _("Voting day: %(day)s") % {"day": format_day(election.polling_on, language)}
    return AreaSheet(
        language=language,
        election=f"{say(election.names, language)} · {day}",
        path=" · ".join(above),
        title=area_name(area),
        contest=say(contest.names, language),
        notices=(*(say(notice, language) for notice in election.notices), *notices),
        summary=summary,
        label_head=_("Figure"),
        tables=tuple(table for table in tables if table.rows),
        facts_heading=_("Where these figures come from"),
        facts=(*(facts or ()), *_state(area.election)),
        how=_("Anyone can check that the log holds these figures: the address below leads to the page."),
        address=address,
        qr=segno.make(address, error="m", micro=False).svg_inline(scale=4, border=2),
        page_of=pgettext("of a printed sheet", "page {page} of {pages}"),
    )


def _state(election: ElectionRow) -> list[tuple[str, str]]:
    """Which log the sheet stands on: its name, its size, its root, its last moment."""
    facts = [(_("As of"), _moment(load_last_moment(election)))]
    signed = public_store(election.pk).checkpoint()
    if signed is not None:
        stated = signed.checkpoint
        facts += [
            (_("The log"), stated.origin),
            (_("Entries of the log"), _n(stated.size)),
            (_("Root of the checkpoint"), stated.root.hex()),
        ]
    return facts


def _choices(results: ContestResults) -> SheetTable:
    whole = results.whole
    head = _("share of: %(whole)s") % {"whole": say(whole.label, page_language())} if whole else ""
    rows = tuple(_choice(line) for line in results.choices)
    return SheetTable(_("On the ballot"), _("Votes"), head, rows)


def _choice(line: ChoiceLine) -> SheetRow:
    mark = str(line.number) if line.number else ""
    beside = " · ".join(filter(None, (_share(line.share), _gap(line.missing))))
    return SheetRow(mark, say(line.standing_names, page_language()), _n(line.tally.known()), beside)


def _sums(results: ContestResults) -> SheetTable:
    rows = [_sum(results.registered)] if results.registered else []
    for item in results.turnout:
        rows.append(_sum(item.line, item.share, results.registered))
    rows += [_sum(line) for line in (*results.ballots, *results.rest)]
    return SheetTable(_("Voters and ballots"), _("Sum"), _("Share, gaps"), tuple(rows))


def _sum(line: SumLine, share: Share | None = None, whole: SumLine | None = None) -> SheetRow:
    language = page_language()
    told = ""
    if share is not None and whole is not None:
        told = _("%(share)s of: %(whole)s") % {"share": _share(share), "whole": say(whole.label, language)}
    beside = " · ".join(filter(None, (told, _gap(line.missing))))
    return SheetRow(line.mark, say(line.label, language), _n(line.tally.known()), beside)


def _findings(definition: Definition, area: AreaRow) -> SheetTable:
    book = rule_book(definition.rules.values())
    rows = tuple(
        SheetRow("", _sentence(book[found.code]), _n(found.broken), "", True)
        for found in count_by_code(area)
        if found.broken
    )
    return SheetTable(_("What does not add up, in all contests"), _("Protocols"), "", rows)


def _below(area: AreaRow, contest: Contest) -> SheetTable:
    children = list(children_of(area)[:MOST_BELOW])
    totals = totals_of([child for child in children if not child.is_precinct])
    precincts = [child for child in children if child.is_precinct]
    received, held = protocols_of(precincts, contest.code), held_among(contest, precincts)
    lines = []
    for child in children:
        name = area_name(child)
        if child.pk in held:
            row = received.get(child.pk)
            lines.append(SheetRow("", name, _n(int(row is not None)), _of_precinct(row)))
        elif contest.code in totals.get(child.pk, {}):
            total = totals[child.pk][contest.code]
            beside = _("of %(n)s expected") % {"n": _n(total.expected)}
            lines.append(SheetRow("", name, _n(total.received), _and_annulled(beside, total)))
    return SheetTable(_("Which protocols are in these sums"), _("Received"), " ", tuple(lines))


def _of_precinct(row: PublishedProtocol | None) -> str:
    """By which entry the paper of a precinct stands in a sum, or why it does not."""
    if row is None:
        return _("not received")
    entry = f"{_('Log entry')} {_n(row.entry_index)}"
    return entry if row.annulled_by is None else f"{entry} · {_('Declared invalid: counts nowhere')}"


def _and_annulled(told: str, total: Total) -> str:
    """The same, and how many of the protocols count nowhere."""
    return (
        f"{told}. {_('Annulled, not counted: %(n)s') % {'n': _n(total.annulled)}}" if total.annulled else told
    )


def _paper(sheet: ProtocolSheet) -> list[SheetTable]:
    return [
        SheetTable(
            # Single lines between two groups go on without a heading.
            _heading(section, place),
            _("Value"),
            " ",
            tuple(_line(line) for line in section.lines),
        )
        for place, section in enumerate(sheet.sections)
    ]


def _heading(section: SheetSection, place: int) -> str:
    if section.heading is not None:
        return say(section.heading, page_language())
    return "" if place else _("In the order of the paper")


def _line(line: SheetLine) -> SheetRow:
    blank = _("illegible") if line.state is State.ILLEGIBLE else _("left blank")
    codes = ", ".join(finding.code for finding in line.findings)
    figure = format_count(line.value if line.state is State.GIVEN else None, page_language(), blank)
    mark = str(line.number) if line.number else line.mark
    return SheetRow(mark, say(line.label, page_language()), figure, codes, line.is_wrong)


def _found(sheet: ProtocolSheet) -> SheetTable:
    rows = []
    for finding in sheet.broken:
        sides = ""
        if finding.difference is not None:
            sides = _("left side %(left)s, right side %(right)s, difference %(by)s") % {
                "left": _n(finding.left),
                "right": _n(finding.right),
                "by": _n(finding.difference),
            }
        rows.append(SheetRow("", _sentence(finding.rule), "", sides, finding.is_hard))
    return SheetTable(_("What does not add up"), "", " ", tuple(rows))


def _sentence(rule: FindingRule) -> str:
    return f"{rule.code}: {say(rule.words, page_language())}" if rule.words else rule.code


def _gap(missing: int) -> str:
    return _("missing from protocols: %(n)s") % {"n": _n(missing)} if missing else ""


def _share(share: Share | None) -> str:
    return "" if share is None else format_share(share.fraction, share.places(), page_language())


def _n(figure: Count) -> str:
    return format_count(figure, page_language(), "—")


def _moment(moment: datetime.datetime, local: datetime.tzinfo | None = None) -> str:
    """A moment by the election's clock, and by that of the place (`local`), which the paper goes by."""
    told = f"{format_moment(moment, page_language(), timezone.get_current_timezone())} {offset(moment)}"
    if local is None:
        return told
    here = {"at": format_moment(moment, page_language(), local), "offset": offset(moment, local)}
    return f"{told} · {_('local time %(at)s, %(offset)s') % here}"
