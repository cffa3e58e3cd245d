"""Bundles altered as somebody would who wants another result: by class, each drawn by chance from a seed.

`python -m tests.verification.mutations 1000` prints how many of each were tried and what was said of them.
"""

import copy
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from hattama.core.transparency_log import Policy, PolicyLog, canonical_bytes
from hattama.verification.checking import Asked, check_bundle
from hattama.verification.reports import Report, Verdict
from hattama.verification.trust import Trust
from tests.verification.made_bundle import Body, Files, Signer, log_files, verify
from tests.verification.made_log import MOMENT, entry
from tests.verification.made_night import eventful_bundle, remake

FOUNDATION, BODIES, FILES = eventful_bundle()
SIGNER, STRANGER = Signer(), Signer(2)
ROOT = FOUNDATION.areas.root.area_id
PARTS = [area.area_id for area in FOUNDATION.areas.children(ROOT)]
TABLES = [path for path in FILES if path.endswith((".csv", ".jsonl")) and path != "areas.csv"]
TRUST = Trust(Policy((PolicyLog(SIGNER.key),)), since=FILES["checkpoint"])

Chance = random.Random
Mutation = Callable[[Chance], Files]


def examine(files: Files) -> Report:
    """What a reader is told who brings the key of the log and a checkpoint kept from before."""
    return check_bundle(files, verify, Asked(trust=TRUST, with_scans=True))


def mutate(name: str, number: int) -> Files:
    """A bundle of this class that differs from the sound one; the same for the same number."""
    for attempt in range(100):
        files = CLASSES[name](random.Random(f"{name} {number} {attempt}"))
        if files != FILES:
            return files
    raise AssertionError(f"{name} alters nothing")


def _with(path: str, data: bytes) -> Files:
    return Files(FILES | {path: data})


def _flip(path: str, chance: Chance) -> Files:
    data = bytearray(FILES[path])
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return _with(path, bytes(data))


def _flip_any(chance: Chance) -> Files:
    return _flip(chance.choice([path for path in FILES if FILES[path]]), chance)


def _flip_under(*prefixes: str) -> Mutation:
    paths = [path for path in sorted(FILES) if path.startswith(prefixes) and FILES[path]]
    assert paths, prefixes
    return lambda chance: _flip(chance.choice(paths), chance)


def _swap_files(chance: Chance) -> Files:
    one, other = chance.sample(sorted(FILES), 2)
    return Files(FILES | {one: FILES[other], other: FILES[one]})


def _remove_file(chance: Chance) -> Files:
    gone = chance.choice(sorted(FILES))
    return Files({path: data for path, data in FILES.items() if path != gone})


def _cut_file(chance: Chance) -> Files:
    path = chance.choice(sorted(FILES))
    return _with(path, FILES[path][: chance.randrange(max(1, len(FILES[path])))])


def _lines(path: str) -> list[bytes]:
    return FILES[path].splitlines(keepends=True)


def _move_lines(chance: Chance) -> Files:
    path = chance.choice(TABLES)
    lines = _lines(path)
    chance.shuffle(lines)
    return _with(path, b"".join(lines))


def _remove_line(chance: Chance) -> Files:
    path = chance.choice(TABLES)
    lines = _lines(path)
    if lines:
        lines.pop(chance.randrange(len(lines)))
    return _with(path, b"".join(lines))


def _double_line(chance: Chance) -> Files:
    path = chance.choice(TABLES)
    lines = _lines(path)
    return _with(path, b"".join([*lines, *lines[-1:]]))


def _other_number(data: bytes, chance: Chance) -> bytes:
    found = list(re.finditer(rb"[0-9]+", data))
    if not found:
        return data
    one = chance.choice(found)
    return data[: one.start()] + str(int(one[0]) + chance.randint(1, 900)).encode() + data[one.end() :]


def _alter_total(chance: Chance) -> Files:
    path = chance.choice(["totals.csv", "election.json", "state/areas.jsonl", "outcomes/contest0.json"])
    return _with(path, _other_number(FILES[path], chance))


def _alter_number(*paths: str) -> Mutation:
    def alter(chance: Chance) -> Files:
        path = chance.choice(paths)
        return _with(path, _other_number(FILES[path], chance))

    return alter


