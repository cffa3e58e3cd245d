"""What tells programs which pages and files there are: robots, sitemaps, the catalogue of all elections."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import override

from hattama.core.vocabulary import Contest, Message, Text, Words
from hattama.publish.catalogue import (
    CITATION,
    ElectionData,
    pages_in_a_part,
    render_catalogue,
    render_sitemap,
    render_sitemap_index,
)
from hattama.publish.data_package import DATA_PACKAGE, DataFile
from hattama.publish.file_facts import FileFacts
from hattama.publish.whole_protocols import WHOLE
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.pages.addresses import absolute
from hattama.web.kernel.pages.election_pages import program_digest
from hattama.web.kernel.pages.file_answers import answer_made, file_response
from hattama.web.kernel.published.browsing import load_root, opened_elections
from hattama.web.open_data.public.data_views import log_changed_at
from hattama.web.open_data.write_open_data import OpenFolder, current_open_data


class ListedColumn(NamedTuple):
    """A column as the package describes it."""

    name: str
    kind: str
    words: Words


class ListedTable(NamedTuple):
    """A table with its two files and its columns."""

    stem: str
    title: Words
    csv: DataFile
    parquet: DataFile
    columns: tuple[ListedColumn, ...]


class ContestFiles(NamedTuple):
    """The files of one contest with what they are called: whole protocols, and the shapes of others."""

    contest: Contest
    columns: tuple[ListedColumn, ...]
    whole: tuple[tuple[str, DataFile], ...]
    shapes: tuple[tuple[Text, DataFile], ...]


class Listing(NamedTuple):
    """The open data at one size of the log, in the order of the package. `others`: what is no table."""

    tree_size: int
    contests: tuple[ContestFiles, ...]
    tables: tuple[ListedTable, ...]
    registers: tuple[ListedTable, ...]
    others: tuple[DataFile, ...]


def load_listing(row: ElectionRow) -> Listing | None:
    """What the package in force lists; None before the open data are first written."""
    written = current_open_data(row.pk)
    if written is None:
        return None
    resources = _resources(written)
    files = {one["path"]: _file(one) for one in resources}
    tables = {
        stem: ListedTable(
            stem,
            Words.of(one["titles"]),
            files[one["path"]],
            files[f"{stem}.parquet"],
            tuple(_column(field) for field in one["schema"]["fields"]),
        )
        for one in resources
        if one["type"] == "table" and (stem := one["path"].removesuffix(".csv"))
    }
    contests = tuple(_of_contest(one, files, tables) for one in load_definition(row).election.contests)
    shown = {file.path for of in contests for _, file in (*of.whole, *of.shapes)} | {CITATION}
    rest = [table for table in tables.values() if table.csv.path not in shown]
    shown |= {file.path for table in rest for file in (table.csv, table.parquet)}
    return Listing(
        written.tree_size,
        contests,
        tuple(table for table in rest if "/" not in table.stem),
        tuple(table for table in rest if "/" in table.stem),
        tuple(file for path, file in files.items() if path not in shown),
    )


_SHAPES: tuple[tuple[str, Text], ...] = (
    ("xlsx/{}.xlsx", Message("XLSX that adds the sums again")),
    ("eml/{}.xml", Words.of({"en": "EML 510"})),
    ("nist/{}.json", Message("NIST SP 1500-100 by precinct")),
    ("nist/{}-summary.json", Message("NIST SP 1500-100 by area")),
)


def _of_contest(
    contest: Contest, files: Mapping[str, DataFile], tables: Mapping[str, ListedTable]
) -> ContestFiles:
    stem = f"{WHOLE}{contest.code}"
    whole = [(kind, files.get(f"{stem}.{kind.lower()}")) for kind in ("CSV", "XLSX", "Parquet")]
    shapes = [(called, files.get(path.format(contest.code))) for path, called in _SHAPES]
    return ContestFiles(
        contest,
        tables[stem].columns if stem in tables else (),
        tuple((kind, file) for kind, file in whole if file),
        tuple((called, file) for called, file in shapes if file),
    )


def listed_files(row: ElectionRow) -> Sequence[DataFile]:
    """All files that the package lists; none before they are first written."""
    written = current_open_data(row.pk)
    return () if written is None else tuple(_file(one) for one in _resources(written))


def _resources(written: OpenFolder) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((written.folder / DATA_PACKAGE).read_bytes())["resources"]
    return found


def _file(resource: Mapping[str, Any]) -> DataFile:
    facts = FileFacts(resource["hash"].removeprefix("sha256:"), resource["bytes"])
    return DataFile(resource["path"], facts, Words.of(resource["titles"]))


def _column(field: Mapping[str, Any]) -> ListedColumn:
    return ListedColumn(field["name"], field["type"], Words.of(field["titles"]))


_XML = "application/xml; charset=utf-8"


def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read by every robot; where people sign in there is nothing for them. What is
    packed into a file of evidence stands elsewhere already."""
    closed = [f"Disallow: {site}{path}" for site in _beginnings().values() for path in ("account/", "desk/")]
    closed.append("Disallow: /data/*/evidence/")
    lines = ["User-agent: *", "Allow: /", *closed, f"Sitemap: {absolute(request, reverse('data:sitemaps'))}"]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")


