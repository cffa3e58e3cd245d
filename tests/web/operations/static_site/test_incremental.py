"""A copy brought to the present is the copy that would be made anew, and only what must change does."""

import datetime
import shutil
from pathlib import Path

import pytest

from hattama.publish.record_texts import RECORD_TEXTS
from hattama.web.kernel.elections.beside_files import TILES, put_beside_files
from hattama.web.kernel.log import export_bundle
from hattama.web.kernel.log.bundle_store import MANIFEST, STAMPS, public_store
from hattama.web.kernel.log.served import record_mended
from hattama.web.kernel.published.tables import PublishedTotal
from hattama.web.operations.static_site import mark_complete, writing
from hattama.web.operations.static_site.copying import Copier
from tests.drawn import ENDURANCE
from tests.web.operations.static_site.copies import digests
from tests.web.tiny_election import NIGHT, SINGLE, annul, protocol, publish, scan_of, sound_figures

LATER = NIGHT + datetime.timedelta(minutes=30)


pytestmark = pytest.mark.usefixtures("one_language")


def _changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {file for file in before.keys() | after.keys() if before.get(file) != after.get(file)}


def _scan_of_another_paper() -> None:
    publish(protocol("P003"), scans={("P003", "party"): scan_of("P003", shade=90)}, now=LATER)


def _second_contest_with_a_defect() -> None:
    publish(protocol("P002", SINGLE, figures=sound_figures(SINGLE, participants=590)), now=LATER)


def _annulment() -> None:
    annul("P001")


ACTS = [_scan_of_another_paper, _second_contest_with_a_defect, _annulment]


def test_one_protocol_changes_its_precinct_the_areas_above_and_lists(
    night, copy_of, only_pages, site: Path, tmp_path
):
    if not ENDURANCE:
        only_pages("area", "missing", "findings", "result", "night", "turnout")
    copy_of()
    before = digests(site)
    publish(protocol("P201"), now=LATER)
    copy_of()
    after = digests(site)
    changed = _changed(before, after)
    # What the precinct and the areas above it say of themselves, and nothing of any other.
    own = {file.split("/a/")[1].split("/")[0] for file in changed if "/a/" in file and "/charts/" not in file}
    assert own == {"P201", "D21", "R2"}
    assert {f"{place}index.html" for place in ("", "e/tiny/", "copy/", "e/tiny/a/P201/")} <= changed
    assert {"data/tiny/areas/P201.json", "data/tiny/areas/R2.csv", "search/tiny/received.js"} <= changed
    assert "data/tiny/areas/P001.json" not in changed and "e/tiny/a/D11/index.html" not in changed
    assert not any(file.startswith(("static/", "search/tiny/kk/")) for file in changed)
    # Whatever else the log takes in, the copy is the one that knows nothing of an earlier one.
    for act in ACTS:
        act()
    copy_of()
    copy_of(tmp_path / "anew")
    assert _changed(digests(site), digests(tmp_path / "anew")) == set()


def test_without_new_entries_nothing_is_made(night, copy_of, site):
    copy_of()
    before = digests(site)
    written = copy_of()
    assert digests(site) == before
    assert (written.written, written.removed) == (0, 0)
    # Not a page among what was looked at: who has reported, and the open data as they stand.
    assert written.made < 50


@pytest.mark.usefixtures("few_pages")
def test_of_a_complete_copy_neither_pages_nor_tables_are_looked_at_where_nothing_is_new(
    night, copy_of, site, monkeypatch
):
    first = copy_of()
    mark_complete(site)

    def refuse(*_, **__):
        raise AssertionError("nothing is new")

    with monkeypatch.context() as patch:
        patch.setattr(Copier, "do", refuse)
        patch.setattr(export_bundle, "refresh_bundle", refuse)
        again = copy_of()
    assert again.was_complete and (again.files, again.sizes) == (first.files, first.sizes)
    publish(protocol("P201"), now=LATER)
    assert copy_of().written
    assert not copy_of().was_complete, "nobody has looked at the new entries yet"
    mark_complete(site)
    (site / "e/tiny/a/P001/index.html").unlink()
    assert copy_of().written == 1