def _tables_and_manifest(chance: Chance) -> Files:
    """Another table with a manifest that vouches for it: what whoever serves the files can do."""
    import hashlib

    path = chance.choice([path for path in TABLES if FILES[path]])
    data = _other_number(FILES[path], chance)
    old, new = (hashlib.sha256(one).hexdigest().encode() for one in (FILES[path], data))
    sizes = [f'"bytes": {len(one)}'.encode() for one in (FILES[path], data)]
    manifest = FILES["manifest.json"].replace(old, new).replace(*sizes)
    return Files(FILES | {path: data, "manifest.json": manifest})


def _remove_entry_bytes(chance: Chance) -> Files:
    path = chance.choice([path for path in sorted(FILES) if path.startswith("tile/entries/")])
    entries = [canonical_bytes(body) for body in BODIES]
    entries.pop(chance.randrange(len(entries)))
    return _with(path, b"".join(len(one).to_bytes(2, "big") + one for one in entries))


def _older_checkpoint(chance: Chance) -> Files:
    size = chance.randrange(1, len(BODIES))
    older = log_files([canonical_bytes(body) for body in BODIES[:size]], SIGNER)
    return _with("checkpoint", older["checkpoint"])


def _other_key(chance: Chance) -> Files:
    """The log as it is, or a little otherwise, under the name of the log and the key of a stranger."""
    bodies = copy.deepcopy(list(BODIES))
    bodies[1]["vkey"] = STRANGER.key.vkey()
    if chance.randrange(2):
        bodies.pop(chance.randrange(2, len(bodies)))
    files = log_files([canonical_bytes(body) for body in bodies], STRANGER)
    return Files(FILES | files)


def _rewritten(alter: Callable[[list[Body], Chance], None], *, beside: bool) -> Mutation:
    """A log written anew with its own key; with all files `beside` it made again of the new entries."""

    def rewrite(chance: Chance) -> Files:
        bodies = copy.deepcopy(list(BODIES))
        alter(bodies, chance)
        if beside:
            return remake(FOUNDATION, bodies, SIGNER)
        return Files(FILES | log_files([canonical_bytes(body) for body in bodies], SIGNER))

    return rewrite


def _drop_entry(bodies: list[Body], chance: Chance) -> None:
    bodies.pop(chance.randrange(2, len(bodies)))


def _change_places(bodies: list[Body], chance: Chance) -> None:
    one, other = chance.sample(range(2, len(bodies)), 2)
    bodies[one], bodies[other] = bodies[other], bodies[one]


def _other_figure(bodies: list[Body], chance: Chance) -> None:
    body = chance.choice([body for body in bodies if body.get("figures") and body["kind"] == "protocol"])
    name = chance.choice([name for name, value in body["figures"].items() if isinstance(value, int)])
    body["figures"][name] += chance.randint(1, 500)


def _other_total(bodies: list[Body], chance: Chance) -> None:
    body = chance.choice([body for body in bodies if body["kind"] == "total"])
    body["received"] += chance.randint(1, 50)