def sitemaps(request: HttpRequest) -> HttpResponseBase:
    """The list of sitemaps: so many for each election as its pages fill."""
    parts = []
    for row in opened_elections():
        for part in range(1, _parts(row) + 1):
            parts.append(absolute(request, reverse("data:sitemap", args=[row.pk, part])))
    tag = "-".join(["sitemaps", *(row.pk for row in opened_elections())])
    return file_response(request, [render_sitemap_index(parts)], _XML, tag=tag)


def sitemap(request: HttpRequest, election_id: str, part: int) -> HttpResponseBase:
    """One list of pages of an election, each in every language."""
    row = get_object_or_404(ElectionRow, pk=election_id, opened_at__isnull=False)
    if not 1 <= part <= _parts(row):
        raise Http404(str(part))
    sites = {language: absolute(request, site) for language, site in _beginnings().items()}
    of = f"{program_digest()} {row.definition_sha256} {sites}"
    path = f"sitemap-{part}.xml"
    return answer_made(request, row, path, lambda: render_sitemap(_pages(row, part), sites), _XML, of=of)


def catalogue(request: HttpRequest) -> HttpResponseBase:
    """The catalogue of the open data of all elections, DCAT-AP."""
    rows = opened_elections()
    data = [_election_data(request, row) for row in rows]
    home = absolute(request, reverse("public:home"))
    made = render_catalogue(data, publisher=home.split("//", 1)[-1].rstrip("/"), address=home)
    tag = "-".join(["catalogue", *(f"{row.pk}.{load_public_size(row)}.{_written(row)}" for row in rows)])
    return file_response(request, [made], "application/ld+json; charset=utf-8", tag=tag)


def _election_data(request: HttpRequest, row: ElectionRow) -> ElectionData:
    definition = load_definition(row)
    changed_at = log_changed_at(row)
    with override(settings.LANGUAGE_CODE):
        page = reverse("public:data", args=[row.pk])
    return ElectionData(
        election=definition.election,
        country=definition.pack.country,
        page=absolute(request, page),
        address=absolute(request, reverse("data:open", args=[row.pk, DATA_PACKAGE]))[: -len(DATA_PACKAGE)],
        files=listed_files(row),
        changed_at="" if changed_at is None else changed_at.isoformat(timespec="seconds"),
    )


def _written(row: ElectionRow) -> str:
    found = current_open_data(row.pk)
    return "" if found is None else found.folder.name


def _own_pages(row: ElectionRow) -> list[str]:
    """Of the election itself; the page of its topmost area is the first of them."""
    contests = [f"results/{contest.code}/" for contest in load_definition(row).election.contests]
    return ["", *contests, "night/", "missing/", "findings/", "data/"]


def _parts(row: ElectionRow) -> int:
    """How many sitemaps an election has: its areas have the row ids from that of the topmost on."""
    root = load_root(row)
    areas = root.after - root.pk - 1
    return -(-(len(_own_pages(row)) + areas) // pages_in_a_part(len(settings.LANGUAGES)))


def _pages(row: ElectionRow, part: int) -> list[str]:
    """Paths of the pages in a part, below the beginning of a language's pages; its areas by their row ids."""
    own, size, root = _own_pages(row), pages_in_a_part(len(settings.LANGUAGES)), load_root(row)
    first = (part - 1) * size
    start = root.pk + 1 + first - len(own)
    areas = AreaRow.objects.filter(pk__gt=root.pk, pk__gte=start, pk__lt=min(start + size, root.after))
    codes = areas.order_by("pk").values_list("code", flat=True)
    return [
        f"e/{row.pk}/{path}" for path in (*own[first : first + size], *(f"a/{area_id}/" for area_id in codes))
    ]


def _beginnings() -> dict[str, str]:
    """Where the pages of each language begin, by language."""
    found = {}
    for language, _ in settings.LANGUAGES:
        with override(language):
            found[language] = reverse("public:home")
    return found
