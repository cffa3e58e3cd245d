"""The library that checks Go's own log of modules reads our bundle, and refuses whatever was done to it."""

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from hattama.core.transparency_log import (
    Checkpoint,
    Receipt,
    make_inclusion_proof,
    parse_checkpoint,
    tile_hash_reader,
)
from tests.core.transparency_log.signers import sign_checkpoint
from tests.foreign import go_program
from tests.foreign.go_program import Said, program, read_by_go
from tests.real.parts import PARTS
from tests.verification.made_bundle import Files, Signer, log_files
from tests.verification.made_night import eventful_bundle

SIGNER = Signer()
SIZE = 70_000
KEPT = 1_000


def entry(number: int) -> bytes:
    return b'{"area":"P%06d","figures":{"invalid":%d},"kind":"protocol"}' % (number, number % 89)


ENTRIES = [entry(number) for number in range(SIZE)]
SMALL = ENTRIES[:600]

Change = Callable[[Path], None]


def log_in(folder: Path, entries: Sequence[bytes], signer: Signer = SIGNER) -> Path:
    return log_files(entries, signer).write_to(folder)


def kept_checkpoint(folder: Path, entries: Sequence[bytes]) -> Path:
    path = folder / "kept"
    path.write_bytes(log_files(entries, SIGNER)["checkpoint"])
    return path


def replace_in(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert data.count(old) == 1, f"{old!r} stands {data.count(old)} times in {path.name}"
    path.write_bytes(data.replace(old, new))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return log_in(tmp_path / "bundle", SMALL)


def test_a_log_of_three_levels_of_tiles_holds_and_goes_on_from_what_was_kept(tmp_path: Path) -> None:
    said = read_by_go(log_in(tmp_path / "bundle", ENTRIES), since=kept_checkpoint(tmp_path, ENTRIES[:KEPT]))
    assert said.status == 0, said.lines
    assert [line.partition(":")[0] for line in said.lines] == [
        *("note", "tiles", "entries", "inclusion", "consistency", "receipt"),
    ]
    assert said.lines[0] == f"note: {SIZE} entries signed by {SIGNER.key.name}"
    assert "tiles: 277 hold" in said.lines[1]
    assert "goes on from 1000 entries" in said.lines[4]


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 600])
def test_a_log_of_any_size_holds(tmp_path: Path, size: int) -> None:
    kept = kept_checkpoint(tmp_path, ENTRIES[: max(1, size - 1)])
    assert read_by_go(log_in(tmp_path / "bundle", ENTRIES[:size]), since=kept).status == 0


def test_the_whole_bundle_of_an_eventful_night_holds(tmp_path: Path) -> None:
    _, bodies, files = eventful_bundle()
    said = read_by_go(files.write_to(tmp_path))
    assert said.status == 0, said.lines
    assert said.lines[0].startswith(f"note: {len(bodies)} entries")


def changed_digit(folder: Path) -> None:
    replace_in(
        folder / "tile/entries/000",
        b'"P000017","figures":{"invalid":17',
        b'"P000017","figures":{"invalid":18',
    )


def changed_digit_in_the_partial_bundle(folder: Path) -> None:
    replace_in(folder / "tile/entries/002.p/88", b'"area":"P000599"', b'"area":"P000598"')


def changed_bit_of_a_tile(folder: Path) -> None:
    path = folder / "tile/0/001"
    data = bytearray(path.read_bytes())
    data[4000] ^= 1
    path.write_bytes(data)


def changed_bit_of_the_topmost_tile(folder: Path) -> None:
    path = folder / "tile/1/000.p/2"
    path.write_bytes(bytes([path.read_bytes()[0] ^ 128]) + path.read_bytes()[1:])


def dropped_entry(folder: Path) -> None:
    gone = len(SMALL[300]).to_bytes(2, "big") + SMALL[300]
    replace_in(folder / "tile/entries/001", gone, b"")


def added_entry(folder: Path) -> None:
    path = folder / "tile/entries/002.p/88"
    path.write_bytes(path.read_bytes() + len(SMALL[0]).to_bytes(2, "big") + SMALL[0])


def swapped_entries(folder: Path) -> None:
    one, two = (len(e).to_bytes(2, "big") + e for e in SMALL[10:12])
    replace_in(folder / "tile/entries/000", one + two, two + one)


def dropped_entry_with_its_leaf(folder: Path) -> None:
    """Bundles and tiles fit each other again, but not the root that was signed."""
    shorter = log_files([*SMALL[:300], *SMALL[301:], SMALL[300]], SIGNER)
    del shorter["checkpoint"]
    shorter.write_to(folder)


