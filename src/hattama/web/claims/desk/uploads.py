"""A table of many areas, uploaded as a file: held against our sums and shown, and then published whole."""

import base64
import binascii
import hashlib
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hattama.core.entries import Stage
from hattama.core.protocols import CHOICES
from hattama.core.tabulation import AreaTree
from hattama.core.vocabulary import Contest, Words, inert_cell
from hattama.formats.claim_tables import StatedClaim, claim_form, read_claims
from hattama.formats.faults import InputFaults
from hattama.formats.mapping import parse_mapping
from hattama.formats.xlsx_sums import render_rows_xlsx
from hattama.phrases import say, say_fault
from hattama.publish.claim_lines import DIFFERS, OPEN, claim_key
from hattama.publish.data_package import MEDIA_TYPES
from hattama.publish.tables import figure_words
from hattama.web.claims.checks import ComparisonTable, check_unsent, compared
from hattama.web.claims.desk.pages import units_of
from hattama.web.claims.reading import Commission, commission_over
from hattama.web.claims.record import claim_of, enter_claims
from hattama.web.kernel.elections.loading import load_areas, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.pages.closed_elections import until_closed
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.refusals import NOT_DONE, refusal_of
from hattama.web.kernel.published.tables import PublishedTotal

MOST_TABLE_BYTES: Final = 512 * 1024
"""It is sent twice, the second time inside a form, of which settings take 1 MB."""
MOST_MAPPING: Final = 64_000
SHOWN_FAULTS: Final = 100
_STRANGE = re.compile(r"[^\w.-]")


class AreaLine(NamedTuple):
    """What is stated of one area, with what it was held against; cells that differ and that wait, in all."""

    area: AreaRow
    tables: tuple[ComparisonTable, ...]
    differ: int
    open: int


@until_closed
def claim_table(request: HttpRequest, election_id: str, contest: str) -> HttpResponseBase:
    """The form for the file; what it says beside our sums; then all of it, or nothing, goes into the log."""
    page = _Upload(request, election_id, contest)
    if request.method == "POST" and request.POST.get("action") != "edit":
        return page.take()
    return page.blank() if "blank" in request.GET else page.show()