@pytest.mark.usefixtures("few_pages")
def test_what_changes_without_the_log_is_taken_over_into_a_complete_copy(night, copy_of, site):
    copy_of()
    mark_complete(site)
    public = public_store(night.pk)
    public.remove(MANIFEST)
    public.remove(RECORD_TEXTS)
    (public.folder / STAMPS).write_bytes(b"stamped since")
    assert copy_of().was_complete
    copy = site / "data/tiny/bundle"
    assert (copy / STAMPS).read_bytes() == b"stamped since"
    assert (public.folder / MANIFEST).read_bytes() == (copy / MANIFEST).read_bytes()


@pytest.mark.usefixtures("few_pages")
def test_a_file_that_was_lost_is_made_again(night, copy_of, site):
    copy_of()
    before = digests(site)
    (site / "e/tiny/a/P001/index.html").unlink()
    shutil.rmtree(site / "scans")
    copy_of()
    assert digests(site) == before


@pytest.mark.usefixtures("few_pages")
def test_what_a_run_that_was_killed_left_behind_is_finished_by_the_next(night, copy_of, site, monkeypatch):
    """Killed in the middle, with another moment of the log half written."""
    copy_of()
    publish(protocol("P201"), now=LATER)
    done = Copier.do
    tasks = []

    class Killed(BaseException):
        pass

    def die_in_the_middle(self, task):
        tasks.append(task)
        if len(tasks) == 3:
            raise Killed
        return done(self, task)

    with monkeypatch.context() as patch:
        patch.setattr(Copier, "do", die_in_the_middle)
        with pytest.raises(Killed):
            copy_of()
    assert "жаңартылып жатыр" in (site / "MIRROR.txt").read_text("utf-8")
    bundle = "data/tiny/bundle"
    for file in ("MIRROR.txt", "e/tiny/index.html", f"{bundle}/totals.csv", f"{bundle}/tile/0/000.p/1"):
        (site / file).parent.mkdir(parents=True, exist_ok=True)
        (site / file).with_name(f".{Path(file).name}.part").write_bytes(b"half")
    copy_of()
    assert not list(site.rglob("*.part"))
    finished = digests(site)
    copy_of(whole=True)
    assert digests(site) == finished


@pytest.mark.usefixtures("few_pages")
def test_another_program_makes_every_page_anew(night, copy_of, site, monkeypatch):
    copy_of()
    monkeypatch.setattr(writing, "program_digest", lambda: "another")
    again = copy_of()
    # For a while the text at the top says that the copy is being renewed.
    assert again.made >= len(list(site.rglob("*.html"))) > 20 and again.written <= 2


def test_places_that_come_beside_the_log_are_on_the_maps_of_the_next_copy(night, only_pages, copy_of, site):
    only_pages("map")
    copy_of()
    before = digests(site)
    put_beside_files("tiny", {TILES: b"area_id,column,row,label_en\nR1,0,0,One\nR2,3,2,Two\n"})
    copy_of()
    assert any("/map/" in file for file in _changed(before, digests(site)))


@pytest.mark.usefixtures("few_pages")
def test_what_altered_tables_left_in_a_copy_goes_when_they_are_mended(night, copy_of, site):
    copy_of()
    true = digests(site)
    totals = PublishedTotal.objects.filter(area__depth=0, contest="party")
    figures = totals.get().figures
    totals.update(figures={code: [figure + 777, *more] for code, (figure, *more) in figures.items()})
    copy_of(whole=True)
    mark_complete(site)
    assert "e/tiny/index.html" in _changed(true, digests(site))
    totals.update(figures=figures)
    record_mended(night.pk, LATER)
    copy_of()
    assert _changed(true, digests(site)) == set()
