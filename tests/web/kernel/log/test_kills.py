"""Writers are killed at random moments: nothing acknowledged is lost, doubled, or signed two ways."""

import base64
import contextlib
import fcntl
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from hattama.core.transparency_log import (
    TILE_WIDTH,
    TileName,
    open_checkpoint,
    parse_canonical,
    parse_vkeys,
    read_bundle,
    read_edge,
    read_root,
    require_bundle_in_tile,
    tile_hash_reader,
)
from hattama.verification.folders import verify_ed25519
from hattama.web.kernel.commands.endings import end_with_parent
from hattama.web.kernel.log.bundle_store import BundleStore
from tests.real import PATIENCE

pytestmark = [pytest.mark.both_engines, pytest.mark.endurance]

ROOT = Path(__file__).parents[4]
WRITERS = 3
KILLS = 100 if os.environ.get("HATTAMA_ENDURANCE") else 6
PRECINCTS = min(10_000, 200 * KILLS)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of writers: a data folder and, on PostgreSQL, a database of their own."""
    environment = {**os.environ, "HATTAMA_DATA": str(tmp_path / "data")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    with _database(environment.get("DATABASE_URL", "")) as url:
        environment["DATABASE_URL"] = url
        yield environment


@contextlib.contextmanager
def _database(url: str) -> Iterator[str]:
    if not url:
        yield ""
        return
    import psycopg

    name = f"kill_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{url.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "tests.web.kernel.log.kill_writer", *words]


class Writer:
    """One writing process; what it acknowledged before it was killed can be read from its output."""

    def __init__(self, world: dict[str, str], shard: int, heard: list[str]) -> None:
        words = _command("write", str(shard), str(WRITERS))
        self.process = subprocess.Popen(
            words, cwd=ROOT, env=world, stdout=subprocess.PIPE, text=True, preexec_fn=end_with_parent
        )
        self.has_spoken = threading.Event()
        self._listener = threading.Thread(target=self._listen, args=(heard,))
        self._listener.start()

    def _listen(self, heard: list[str]) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            # A line that a kill has cut was never said.
            if line.endswith("\n"):
                heard.append(line.strip())
                self.has_spoken.set()

    def kill(self) -> bool:
        """Kill it as it stands; whether it was still alive."""
        was_alive = self.process.poll() is None
        self.process.kill()
        self.process.wait()
        self._listener.join()
        return was_alive


def run(world: dict[str, str], *words: str) -> str:
    command = _command(*words)
    return subprocess.run(command, cwd=ROOT, env=world, check=True, capture_output=True, text=True).stdout


class Watcher(threading.Thread):
    """A reader who fetches the checkpoint all the time, and checks each against the key."""

    def __init__(self, store: BundleStore) -> None:
        super().__init__()
        self.store = store
        self.seen: set[tuple[int, str]] = set()
        self.sizes: list[int] = []
        self.stop = threading.Event()

    def run(self) -> None:
        keys = parse_vkeys(self.store.read("log.vkey"))
        while not self.stop.is_set():
            stated = open_checkpoint(self.store.read("checkpoint"), keys, verify_ed25519).checkpoint
            # What a checkpoint covers must be there when it is read, not a moment later.
            read_edge(stated.size, stated.root, self.store.read_tile_file)
            self.seen.add((stated.size, base64.b64encode(stated.root).decode()))
            self.sizes.append(stated.size)
            time.sleep(0.002)


def kill_many(world: dict[str, str], heard: list[str], chance: random.Random) -> int:
    """Kill writers at random moments, each after it has published something; how many were alive."""
    writers = [Writer(world, shard, heard) for shard in range(WRITERS)]
    killed = 0
    for number in range(KILLS):
        shard = number % WRITERS
        assert writers[shard].has_spoken.wait(PATIENCE), "a writer has nothing to say"
        time.sleep(chance.uniform(0, 0.25))
        killed += writers[shard].kill()
        writers[shard] = Writer(world, shard, heard)
    for writer in writers:
        writer.has_spoken.wait(PATIENCE)
        writer.kill()
    return killed


def kill_process(world: dict[str, str], heard: list[str], chance: random.Random) -> int:
    """Kill the process that writes the log for all, while others send; how often it was at work."""
    writers = [Writer(world, shard, heard) for shard in range(WRITERS)]
    killed = 0
    for _ in range(KILLS):
        process = subprocess.Popen(_command("log"), cwd=ROOT, env=world, preexec_fn=end_with_parent)
        until = time.monotonic() + PATIENCE
        while not is_at_work(world) and time.monotonic() < until:
            time.sleep(0.01)
        before = len(heard)
        while len(heard) < before + WRITERS and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.25))
        killed += process.poll() is None and len(heard) > before
        process.kill()
        process.wait()
    for writer in writers:
        writer.kill()
    return killed


def is_at_work(world: dict[str, str]) -> bool:
    """Whether a process writes the log for all."""
    place = Path(world["HATTAMA_DATA"], "log", "kill", "writer")
    with contextlib.suppress(FileNotFoundError), place.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def entries_of(store: BundleStore, size: int) -> list[dict]:
    """All entries, each bundle held against the tile beside it."""
    found = []
    for number in range(-(-size // TILE_WIDTH)):
        width = min(TILE_WIDTH, size - number * TILE_WIDTH)
        some = read_bundle(TileName(-1, number, width), store.read_tile_file)
        require_bundle_in_tile(some, store.read_tile_file(TileName(0, number, width).path())[: 32 * width])
        found += some
    return [parse_canonical(entry) for entry in found]


@pytest.mark.parametrize("kill", [kill_many, kill_process])
def test_whatever_is_killed_each_acknowledged_protocol_is_in_the_log_once_and_each_size_has_one_root(
    world, kill
):
    seed = int(os.environ.get("HATTAMA_SEED") or random.SystemRandom().randrange(10**9))
    run(world, "prepare", str(PRECINCTS))
    store = BundleStore(Path(world["HATTAMA_DATA"], "public", "kill"))
    heard: list[str] = []
    watcher = Watcher(store)
    watcher.start()
    try:
        killed = kill(world, heard, random.Random(seed))
    finally:
        watcher.stop.set()
        watcher.join()
    held = json.loads(run(world, "audit"))
    size = store.size()
    print(
        f"seed {seed}: {killed} killed, {len(heard)} acknowledged, {size} entries, {len(watcher.seen)} seen"
    )

    assert killed >= KILLS * 9 // 10, "most kills must hit a living writer"
    said = [f"{e['area']} {e['contest']}" for e in entries_of(store, size) if e["kind"] == "protocol"]
    assert max(Counter(said).values()) == 1
    assert set(heard) <= set(said)
    assert max(Counter(heard).values()) == 1
    assert held["pending"] == 0
    assert held["entries"] == size
    assert held["acts"] == held["published"] == len(said)
    assert held["totals_follow_from_the_log"]

    signed = {tuple(line.split()) for line in Path(world["HATTAMA_DATA"], "signed").read_text().splitlines()}
    roots = {(int(at), root) for at, root in signed} | watcher.seen
    reader = tile_hash_reader(size, store.read_tile_file)
    for at, root in roots:
        assert base64.b64encode(read_root(at, reader)).decode() == root, f"size {at} has another root"
    assert watcher.sizes == sorted(watcher.sizes), "a reader has seen the log shrink"