class _Upload:
    def __init__(self, request: HttpRequest, election_id: str, contest: str) -> None:
        self.request = request
        self.row = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
        self.definition = load_definition(self.row)
        units = list(units_of(request.user, self.row))
        if not units:
            raise PermissionDenied
        self.contest = self._contest(contest)
        held = PublishedTotal.objects.filter(area__in=units, contest=contest)
        there = set(held.values_list("area_id", flat=True))
        self.areas = {unit.code: unit for unit in units if unit.pk in there and self._commission(unit)}
        if not self.areas:
            raise Http404(contest)
        self.words = figure_words(self.definition.rules[contest], self.contest)
        self.stage = next((stage for stage in Stage if stage == request.POST.get("stage")), None)
        sent = request.POST.get("mapping", "").replace("\0", "")[:MOST_MAPPING]
        self.mapping = sent if sent.strip() else self._mapping()

    def _contest(self, code: str) -> Contest:
        found = next((one for one in self.definition.election.contests if one.code == code), None)
        if found is None:
            raise Http404(code)
        return found

    def _commission(self, area: AreaRow) -> Commission | None:
        return commission_over(self.definition.pack, self.contest, area)

    def _mapping(self) -> str:
        """Which column is what, for the blank table: each by the code of its figure."""
        form = claim_form(self.definition.rules[self.contest.code])
        plain = [one.code for one in form.figures if not one.group]
        lines = ['blank_rows = "skip"', "", "[table]", "header_row = 2", "", "[numbers]"]
        lines += ['thousands = "space"', 'illegible = ["?"]', "", "[protocol]", 'area = "area_id"']
        lines += [f"contest = {{ constant = {json.dumps(self.contest.code)} }}", "", "[figures]"]
        lines += [f"{code} = {json.dumps(code)}" for code in plain]
        for figure in [one for one in form.figures if one.group == CHOICES][:1]:
            lines += ["", "[votes]", f"figure = {json.dumps(figure.code)}", "[votes.columns]"]
            codes = [choice.code for choice in self.contest.choices]
            lines += [f"{code} = {json.dumps(f'{figure.code}[{code}]')}" for code in codes]
        lines += ["", "[times.signed_at]", 'value = "stated_at"', 'pattern = "%d.%m.%Y %H:%M"', ""]
        return "\n".join(lines)

    def blank(self) -> HttpResponse:
        """A workbook to fill in: names of the columns, their codes, and a row for each area."""
        language = page_language()
        names = [_("Area"), "", *(inert_cell(say(words, language)) for words in self.words.values())]
        head = [*names, _("When it was stated, if the table says so")]
        codes = ["area_id", "name", *self.words, "stated_at"]
        rows = [[code, inert_cell(say(Words.of(area.names), language))] for code, area in self.areas.items()]
        content = render_rows_xlsx(self.contest.code, [head, codes, *rows])
        response = HttpResponse(content, content_type=MEDIA_TYPES["xlsx"])
        name = f"{self.row.pk}-{self.contest.code}-claims.xlsx"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def take(self) -> HttpResponseBase:
        """What came of what was sent: what to mend, the comparison, or the way to what was published."""
        data, name = self._sent()
        if not data or self.stage is None:
            missing = _("Choose a table.") if not data else ""
            return self.show(missing or _("Say whether these results are preliminary or final."), 400)
        if len(data) > MOST_TABLE_BYTES:
            return self.show(_("The table is too large: at most 500 kB."), 400)
        try:
            stated, strangers = self._read(data, name, self.stage)
        except InputFaults as wrong:
            return self.show(faults=[say_fault(one, page_language()) for one in wrong.faults], status=400)
        if strangers:
            return self.show(faults=strangers, status=400)
        if not stated:
            return self.show(_("No figure was given. Nothing was recorded."), 400)
        if self.request.POST.get("action") != "submit":
            return self._compare(stated, data, name)
        return self._send(stated, data, name)

    def _sent(self) -> tuple[bytes, str]:
        """The file sent just now, else the one that the comparison carries; one byte more than may be."""
        file = self.request.FILES.get("table")
        if isinstance(file, UploadedFile):
            return bytes(file.read(MOST_TABLE_BYTES + 1)), str(file.name)
        try:
            data = base64.urlsafe_b64decode(self.request.POST.get("held", ""))
        except (binascii.Error, ValueError):
            data = b""
        return data, self.request.POST.get("name", "")

    def _read(self, data: bytes, name: str, stage: Stage) -> tuple[list[StatedClaim], list[str]]:
        """What the table states, each by the commission over its area; sentences for areas of others."""
        mapping = parse_mapping(self.mapping.encode(), _("mapping"))
        tree, rules = AreaTree.of(load_areas(self.row)), self.definition.rules
        with tempfile.TemporaryDirectory() as folder:
            # Faults name the file as its sender does, as far as a name can be a file's here.
            path = Path(folder) / (_STRANGE.sub("_", name)[-80:].lstrip(".") or "table")
            path.write_bytes(data)
            read = read_claims(path, mapping, self.definition.election, tree, rules, source="", stage=stage)
        strangers = [
            _("%(file)s, row %(row)s: %(area)s is not an area of which you state this table.")
            % {"file": path.name, "row": one.row, "area": one.claim.area_id}
            for one in read
            if one.claim.area_id not in self.areas or one.claim.contest != self.contest.code
        ]
        return [] if strangers else list(self._stated(read, stage)), strangers

    def _stated(self, read: Sequence[StatedClaim], stage: Stage) -> Iterator[StatedClaim]:
        for one in read:
            if one.claim.figures:
                said = (self.areas[one.claim.area_id], self.contest.code, stage, one.claim.figures)
                yield replace(one, claim=claim_of(self.definition, *said))

    def _compare(
        self, stated: Sequence[StatedClaim], data: bytes, name: str, refusal: str = "", status: int = 200
    ) -> HttpResponse:
        lines = self._lines(stated)
        held = base64.urlsafe_b64encode(data).decode()
        context = {
            "lines": lines,
            "differing": sum(bool(line.differ) for line in lines),
            "name": name,
            "hidden": [("stage", self.stage), ("mapping", self.mapping), ("name", name), ("held", held)],
        }
        return self._render("claims/desk/table_summary.html", context, refusal, status)

    def _lines(self, stated: Sequence[StatedClaim]) -> list[AreaLine]:
        indexes = {claim_key(one.claim): 0 for one in stated}
        tables: dict[str, list[ComparisonTable]] = {}
        for check in check_unsent(self.row, [one.claim for one in stated]):
            tables.setdefault(check.claim.area_id, []).append(compared(check, indexes, self.words))
        return [
            AreaLine(
                self.areas[code],
                tuple(of_area),
                sum(table.count_of(DIFFERS) for table in of_area),
                sum(table.count_of(OPEN) for table in of_area),
            )
            for code, of_area in tables.items()
        ]

    def _send(self, stated: Sequence[StatedClaim], data: bytes, name: str) -> HttpResponseBase:
        areas = {one.claim.area_id: self.areas[one.claim.area_id] for one in stated}
        digest = hashlib.sha256(data).hexdigest()
        try:
            enter_claims(self.request.user, areas, stated, digest, now=timezone.now())
        except NOT_DONE as refused:
            return self._compare(stated, data, name, *refusal_of(refused))
        return redirect("public:claims", self.row.pk, self.contest.code)

    def show(self, refusal: str = "", status: int = 200, faults: Sequence[str] = ()) -> HttpResponse:
        """The form, with what is to be mended."""
        context = {"faults": faults[:SHOWN_FAULTS], "fault_count": len(faults), "mapping": self.mapping}
        return self._render("claims/desk/table_upload.html", context, refusal, status)

    def _render(self, template: str, context: dict[str, object], refusal: str, status: int) -> HttpResponse:
        frame = {"election": self.definition.election, "contest": self.contest, "stage": self.stage}
        return render(self.request, template, frame | context | {"refusal": refusal}, status=status)
