"""A log with two histories: the mirror keeps what proves it, and holds on to the history that it has."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hattama.cli.evidence_files import (
    KEYS_FILE,
    OFFERED_FILE,
    PREFIX_FILE,
    PROOF_FILE,
    README_FILE,
    read_evidence,
)
from hattama.cli.main import main
from hattama.cli.mirror.memory import Memory
from hattama.core.transparency_log import Evidence, EvidenceKind, require_proof_of_two_histories
from tests.cli.mirror.sites import FOUNDATION, SIGNER, Site, bundle_of, forged, mirror, night, site
from tests.verification.made_bundle import Files, Signer, log_files, verify

TRUE = bundle_of(night(30))
SAME_SIZE = bundle_of(forged(night(30)))
LARGER = bundle_of(forged(night(38)))
SMALLER = bundle_of(forged(night(24)))
Out = pytest.CaptureFixture[str]


@pytest.fixture
def origin(tmp_path: Path) -> Iterator[Site]:
    """A site that was copied once, into `tmp_path/copy`."""
    with site(TRUE) as made:
        assert mirror(made, tmp_path / "copy") == 0
        yield made


def kept(copy: Path) -> tuple[Path, Evidence]:
    """The one piece of evidence beside a copy."""
    (place,) = (copy / "evidence").iterdir()
    return place, read_evidence(place)[0]


@pytest.mark.parametrize(
    ("files", "kind", "words"),
    [
        (SAME_SIZE, EvidenceKind.FORK, "showed different histories"),
        (LARGER, EvidenceKind.REWRITTEN, "something was changed"),
        (SMALLER, EvidenceKind.REWRITTEN, "something was changed"),
    ],
    ids=["same size", "larger", "smaller"],
)
def test_two_histories_are_proved_to_anybody_and_the_copy_stays_what_it_was(
    origin: Site, tmp_path: Path, capsys: Out, files: Files, kind: EvidenceKind, words: str
) -> None:
    copy = tmp_path / "copy"
    before = Memory(copy).checkpoint()
    origin.files = files
    capsys.readouterr()
    assert mirror(origin, copy) == 1
    out = capsys.readouterr().out
    assert out.startswith("FALSE")
    assert words in out
    place, evidence = kept(copy)
    assert str(place) in out
    assert evidence.kind is kind
    require_proof_of_two_histories(evidence, [SIGNER.key], verify)
    assert words in (place / README_FILE).read_text("utf-8")
    assert Memory(copy).checkpoint() == before
    assert (copy / "checkpoint").read_bytes() == TRUE["checkpoint"]
    assert main(["verify", str(copy)]) == 3


def test_the_proof_needs_nothing_but_its_folder(origin: Site, tmp_path: Path, capsys: Out) -> None:
    origin.files = LARGER
    mirror(origin, tmp_path / "copy")
    place, _ = kept(tmp_path / "copy")
    capsys.readouterr()
    assert main(["evidence", str(place), "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("PROVED: Earlier entries of the log were changed")
    assert main(["evidence", str(place), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["proved"], told["held_size"], told["offered_size"]) == (True, 30, 38)


@pytest.mark.parametrize("name", ["checkpoint-held", OFFERED_FILE, PREFIX_FILE, PROOF_FILE, KEYS_FILE])
def test_evidence_that_was_tampered_with_proves_nothing(
    origin: Site, tmp_path: Path, capsys: Out, name: str
) -> None:
    origin.files = LARGER
    mirror(origin, tmp_path / "copy")
    place, _ = kept(tmp_path / "copy")
    data = (place / name).read_bytes()
    first, _, rest = data.partition(b"\n")
    for changed in (data[:-5], b"\n".join([first[:-2] + b"00", rest]), b"", data[: len(data) // 2]):
        (place / name).write_bytes(changed)
        assert main(["evidence", str(place), "--lang", "ru"]) in (1, 2)
    (place / name).write_bytes(data)
    assert main(["evidence", str(place), "--lang", "en"]) == 0


def test_evidence_counts_for_the_key_that_the_reader_brings(
    origin: Site, tmp_path: Path, capsys: Out
) -> None:
    origin.files = SAME_SIZE
    mirror(origin, tmp_path / "copy")
    place, _ = kept(tmp_path / "copy")
    keys = tmp_path / "log.vkey"
    keys.write_text(f"{SIGNER.key.vkey()}\n")
    assert main(["evidence", str(place), "--key", str(keys), "--lang", "en"]) == 0
    keys.write_text(f"{Signer(9).key.vkey()}\n")
    assert main(["evidence", str(place), "--key", str(keys), "--lang", "en"]) == 1
    assert "NOT PROVED" in capsys.readouterr().out
    assert main(["evidence", str(tmp_path), "--lang", "en"]) == 2


def test_the_same_fork_seen_again_is_kept_once_and_the_true_history_goes_on(
    origin: Site, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    origin.files = SAME_SIZE
    assert [mirror(origin, copy) for _ in range(3)] == [1, 1, 1]
    kept(copy)
    origin.files = bundle_of(night(38))
    assert mirror(origin, copy) == 0
    assert Memory(copy).checkpoint() is not None
    assert main(["verify", str(copy), "--scans"]) == 3


def test_growth_whose_tiles_lead_nowhere_is_kept_as_a_question(
    origin: Site, tmp_path: Path, capsys: Out
) -> None:
    copy = tmp_path / "copy"
    origin.files = Files(LARGER | {path: TRUE[path] for path in TRUE if path.startswith("tile/")})
    tile = next(path for path in LARGER if path.startswith("tile/0/"))
    origin.files[tile] = LARGER[tile][:-1] + b"\0"
    assert mirror(origin, copy) == 1
    place, evidence = kept(copy)
    assert evidence.kind is EvidenceKind.UNPROVEN_GROWTH
    assert main(["evidence", str(place), "--lang", "en"]) == 1
    assert (copy / "checkpoint").read_bytes() == TRUE["checkpoint"]


def test_a_strangers_key_slipped_into_the_list_accuses_nobody(
    origin: Site, tmp_path: Path, capsys: Out
) -> None:
    """Whoever answers for the site without its key must not be able to make evidence against the log."""
    stranger = Signer(9)
    entries = [b"made up %d" % number for number in range(30)]
    fake = log_files(entries, stranger)
    keys = f"{SIGNER.key.vkey()}\n{stranger.key.vkey()}\n".encode()
    origin.files = Files(TRUE | fake | {"log.vkey": keys})
    assert mirror(origin, tmp_path / "copy") == 1
    assert not (tmp_path / "copy/evidence").exists()
    assert (tmp_path / "copy/log.vkey").read_bytes() == TRUE["log.vkey"]


def test_a_cosigned_checkpoint_of_another_history_is_evidence_as_well(tmp_path: Path) -> None:
    files = Files(TRUE | {"checkpoint-cosigned": SMALLER["checkpoint"]})
    with site(files) as origin:
        assert mirror(origin, tmp_path / "copy") == 1
    _, evidence = kept(tmp_path / "copy")
    require_proof_of_two_histories(evidence, [SIGNER.key], verify)
    assert not (tmp_path / "copy/checkpoint-cosigned").exists()


def test_a_log_without_its_foundation_is_not_copied(tmp_path: Path) -> None:
    other = FOUNDATION.files["areas.csv"].replace(b"P000001", b"P000991")
    with site(Files(TRUE | {"areas.csv": other})) as origin:
        assert mirror(origin, tmp_path / "copy") == 1
    assert Memory(tmp_path / "copy").checkpoint() is None
