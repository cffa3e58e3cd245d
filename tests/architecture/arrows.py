"""Which capability knows which, each with its reason; and inside each, faces above verbs above tables.

That arrows never point upward is `lint-imports`' to say (pyproject.toml). Here stands what it cannot say: the
list is short on purpose, and a new arrow is a decision.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import named, nodes_of, python_files

KNOWS: dict[str, dict[str, str]] = {
    "protocols": {"scans": "a protocol is entered and changed with its scan, and read beside it"},
    "night": {"scans": "papers are handed on with a scan of the receipt"},
    "turnout": {"results": "tabs of contests and their sums stand above the day"},
    "claims": {
        "protocols": "a claim is typed in the form of a protocol, and imported with its mappings",
        "scans": "it comes with the scan of its signed paper",
    },
    "withdrawals": {
        "protocols": "its form gives grounds as a change of a protocol does",
    },
    "maps": {
        "results": "a map shows what leads, and its shares",
        "turnout": "a drawing of the day shares its axes",
    },
    "registers": {
        "maps": "a measure by area is drawn as maps are",
        "scans": "what comes with a statement or a deed is taken in as a scan is",
        "protocols": "a complaint about a protocol begins with what does not add up in it",
    },
    "live": {
        "results": "what stands now",
        "maps": "the map that fills",
        "turnout": "the day beside the night",
        "claims": "where higher tables differ",
    },
    "record_checks": {
        "protocols": "a drawn paper is typed in the form of a protocol",
        "scans": "a drawn paper is shown, and its readings compared",
    },
    "audits": {
        "protocols": "who entered a protocol counts none of its ballots again; a recount has its decision",
        "scans": "the file of a decision is taken in as a scan is",
    },
    "reports": {
        "protocols": "a report stands beside the protocol it doubts",
        "scans": "a photograph is received as a scan is",
    },
    "sent_copies": {
        "protocols": "a copy is typed as any first entry, in the form of a protocol",
        "reports": "its photograph is taken as a report's is, and one that differs becomes a report",
        "scans": "its picture becomes a scan",
    },
    "cards": {
        "registers": "complaints, and acts against observers, answer criteria",
        "reports": "and the copies that observers signed",
        "audits": "and what was counted again by hand",
        "observation": "and the tables that organisations of observers opened",
    },
    "observation": {
        "samples": "a table of filled forms is sealed and opened as the list of a sample is",
        "turnout": "observers' own counts stand beside what was announced",
        "night": "and the times of steps beside the commission's",
    },
    "video": {
        "night": "steps of the night are held against what cameras recorded",
        "registers": "cameras, recordings and requests for copies are records",
    },
    "offline": {"protocols": "a statement is accepted as an entry or a second entry"},
    "camera": {
        "scans": "a picture becomes a scan",
        "protocols": "it is taken for one protocol",
        "offline": "it waits on the phone beside statements",
    },
    "accounts": {"offline": "whoever loses a role loses the keys of devices"},
    "embeds": {"results": "a frame of a result", "maps": "a frame of a map", "turnout": "a frame of the day"},
    "open_data": {
        "protocols": "files of protocols and their lives",
        "results": "totals at any size of the log",
        "night": "files of the night",
        "turnout": "files of turnout",
        "claims": "files of claims",
        "registers": "files of registers, and their records for programs",
    },
    "places": {
        "protocols": "a precinct's page shows its protocols",
        "results": "an area's page shows its sums",
        "scans": "and papers beside figures",
        "night": "and the steps of its night",
        "turnout": "and its turnout",
        "claims": "and what higher tables say",
        "maps": "and its map",
        "registers": "and leads to what is kept around the count",
        "live": "and how it fills",
        "reports": "and the copies that observers signed",
        "sent_copies": "and whether a first copy may be sent",
        "observation": "and what observers saw there",
        "cards": "and its card in a line",
        "video": "and what cameras saw there",
        "open_data": "and leads to the files",
    },
}
"""Operations stands above all and may know each: it keeps, copies and watches the whole."""

FACES = frozenset({"desk", "public", "api", "commands", "field", "capability", "templatetags"})


def capability_files(root: Path) -> Iterator[tuple[str, tuple[str, ...], Path]]:
    """Each module of the web with its capability and its path inside it."""
    web = root / "src/hattama/web"
    for path in python_files(root, "src/hattama/web"):
        place = path.relative_to(web).with_suffix("").parts
        if len(place) > 1:
            yield place[0], place[1:], path


def known_modules(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Modules below hattama.web that `path` imports, anywhere in it: line, and the dotted parts after it."""
    for node in nodes_of(path):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hattama.web."):
            for alias in node.names:
                yield node.lineno, [*(node.module or "").split(".")[2:], alias.name]


def arrows_nobody_declared(root: Path) -> list[str]:
    """Imports from one capability to another that the list above does not name."""
    return [
        f"{named(root, path, line)}: {capability} does not know {parts[0]} (tests/architecture/arrows.py)"
        for capability, _, path in capability_files(root)
        if capability not in ("kernel", "operations")
        for line, parts in known_modules(path)
        if parts[0] not in (capability, "kernel", *KNOWS.get(capability, ()))
    ]


def arrows_nobody_needs(root: Path) -> list[str]:
    """Arrows that are declared and that no import follows."""
    followed: dict[str, set[str]] = {}
    for capability, _, path in capability_files(root):
        if path.name != "__init__.py":
            followed.setdefault(capability, set()).update(parts[0] for _, parts in known_modules(path))
    return [
        f"src/hattama/web/{capability}: declares that it knows {known}, and no import follows"
        for capability, others in KNOWS.items()
        for known in others
        if capability in followed and known not in followed[capability]
    ]


def verbs_that_know_faces(root: Path) -> list[str]:
    """Inside a capability: faces above verbs, verbs above tables; never the other way."""
    return [
        f"{named(root, path, line)}: imports {'.'.join(parts)}, which stands above it"
        for capability, place, path in capability_files(root)
        if not FACES & {*place}
        for line, parts in known_modules(path)
        if parts[0] == capability
        and (FACES - {"capability"} & {*parts[1:-1]} or (place[-1] == "tables" and _is_verb(parts)))
    ]


def _is_verb(parts: list[str]) -> bool:
    return parts[0] != "kernel" and not parts[1].endswith("tables")
