"""`hattama election`: a folder is checked whole, loaded, and opened, or refused with all its faults."""

import json
import re
from pathlib import Path

import pytest

from hattama.verification.checking import check_bundle
from hattama.verification.folders import FolderPlace, verify_ed25519
from hattama.verification.troubles import Weight
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.check_published import check_published
from hattama.web.kernel.log.rebuild_published import rebuild_published
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.tables import LogEntry
from tests.web.bundle_states import published_states
from tests.web.tiny_election import AREAS_CSV, ELECTION_ID, ELECTION_TOML

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "сайлау"
    place.mkdir()
    (place / "election.toml").write_bytes(ELECTION_TOML)
    (place / "areas.csv").write_bytes(AREAS_CSV)
    return place


def test_a_folder_is_loaded_and_opened(run, folder):
    answer = run("election", "load", folder)
    assert answer.code == 0
    assert "tiny is loaded. Areas: 12, of them precincts: 6; contests: 2." in answer.told
    assert "tiny is open" in answer.told
    assert ElectionRow.objects.get().opened_at is not None
    assert LogEntry.objects.count() == 3


def test_a_draft_is_loaded_without_opening_and_may_be_loaded_again_and_opened_later(run, folder):
    for _ in range(2):
        assert run("election", "load", folder, "--draft").code == 0
    assert ElectionRow.objects.get().opened_at is None
    assert run("election", "open", "tiny").code == 0
    assert ElectionRow.objects.get().opened_at is not None
    assert LogEntry.objects.count() == 3


@pytest.mark.parametrize("words", [("election", "load"), ("election", "open")])
def test_an_open_election_is_neither_loaded_nor_opened_again(run, folder, words):
    run("election", "load", folder)
    answer = run(*words, folder if words[1] == "load" else "tiny")
    assert answer.code == 2
    assert "Election tiny is open: its roster is frozen" in answer.told
    assert LogEntry.objects.count() == 3


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "жүктелді: 12 аумақ"), ("ru", "загружены: территорий 12"), ("en", "is loaded. Areas: 12")],
)
def test_it_speaks_the_language_that_is_asked_for(run, folder, language, words):
    assert words in run("--lang", language, "election", "load", folder).told


def test_a_faulty_folder_is_refused_with_every_fault_at_its_line_and_nothing_is_loaded(run, folder):
    broken = AREAS_CSV.replace(b"P002,D11", b"P001,D11").replace(b"P202,D21", b"P202,D99")
    (folder / "areas.csv").write_bytes(broken)
    answer = run("election", "load", folder)
    assert answer.code == 2
    assert len(re.findall(r"areas\.csv, row \d+", answer.told)) >= 2
    assert "P001" in answer.told and "D99" in answer.told
    assert not ElectionRow.objects.exists() and not AreaRow.objects.exists()


def test_a_folder_that_is_not_there_is_refused(run, tmp_path):
    answer = run("election", "load", tmp_path / "nowhere")
    assert answer.code == 2
    assert "election.toml" in answer.told
    assert "Traceback" not in answer.told


def test_an_election_that_is_not_loaded_is_not_opened_and_those_loaded_are_named(run, folder):
    run("election", "load", folder, "--draft")
    answer = run("--lang", "ru", "election", "open", "mazhilis")
    assert answer.code == 2
    assert "Выборы «mazhilis» не загружены. Загружены: tiny" in answer.told


AMENDED = AREAS_CSV.replace("Абай көшесі, 7".encode(), "Абай көшесі, 9".encode())
RENAMED = ELECTION_TOML.replace(b"Dala party", "Dala people’s party".encode())


@pytest.fixture
def corrected(run, folder):
    """The election loaded and opened; its folder corrected afterwards."""
    run("election", "load", folder)
    (folder / "areas.csv").write_bytes(AMENDED)
    (folder / "election.toml").write_bytes(RENAMED)
    return folder


def test_every_difference_is_named(run, corrected):
    assert run("election", "diff", corrected).code == 1
    (corrected / "areas.csv").write_bytes(AMENDED.replace(b",8,ordinary,,1000,", b",8,ordinary,,1001,"))
    assert run("election", "diff", corrected).out.splitlines() == [
        "* election.toml: contest[party].choice[dala].names.en: Dala party → Dala people’s party",
        "* areas.csv: P001, address.kk: Абай көшесі, 7, № 12 мектеп → Абай көшесі, 9, № 12 мектеп",
        "  areas.csv: P202, voters_registered: 1000 → 1001",
    ]