def _drop_last_protocols(bodies: list[Body], chance: Chance) -> None:
    """History ends earlier, and everything beside it agrees."""
    del bodies[chance.randrange(len(bodies) // 2, len(bodies)) :]


def _role_by_one(bodies: list[Body], chance: Chance) -> None:
    """The log goes on, and says that somebody decides whom no two people made so."""
    one, other, third = ("".join(chance.choices("0123456789abcdef", k=64)) for _ in range(3))
    said = {
        "held": ("central_head", chance.choice([[], [one], [one, other]])),
        "given": ("administrator", ["operator"]),
        "confirmed": ("territorial_head", [chance.choice(["operator", one]), other]),
        "proposed": ("central_reviewer", [one]),
    }
    what = chance.choice(sorted(said))
    role, by = said[what]
    # Of the whole election the operator alone makes two administrators: that is allowed, and seen.
    area = chance.choice(PARTS if what == "given" else [ROOT, *PARTS])
    change = {"change": what, "who": third, "role": role, "area": area, "by": by, "at": MOMENT}
    last = bodies[-1]["recorded_at"]
    bodies.append({**entry("rights", changes=[change], counts=[]), "recorded_at": last})


STRANGE: list[object] = [
    *(None, True, -1, 0, 2**53 - 1, "", "x", "A" * 3000, "\u202e", "e" * 64, [], [[]], ["x"], {}, {"a": 1}),
    *("2026-02-30T00:00:00+05:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"),
]


def _members(value: object, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all members of a body, however deep."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in pairs:
        yield (*place, key)
        yield from _members(member, (*place, key))


def _strange_member(bodies: list[Body], chance: Chance) -> None:
    """Something else where a member of an entry stands: of another type, or what stands elsewhere."""
    *above, key = chance.choice(list(_members(bodies)))
    other: Any = bodies
    for step in chance.choice(list(_members(bodies))):
        other = other[step]
    within: Any = bodies
    for step in above:
        within = within[step]
    within[key] = copy.deepcopy(chance.choice([*STRANGE, other]))


UNKNOWN = "an unknown file beside the others"


def _add_file(chance: Chance) -> Files:
    name = "".join(chance.choices("abcdefgh", k=8))
    folder = chance.choice(["", "state/", "outcomes/", "tile/entries/", "scans/ab/", "explanations/ab/"])
    return _with(f"{folder}{name}{chance.choice(['', '.csv', '.json', '.html'])}", chance.randbytes(40))


CLASSES: dict[str, Mutation] = {
    "a bit of any file": _flip_any,
    "a bit of the entries": _flip_under("tile/entries/"),
    "a bit of the tree": _flip_under("tile/0/"),
    "a bit of a scan": _flip_under("scans/"),
    "a bit of an explanation": _flip_under("explanations/"),
    "a bit of the states": _flip_under("state/"),
    "a bit of areas.csv": _flip_under("areas.csv"),
    "a bit of the rule pack or the definition": _flip_under("rulepack.toml", "election.toml"),
    "a bit of checkpoint, keys or policy": _flip_under("checkpoint", "log.vkey", "policy.txt"),
    "two files change names": _swap_files,
    "a file is gone": _remove_file,
    "a file is cut short": _cut_file,
    "lines of a table or state change places": _move_lines,
    "a line of a table or state is gone": _remove_line,
    "a line stands twice": _double_line,
    "a number in totals, states of areas, outcomes": _alter_total,
    "a number in protocols, votes, findings": _alter_number("protocols.csv", "votes.csv", "findings.csv"),
    "a number in the states of precincts": _alter_number("state/precincts.jsonl"),
    "a number in the lists of areas, rules, contests": _alter_number(
        "areas.csv", "rulepack.toml", "election.toml"
    ),
    "a table together with its manifest": _tables_and_manifest,
    "an entry left out of its file": _remove_entry_bytes,
    "an older checkpoint": _older_checkpoint,
    "another key under the log's name": _other_key,
    "signed anew: an entry left out": _rewritten(_drop_entry, beside=False),
    "signed anew: entries change places": _rewritten(_change_places, beside=False),
    "signed anew: another figure": _rewritten(_other_figure, beside=False),
    "signed anew: another total": _rewritten(_other_total, beside=False),
    "signed anew: something else in an entry": _rewritten(_strange_member, beside=False),
    "signed anew, all files too: another figure": _rewritten(_other_figure, beside=True),
    "signed anew, all files too: a role that decides, made by one": _rewritten(_role_by_one, beside=True),
    "signed anew, all files too: history ends earlier": _rewritten(_drop_last_protocols, beside=True),
    UNKNOWN: _add_file,
}


def main(wanted: int) -> int:
    """Try `wanted` mutations, print what was said of each class; 1 if any was called true."""
    each = -(-wanted // len(CLASSES))
    missed = 0
    print("| class | tried | FALSE | not checked | named only | missed |\n|---|---:|---:|---:|---:|---:|")
    for name in CLASSES:
        said = Counter(examine(mutate(name, number)).verdict for number in range(each))
        named = said[Verdict.QUALIFIED] if name == UNKNOWN else 0
        lost = each - said[Verdict.FALSE] - said[Verdict.UNCHECKED] - named
        missed += lost
        print(f"| {name} | {each} | {said[Verdict.FALSE]} | {said[Verdict.UNCHECKED]} | {named} | {lost} |")
    print(f"| in all | {each * len(CLASSES)} | | | | {missed} |")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
