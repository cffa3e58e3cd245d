"""`hattama mirror`: the whole bundle, run by run; cut short it goes on; what is false is said."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.cli.mirror import beside
from hattama.cli.mirror.contents import Contents
from hattama.cli.mirror.memory import Memory
from hattama.cli.mirror.origin import Origin
from hattama.cli.whole_files import hold
from hattama.core.entries import SAMPLE, sealed_digest
from hattama.core.records import NamedFile, said_text
from hattama.publish.record_texts import RECORD_TEXTS, RecordText, Seal, render_record_texts
from hattama.verification.scans import scan_path
from tests.cli.mirror.sites import FOUNDATION, SIGNER, Site, bundle_of, mirror, night, site
from tests.real import PATIENCE
from tests.verification.made_bundle import Files, Signer
from tests.verification.made_log import entry
from tests.verification.made_night import DECISION, eventful_night, file_of, remake

pytestmark = pytest.mark.long

FILES = bundle_of(night(closed=True))
EARLIER = bundle_of(night(30))
KILLS = 36 if os.environ.get("HATTAMA_ENDURANCE") == "1" else 4
Out = pytest.CaptureFixture[str]


@pytest.fixture
def origin() -> Iterator[Site]:
    with site(FILES) as made:
        yield made


def files_of(folder: Path) -> dict[str, bytes]:
    """What a copy shows: everything but the mirror's own memory."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".mirror" not in path.parts
    }


def verify(folder: Path, *words: str) -> int:
    return main(["verify", str(folder), *words])


def test_a_copy_is_the_bundle_byte_for_byte(origin: Site, tmp_path: Path, capsys: Out) -> None:
    assert mirror(origin, tmp_path) == 0
    out = capsys.readouterr().out
    assert out.startswith("COPIED: ")
    assert "Scans: 2." in out
    assert SIGNER.key.vkey() in out
    assert files_of(tmp_path) == dict(FILES)
    assert verify(tmp_path, "--scans") == 3


@pytest.mark.parametrize(("language", "word"), [("kk", "КӨШІРІЛДІ"), ("ru", "СКОПИРОВАНО"), ("en", "COPIED")])
def test_the_verdict_is_in_the_readers_language(
    origin: Site, tmp_path: Path, capsys: Out, language: str, word: str
) -> None:
    assert mirror(origin, tmp_path, "--lang", language) == 0
    assert capsys.readouterr().out.startswith(word)