def changed_size(folder: Path) -> None:
    replace_in(folder / "checkpoint", b"\n600\n", b"\n599\n")


def signed_by_a_stranger(folder: Path) -> None:
    path = folder / "checkpoint"
    stranger = Signer(2)
    path.write_bytes(
        sign_checkpoint(parse_checkpoint(path.read_bytes()).checkpoint, stranger.key, stranger.sign).encoded()
    )


def signed_root_of_nothing(folder: Path) -> None:
    stated = Checkpoint(SIGNER.key.name, len(SMALL), bytes(32))
    (folder / "checkpoint").write_bytes(sign_checkpoint(stated, SIGNER.key, SIGNER.sign).encoded())


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (changed_digit, "entries: entry 17 is not the one in the tree"),
        (changed_digit_in_the_partial_bundle, "entries: entry 599 is not the one in the tree"),
        (changed_bit_of_a_tile, "tiles: they lead to the root "),
        (changed_bit_of_the_topmost_tile, "tiles: tile/1/000.p/2 is not what the tree holds"),
        (dropped_entry, "entries: entry 300 is not the one in the tree"),
        (added_entry, "entries: tile/entries/002.p/88 goes on behind its last entry"),
        (swapped_entries, "entries: entry 10 is not the one in the tree"),
        (dropped_entry_with_its_leaf, "tiles: they lead to the root "),
        (changed_size, "note: invalid signature"),
        (signed_by_a_stranger, "note: note has no verifiable signatures"),
        (signed_root_of_nothing, "tiles: they lead to the root "),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_what_was_done_to_a_bundle_is_refused(small: Path, change: Change, refusal: str) -> None:
    key = small.parent / "key"
    key.write_bytes((small / "log.vkey").read_bytes())
    change(small)
    said = read_by_go(small, key=key)
    assert said.status == 1, said.lines
    assert said.refusal.startswith(refusal)


def rewritten(tmp_path: Path, entries: Sequence[bytes]) -> Said:
    """What is said of a log that the same key signed, by somebody who kept an older checkpoint."""
    folder = log_in(tmp_path / "bundle", entries)
    assert read_by_go(folder).status == 0, "taken alone it is a sound log"
    return read_by_go(folder, since=kept_checkpoint(tmp_path, SMALL[:400]))


def test_a_rewritten_history_that_the_log_signed_again_is_refused_by_who_kept_a_checkpoint(
    tmp_path: Path,
) -> None:
    forged = list(SMALL)
    forged[17] = forged[17].replace(b'"invalid":17', b'"invalid":18')
    assert rewritten(tmp_path, forged).refusal.startswith("consistency: ")


def test_an_entry_dropped_from_a_history_signed_again_is_refused(tmp_path: Path) -> None:
    assert rewritten(tmp_path, [*SMALL[:17], *SMALL[18:]]).refusal.startswith("consistency: ")


def test_a_log_that_became_shorter_is_refused(tmp_path: Path) -> None:
    said = rewritten(tmp_path, SMALL[:399])
    assert said.refusal == "consistency: 400 entries were signed before, 399 are left"


def receipt_of(files: Files, index: int) -> Receipt:
    signed = parse_checkpoint(files["checkpoint"])
    size = signed.checkpoint.size
    return Receipt(
        index, make_inclusion_proof(index, size, tile_hash_reader(size, files.__getitem__)), signed
    )


def test_a_receipt_holds_for_its_entry_alone(small: Path, tmp_path: Path) -> None:
    path = tmp_path / "entry.tlog-proof"
    given = receipt_of(log_files(SMALL[:500], SIGNER), 42).encoded()
    path.write_bytes(given)
    said = read_by_go(small, receipt=path)
    assert said.lines[-1] == "receipt: entry 42 is under the root of 500 entries"
    path.write_bytes(given.replace(b"index 42\n", b"index 43\n"))
    assert read_by_go(small, receipt=path).refusal.startswith("receipt: ")


def test_what_the_reader_needs_is_among_the_parts_that_are_installed() -> None:
    assert {"golang-go", "golang-golang-x-mod-dev"} <= {part.package for part in PARTS}


def test_the_reader_is_laid_out_as_go_asks() -> None:
    program()
    source = Path(__file__).parent / "sumdb"
    done = subprocess.run(["gofmt", "-l", str(source)], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(("ci", "left"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_without_go_these_tests_say_so(
    monkeypatch: pytest.MonkeyPatch, ci: str, left: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(go_program, "has_go", lambda: False)
    with pytest.raises(left, match="apt-get install golang-go golang-golang-x-mod-dev"):
        program.__wrapped__()
