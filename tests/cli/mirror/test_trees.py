"""The tree of a log, copied: large trees, every file of them held against the root."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hattama.cli.mirror.origin import Origin
from hattama.cli.mirror.trees import TreeCopy, TreeRefused
from hattama.core.transparency_log import Checkpoint, LogEdge, grow, names_of_tree
from hattama.publish.file_facts import FileFacts
from hattama.verification.places import FileAbsent, FileProblem

ENTRIES = [b"entry %d" % number for number in range(70_000)]
GROWN = grow(LogEdge(), ENTRIES)
ALL = dict(GROWN.files)


class Held(Origin):
    """An address whose files are at hand."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__("http://log.example.org", most_bytes=10**9)
        self.files = files
        self.asked: list[str] = []

    def fetch_into(self, path: str, most: int, target: io.BytesIO) -> FileFacts:  # type: ignore[override]
        self.asked.append(path)
        if path not in self.files:
            raise FileAbsent(path)
        target.write(self.files[path])
        return FileFacts("", len(self.files[path]))


def at(size: int) -> tuple[Checkpoint, dict[str, bytes]]:
    """A checkpoint, and the files of the tree of that size."""
    grown = grow(LogEdge(), ENTRIES[:size])
    return Checkpoint("log.example.org", size, grown.root), dict(grown.files)


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_tree_of_three_levels_is_copied_whole(tmp_path: Path) -> None:
    tree = TreeCopy(tmp_path, Held(ALL))
    tree.extend(Checkpoint("log.example.org", 70_000, GROWN.root))
    assert files_in(tmp_path) == {name.path(): ALL[name.path()] for name in names_of_tree(70_000)}
    assert [entry for _, entry in tree.entries(69_990, 70_000)] == ENTRIES[69_990:]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 1_500), min_size=2, max_size=4).map(sorted))
def test_a_copy_that_grew_in_steps_is_the_one_made_at_once(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("copy")
    tree = TreeCopy(folder, Held({}))
    before = 0
    for size in sizes:
        stated, files = at(size)
        tree.origin = origin = Held(files)
        tree.extend(stated)
        tree.drop_completed(before, size)
        assert len(origin.asked) <= len(files)
        before = size
    found = files_in(folder)
    _, needed = at(sizes[-1])
    assert {path: found[path] for path in needed} == needed
    assert all(".p/" in path for path in found.keys() - needed.keys())


@pytest.mark.parametrize(
    "path", ["tile/2/000.p/1", "tile/1/000", "tile/1/001.p/17", "tile/0/272", "tile/0/000"]
)
@pytest.mark.parametrize("at_byte", [0, -1])
def test_a_tile_with_one_bit_changed_is_refused_and_does_not_enter(
    tmp_path: Path, path: str, at_byte: int
) -> None:
    data = bytearray(ALL[path])
    data[at_byte] ^= 1
    with pytest.raises(TreeRefused):
        TreeCopy(tmp_path, Held(ALL | {path: bytes(data)})).extend(Checkpoint("o", 70_000, GROWN.root))
    assert not (tmp_path / path).exists() or (tmp_path / path).read_bytes() == ALL[path]


@pytest.mark.parametrize("data", [b"", b"\xff" * 10, ALL["tile/entries/007"]])
def test_a_bundle_of_other_entries_is_refused(tmp_path: Path, data: bytes) -> None:
    path = "tile/entries/005"
    with pytest.raises(TreeRefused) as refused:
        TreeCopy(tmp_path, Held(ALL | {path: data})).extend(Checkpoint("o", 70_000, GROWN.root))
    assert refused.value.trouble.path == path
    assert not (tmp_path / path).exists()


def test_a_full_file_may_stand_in_for_a_partial_one_that_was_dropped(tmp_path: Path) -> None:
    stated, files = at(300)
    later = {path: data for path, data in ALL.items() if ".p/" not in path}
    TreeCopy(tmp_path, Held(later)).extend(stated)
    assert files_in(tmp_path) == files


def test_what_is_missing_is_named_and_what_came_stays(tmp_path: Path) -> None:
    files = dict(ALL)
    del files["tile/entries/200"]
    with pytest.raises(FileProblem, match="tile/entries/200"):
        TreeCopy(tmp_path, Held(files)).extend(Checkpoint("o", 70_000, GROWN.root))
    origin = Held(ALL)
    TreeCopy(tmp_path, origin).extend(Checkpoint("o", 70_000, GROWN.root))
    assert len(origin.asked) < len(ALL) - 190


def test_an_empty_log_has_no_files(tmp_path: Path) -> None:
    stated, _ = at(0)
    TreeCopy(tmp_path, Held({})).extend(stated)
    with pytest.raises(TreeRefused):
        TreeCopy(tmp_path, Held({})).extend(Checkpoint("o", 0, GROWN.root))