def test_json_says_the_same_to_programs(origin: Site, tmp_path: Path, capsys: Out) -> None:
    assert mirror(origin, tmp_path, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "qualified"
    assert told["tree_size"] == int(FILES["checkpoint"].split(b"\n")[1])
    assert (told["scans"], told["previous_size"], told["evidence"]) == (2, None, [])


def test_a_second_run_asks_only_for_what_is_new(tmp_path: Path) -> None:
    with site(EARLIER) as origin:
        assert mirror(origin, tmp_path) == 0
        assert verify(tmp_path) == 3
        origin.asked.clear()
        assert mirror(origin, tmp_path) == 0
        assert not [path for path in origin.asked if path.startswith(("tile/", "state/", "scans/"))]
        origin.asked.clear()
        origin.files = FILES
        assert mirror(origin, tmp_path) == 0
        assert "areas.csv" not in origin.asked
    assert {path: data for path, data in files_of(tmp_path).items() if path in FILES} == dict(FILES)
    assert verify(tmp_path, "--scans") == 3


def test_without_scans_everything_else_is_copied(origin: Site, tmp_path: Path) -> None:
    assert mirror(origin, tmp_path, "--no-scans") == 0
    assert files_of(tmp_path) == {path: data for path, data in FILES.items() if not path.startswith("scans/")}


def test_papers_of_decisions_and_sealed_files_that_were_opened_are_copied(tmp_path: Path) -> None:
    made = eventful_night(FOUNDATION, SIGNER)
    paper, table, salt = b"the paper of a decision", b"station\n1\n", "5" * 64
    decided = next(body for body in made.bodies if body["kind"] == "annulment")
    decided["decision"] = {**DECISION, "document": file_of(paper)}
    sealed = {"about": SAMPLE, "name": "night", "organisation": "Example", "opens_at": None}
    at = made.add(entry("seal", **sealed, digest=sealed_digest(table, salt)))
    made.add(entry("unsealing", seal=at, salt=salt, sha256=file_of(table)["sha256"], bytes=len(table)))
    files = bundle_of(made.bodies)
    for data in (paper, table):
        files[scan_path(file_of(data)["sha256"])] = data
    with site(files) as origin:
        assert mirror(origin, tmp_path / "whole") == mirror(origin, tmp_path / "bare", "--no-scans") == 0
    assert files_of(tmp_path / "whole") == dict(files)
    assert verify(tmp_path / "whole", "--scans") == verify(tmp_path / "bare") == 3


def test_a_file_of_a_record_is_copied_however_long_it_is(tmp_path: Path, monkeypatch) -> None:
    film = b"a recording of a whole night"
    named = said_text(NamedFile(file_of(film)["sha256"], "hall.mp4", "video/mp4"))
    text = RecordText(Seal(7, "recording", "d" * 64), "5" * 64, named)
    (tmp_path / RECORD_TEXTS).write_bytes(b"".join(render_record_texts([text])))
    monkeypatch.setattr(beside, "DOCUMENT_BYTES", len(film) - 1)
    path = scan_path(file_of(film)["sha256"])
    with site(Files({path: film})) as origin:
        asked = Origin(origin.url, most_bytes=1000)
        fetched = beside.copy_scans(
            tmp_path, tmp_path / ".in", asked, Contents(), lambda *_: None, with_scans=True
        )
    assert (fetched.held, (tmp_path / path).read_bytes()) == (1, film)


def test_a_scan_that_was_withdrawn_leaves_the_copy(tmp_path: Path) -> None:
    bodies = night()
    before = bundle_of(bodies[: next(at for at, body in enumerate(bodies) if body.get("what") == "scan")])
    (withdrawn,) = (path for path in before if path.startswith("scans/") and path not in FILES)
    with site(before) as origin:
        mirror(origin, tmp_path)
        assert (tmp_path / withdrawn).is_file()
        origin.files = FILES
        assert mirror(origin, tmp_path) == 0
    assert not (tmp_path / withdrawn).exists()


@pytest.mark.parametrize("path", sorted(FILES))
def test_one_bit_flipped_at_the_site_is_noticed_wherever_it_is(
    tmp_path: Path, capsys: Out, path: str
) -> None:
    data = bytearray(FILES[path])
    data[len(data) // 2] ^= 1
    with site(Files(FILES | {path: bytes(data)})) as origin:
        code = mirror(origin, tmp_path)
        # An entry that is missing stops a check; the word on it is then that it could not be made.
        assert code == 1, capsys.readouterr().out
        held = Memory(tmp_path).checkpoint()
        assert held is None or held.encoded() == FILES["checkpoint"]
        origin.files = FILES
        assert mirror(origin, tmp_path) == 0
    assert verify(tmp_path, "--scans") == 3


def test_a_table_that_does_not_fit_its_manifest_does_not_enter(tmp_path: Path) -> None:
    with site(EARLIER) as origin:
        mirror(origin, tmp_path)
        before = (tmp_path / "votes.csv").read_bytes()
        origin.files = Files(FILES | {"votes.csv": FILES["votes.csv"].replace(b"1", b"2")})
        assert mirror(origin, tmp_path) == 1
    assert (tmp_path / "votes.csv").read_bytes() == before


def test_what_the_site_lacks_is_said_and_fetched_when_it_is_there(tmp_path: Path, capsys: Out) -> None:
    scan = next(path for path in FILES if path.startswith("scans/"))
    words = next(path for path in FILES if path.startswith("explanations/"))
    with site(Files(FILES)) as origin:
        for path in (scan, words, "votes.csv"):
            del origin.files[path]
        assert mirror(origin, tmp_path) == 2
        out = capsys.readouterr().out
        assert out.startswith("NOT FINISHED")
        assert scan in out
        assert words in out
        origin.files = FILES
        assert mirror(origin, tmp_path) == 0


def test_a_file_of_the_copy_that_went_bad_is_fetched_again(origin: Site, tmp_path: Path) -> None:
    mirror(origin, tmp_path)
    tile = next(path for path in FILES if path.startswith("tile/entries/"))
    for path in (tile, "areas.csv", "votes.csv", "state/precincts.jsonl"):
        data = bytearray((tmp_path / path).read_bytes())
        data[len(data) // 2] ^= 1
        (tmp_path / path).write_bytes(data)
    assert verify(tmp_path) in (1, 2)
    assert mirror(origin, tmp_path) == 0
    assert files_of(tmp_path) == dict(FILES)


@pytest.mark.parametrize("after", [1, 2, 4, 6, 9, 14, 20, 26, 33, 40])
def test_a_run_that_is_cut_short_leaves_no_lie_and_the_next_one_goes_on(tmp_path: Path, after: int) -> None:
    with site(EARLIER) as origin:
        if after % 2:
            mirror(origin, tmp_path)
        origin.files = FILES
        count = len(origin.asked)

        def give_out(path: str) -> tuple[int, dict[str, str], bytes]:
            return origin.behave(path) if len(origin.asked) <= count + after else (403, {}, b"")

        origin.answer = give_out
        assert mirror(origin, tmp_path) in (0, 2)
        assert verify(tmp_path) in (2, 3)
        origin.answer = origin.behave
        origin.asked.clear()
        assert mirror(origin, tmp_path) == 0
        assert len(origin.asked) < len(FILES) + 12 - after // 2
    assert verify(tmp_path, "--scans") == 3


def test_a_killed_mirror_is_never_wrong(tmp_path: Path) -> None:
    """Killed at moments spread over its whole work, over a copy that grows from run to run."""
    script = "import sys; from hattama.cli.main import main; sys.exit(main(sys.argv[1:]))"
    sizes = (3, 12, 30, None)
    with site(EARLIER) as origin:
        killed = 0
        for attempt in range(KILLS):
            origin.files = bundle_of(night(sizes[attempt * len(sizes) // KILLS]))
            run = subprocess.Popen(
                [sys.executable, "-c", script, "mirror", origin.url, str(tmp_path / "copy")],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            )
            deadline = time.monotonic() + PATIENCE
            count = len(origin.asked)
            # What is new is asked for 24 times, what is there 8 times: not all of them are killed.
            # Half of those are late, when the copy gets its new face.
            while len(origin.asked) < count + 1 + attempt * 84 // KILLS % 24 and run.poll() is None:
                assert time.monotonic() < deadline
                time.sleep(0.001)
            run.send_signal(signal.SIGKILL)
            killed += run.wait() == -signal.SIGKILL
            if (tmp_path / "copy").is_dir():
                assert verify(tmp_path / "copy") in (2, 3), attempt
        assert killed >= KILLS // 3
        assert mirror(origin, tmp_path / "copy") == 0
    assert verify(tmp_path / "copy", "--scans") == 3


def test_in_no_moment_of_its_new_face_does_a_copy_contradict_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site(EARLIER) as origin:
        mirror(origin, tmp_path)
        origin.files = FILES
        seen = []

        def watched(self: Path, target: Path) -> Path:
            renamed = replace(self, target)
            if ".mirror" not in Path(target).parts and "scans" not in Path(target).parts:
                seen.append(verify(tmp_path))
            return renamed

        replace = Path.replace
        monkeypatch.setattr(Path, "replace", watched)
        assert mirror(origin, tmp_path) == 0
    assert len(seen) > 10
    assert set(seen) <= {2, 3}


def test_a_copy_behind_any_static_server_is_a_site_to_copy_and_to_verify(
    origin: Site, tmp_path: Path
) -> None:
    mirror(origin, tmp_path / "first")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "first"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        assert mirror(address, tmp_path / "second") == 0
        assert main(["verify", address, "--scans"]) == 3
        server.shutdown()
    assert files_of(tmp_path / "second") == dict(FILES)


def test_two_runs_at_once_do_not_meet(origin: Site, tmp_path: Path, capsys: Out) -> None:
    mirror(origin, tmp_path)
    with hold(tmp_path / ".mirror/lock"):
        assert mirror(origin, tmp_path) == 2
    assert "Another process" in capsys.readouterr().err


def test_a_folder_that_holds_something_else_is_left_alone(origin: Site, tmp_path: Path, capsys: Out) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    assert mirror(origin, tmp_path) == 2
    assert "not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_the_key_that_the_reader_brings_is_asked_for(origin: Site, tmp_path: Path, capsys: Out) -> None:
    assert mirror(origin, tmp_path / "a", "--vkey", SIGNER.key.vkey()) == 0
    keys = tmp_path / "log.vkey"
    keys.write_text(f"{Signer(7).key.vkey()}\n")
    assert mirror(origin, tmp_path / "b", "--vkey", keys) == 1
    assert "log.vkey" in capsys.readouterr().out
    assert Memory(tmp_path / "b").checkpoint() is None
    assert mirror(origin, tmp_path / "c", "--vkey", "nonsense") == 2


def test_the_key_that_was_met_first_is_kept(origin: Site, tmp_path: Path, capsys: Out) -> None:
    mirror(origin, tmp_path)
    before = files_of(tmp_path)
    stranger = Signer(7)
    origin.files = remake(FOUNDATION, eventful_night(FOUNDATION, stranger).bodies, stranger)
    capsys.readouterr()
    assert mirror(origin, tmp_path) == 1
    assert "log.vkey" in capsys.readouterr().out
    assert files_of(tmp_path) == before


def test_a_site_that_lags_behind_the_copy_changes_nothing(tmp_path: Path, capsys: Out) -> None:
    with site(FILES) as origin:
        mirror(origin, tmp_path)
        before = files_of(tmp_path)
        origin.files = EARLIER
        capsys.readouterr()
        assert mirror(origin, tmp_path) == 2
    assert "checkpoint: " in capsys.readouterr().out
    assert files_of(tmp_path) == before


def test_a_damaged_memory_is_not_taken_for_a_first_meeting(origin: Site, tmp_path: Path, capsys: Out) -> None:
    mirror(origin, tmp_path)
    (tmp_path / ".mirror/checkpoint").write_bytes(b"")
    assert mirror(origin, tmp_path) == 2
    assert "memory of the copy is damaged" in capsys.readouterr().err


def test_a_log_that_grows_while_it_is_copied_ends_in_a_copy_that_is_true(tmp_path: Path) -> None:
    steps = [bundle_of(night(size)) for size in (30, 31, 34, 37, 41)]
    with site(steps[0]) as origin:

        def growing(path: str) -> tuple[int, dict[str, str], bytes]:
            origin.files = steps[min(len(origin.asked) // 6, len(steps) - 1)]
            if path.startswith("tile/") and path not in origin.files:
                # Partial files stay until the full one is there.
                origin.files = next(one for one in reversed(steps) if path in one)
            return origin.behave(path)

        origin.answer = growing
        assert mirror(origin, tmp_path, "--no-scans") == 0
    assert verify(tmp_path) == 3
    assert Memory(tmp_path).checkpoint() is not None