def test_names_are_amended_by_an_entry_that_says_what_and_why(run, corrected):
    assert run("election", "amend", corrected, "--why", "Decree 5 has the street so.").code == 0
    entry = json.loads(bytes(LogEntry.objects.get(kind="amendment").body))
    assert (entry["why"], len(entry["changes"])) == ("Decree 5 has the street so.", 2)
    row = ElectionRow.objects.get()
    assert AreaRow.objects.get(code="P001").address["kk"].startswith("Абай көшесі, 9")
    assert load_definition(row).election.contests[0].choices[0].names["en"] == "Dala people’s party"
    assert run("election", "diff", corrected).code == 0
    assert check_published(row) == []
    rebuild_published(row)
    assert run("election", "diff", corrected).code == 0


def test_what_is_published_is_called_as_it_was_amended_and_is_true(run, corrected):
    refresh_bundle(ELECTION_ID)
    run("election", "amend", corrected, "--why", "a decree")
    refresh_bundle(ELECTION_ID)
    assert published_states(ELECTION_ID)["P001"]["area"]["address"]["kk"].startswith("Абай көшесі, 9")
    found = check_bundle(FolderPlace(public_store(ELECTION_ID).folder), verify_ed25519).troubles
    assert not [one for one in found if one.kind.weight is Weight.FALSE]


def test_a_page_of_an_earlier_moment_calls_all_as_it_was_called_then(run, corrected, client):
    size = LogEntry.objects.count()
    run("election", "amend", corrected, "--why", "a decree")
    page = f"/en/e/{ELECTION_ID}/results/party/"
    assert "Dala people’s party" in client.get(page).content.decode()
    then = client.get(f"{page}?size={size}").content.decode()
    assert "Dala party" in then and "Dala people’s party" not in then


def test_totals_of_an_earlier_size_have_the_names_that_stood_then(run, corrected):
    size = LogEntry.objects.count()
    (corrected / "areas.csv").write_bytes(AREAS_CSV.replace(b",Republic,", b",The steppe,"))
    run("election", "amend", corrected, "--why", "a decree")
    refresh_bundle(ELECTION_ID)
    now, then = (run("totals", "tiny", *words) for words in ((), ("--at", str(size))))
    assert "Dala people’s party" in now.out and "The steppe" in now.told
    assert "Dala party" in then.out and "Republic" in then.told


def test_what_was_amended_can_be_put_back(run, corrected):
    run("election", "amend", corrected, "--why", "a decree")
    (corrected / "areas.csv").write_bytes(AREAS_CSV)
    (corrected / "election.toml").write_bytes(ELECTION_TOML)
    assert run("election", "amend", corrected, "--why", "the decree was mistaken").code == 0
    assert AreaRow.objects.get(code="P001").address["kk"].startswith("Абай көшесі, 7")
    assert run("election", "diff", corrected).code == 0


def test_what_figures_hang_on_is_not_amended(run, corrected):
    (corrected / "areas.csv").write_bytes(AMENDED.replace(b",8,ordinary,,1000,", b",8,ordinary,,1001,"))
    answer = run("election", "amend", corrected, "--why", "a decree")
    assert answer.code == 2
    assert "P202, voters_registered: 1000 → 1001" in answer.out
    assert not LogEntry.objects.filter(kind="amendment").exists()


@pytest.mark.parametrize(
    ("old", "new", "instead"),
    [
        (b"P202,D21,", b"P202,D11,", "An area stays where it lay when the election was opened"),
        (b"P202,D21,", b"P299,D21,", "stays expected"),
        (b"P202,D21,", b"P299,D21,", "No area can be added after the opening"),
    ],
)
def test_what_cannot_be_amended_says_what_can_be_done_instead(run, corrected, old, new, instead):
    (corrected / "areas.csv").write_bytes(AMENDED.replace(old, new))
    answer = run("election", "amend", corrected, "--why", "a decree")
    assert answer.code == 2
    assert instead in answer.told
    assert not LogEntry.objects.filter(kind="amendment").exists()


def test_a_draft_is_discarded_and_a_log_that_began_is_not(run, folder):
    run("election", "load", folder, "--draft")
    assert run("election", "discard", "tiny").code == 0
    assert not ElectionRow.objects.exists()
    run("election", "load", folder)
    answer = run("election", "discard", "tiny")
    assert answer.code == 2
    assert "its log began and was signed" in answer.told
    assert ElectionRow.objects.exists()


def test_an_election_whose_protocols_lack_is_closed_only_by_who_says_that_it_is(run, folder):
    run("election", "load", folder)
    refused = run("election", "close", "tiny")
    assert refused.code == 2 and "Protocols of tiny that have not come: 10. Nothing" in refused.told
    assert ElectionRow.objects.get().closed_at is None
    assert run("election", "close", "tiny", "--as-it-stands").code == 0
    assert ElectionRow.objects.get().closed_at is not None
    assert "is closed: its log takes nothing" in run("election", "close", "tiny").told
