"""Results that are a tree and no table: EML 510 (OASIS), NIST SP 1500-100 version 2 (XML, JSON).

They become tables that mappings read like any other: a row for each number of the file, and of a precinct
that gives none a row for each choice without a number. EML is read precinct by precinct; a report of NIST has
the votes of one precinct in as many places as there are choices, so it is held whole, and bounded.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError  # noqa: S405 -- the exception alone

from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind, InputFaults
from hattama.formats.json_columns import once_each
from hattama.formats.table_rows import Placed, Table

EML, NIST = "EML 510", "NIST SP 1500-100"
LARGEST = {EML: 1024**3, NIST: 256 * 1024**2}
DEEPEST = 60
_AT_ONCE = 1 << 16

NOT_RESULTS = FaultKind.of(
    "TREE-KIND", Message("this is {found}; of files in XML and JSON these are read: {expected}")
)
BROKEN = FaultKind.of(
    "TREE-BROKEN",
    Message("from here on the file is not well-formed, as where a copy breaks off; fetch it again"),
)
DECLARED = FaultKind.of(
    "TREE-DOCTYPE",
    Message("the file declares a type of document, {found}; files of results declare none, so it is refused"),
)
TOO_LARGE = FaultKind.of("TREE-SIZE", Message("the file has {found} bytes, at most {expected} are possible"))
ABSENT = FaultKind.of("TREE-ABSENT", Message("here {expected} is missing"))
OTHER_SHAPE = FaultKind.of("TREE-SHAPE", Message("here stands “{found}”, where {expected} is expected"))
NO_SUCH = FaultKind.of("TREE-REFERENCE", Message("the file has no {expected} called “{found}”"))

Node = dict[str, Any]


class Part(NamedTuple):
    """A part of a tree: where it stands, what it says, and the elements around it, root first."""

    path: str
    node: Node
    around: list[Node]


@contextmanager
def read_tree(path: Path) -> Iterator[Table]:
    """The table of a results file while the context is open. Raises InputFaults, here or while rows are read,
    when it is no such file, is not well-formed, or lacks what a number needs to be understood."""
    with path.open("rb") as stream:
        if stream.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
            yield _nist(_json(path), path)
            return
        stream.seek(0)
        builder, parts = _parsed(stream, path)
        # Past the root element, which says what the file is.
        first = next(parts, None)
        if builder.kind == NIST:
            yield _nist(builder.whole(first, parts), path)
        else:
            from hattama.formats.eml_tables import eml_table

            yield eml_table(path.name, first, parts, lambda: (stream.tell(), path.stat().st_size))


def _nist(report: Node, path: Path) -> Table:
    from hattama.formats.nist_tables import nist_table

    return nist_table(path.name, report)


def _refuse_if_large(path: Path, kind: str) -> None:
    size = path.stat().st_size
    if size > LARGEST[kind]:
        raise InputFaults([TOO_LARGE.at(path.name, found=str(size), expected=str(LARGEST[kind]))])


def _json(path: Path) -> Node:
    _refuse_if_large(path, NIST)
    try:
        # Numbers stay the texts that write them: a mapping says which of them are counts.
        read = json.loads(
            path.read_bytes(), parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=once_each
        )
    except (ValueError, RecursionError) as error:
        row, why = (error.lineno, error.msg) if isinstance(error, json.JSONDecodeError) else (0, str(error))
        raise InputFaults([BROKEN.at(path.name, row=row, found=why[:80])]) from error
    kind = read.get("@type") if isinstance(read, dict) else None
    if kind != "ElectionResults.ElectionReport":
        raise InputFaults([NOT_RESULTS.at(path.name, found=f"JSON, {str(kind)[:40]}", expected=_READ)])
    return dict(read)


_READ = f"{EML}, {NIST} (ElectionReport v2)"


class _Builder:
    """What a parser of XML tells, as nodes: an element is a text, or attributes and lists of elements.

    EML is handed on part by part, so that a file of any length is read in little memory.
    """

    def __init__(self, path: Path) -> None:
        self.kind = ""
        self.done: list[Part] = []
        self._path = path
        self._open: list[tuple[str, Node, list[str], Counter[str]]] = [("", {}, [], Counter())]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        space, _, name = tag.rpartition("}")
        if not self.kind:
            self._begin(name, space.lstrip("{"), attributes)
        if len(self._open) > DEEPEST:
            raise ValueError(f"{DEEPEST} > {name}")
        counts = self._open[-1][3]
        counts[name] += 1
        node: Node = {_attribute(key): value for key, value in attributes.items()}
        self._open.append((f"{name}[{counts[name]}]", node, [], Counter()))

    def data(self, text: str) -> None:
        """Some text of the element that is open."""
        self._open[-1][2].append(text)

    def end(self, tag: str) -> None:
        """The element ends."""
        label, node, texts, _ = self._open.pop()
        name = label.partition("[")[0]
        text = "".join(texts).strip()
        if node and text:
            node["Content"] = text
        if self.kind == EML and name in ("TotalVotes", "ReportingUnitVotes"):
            path = "/".join([*(one[0] for one in self._open[1:]), label])
            self.done.append(Part(path, node, [one[1] for one in self._open[1:]]))
        else:
            held = self._open[-1][1].setdefault(name, [])
            if not isinstance(held, list):
                raise ValueError(f"attribute and element: {name}")
            held.append(node or text)

    def close(self) -> None:
        """The document ends."""

    def whole(self, first: Part | None, rest: Iterator[Part]) -> Node:
        """The root, after everything has been read: nothing of a report of NIST is handed on before."""
        assert first is None and next(rest, None) is None, "no part of it is handed on"
        root = self._open[0][1]["ElectionReport"][0]
        return root if isinstance(root, dict) else {}

    def _begin(self, name: str, space: str, attributes: dict[str, str]) -> None:
        found = f"{name} {attributes.get('Id', '')}".strip() if name == "EML" else name
        if found.startswith("EML 510"):
            self.kind = EML
        elif name == "ElectionReport" and (not space or space.endswith("/v2")):
            self.kind = NIST
        else:
            found = f"{found} ({space})" if space else found
            raise InputFaults([NOT_RESULTS.at(self._path.name, found=found[:120], expected=_READ)])
        _refuse_if_large(self._path, self.kind)


def _attribute(key: str) -> str:
    """Names of attributes as JSON has them."""
    name = key.rpartition("}")[2]
    return {"ObjectId": "@id", "type": "@type", "language": "Language"}.get(name, name)


def _parsed(stream: Any, path: Path) -> tuple[_Builder, Iterator[Part]]:
    """The builder, and the parts that it hands on while the file is read. No entities, no document type."""
    from defusedxml import DTDForbidden
    from defusedxml.ElementTree import XMLParser

    builder = _Builder(path)
    parser = XMLParser(target=builder, forbid_dtd=True)

    def parts() -> Iterator[Part]:
        try:
            while read := stream.read(_AT_ONCE):
                parser.feed(read)
                yield from builder.done
                builder.done.clear()
            parser.close()
        except DTDForbidden as error:
            raise InputFaults([DECLARED.at(path.name, found=str(error.name)[:40])]) from error
        except (ParseError, ValueError, LookupError) as error:
            row = error.position[0] if isinstance(error, ParseError) else 0
            why = str(error).partition(": line")[0][:80]
            raise InputFaults([BROKEN.at(path.name, row=row, found=why)]) from error

    return builder, parts()


def children(node: Node, name: str, path: str, file: str) -> Iterator[tuple[str, Node]]:
    """The elements of a name below a node, each with its path. Raises InputFaults where one is no element."""
    value = node.get(name, [])
    for place, one in enumerate(value if isinstance(value, list) else [value], start=1):
        where = f"{path}/{name}[{place}]"
        if isinstance(one, str):
            one = {"Content": one}
        if not isinstance(one, dict):
            raise InputFaults([OTHER_SHAPE.at(file, field=where, found=str(one)[:40], expected="{ }")])
        yield where, one


def first_of(node: Node, name: str) -> Any:
    """What stands first under a name, or alone; None where nothing does."""
    value = node.get(name)
    return (value[0] if value else None) if isinstance(value, list) else value


def text_of(value: Any) -> str:
    """The text of an element, or of all elements in it, on one line."""
    if isinstance(value, dict):
        # What stands alone under a name is an attribute.
        parts = (one for key, one in value.items() if key == "Content" or isinstance(one, list))
        return text_of(list(parts))
    if isinstance(value, list):
        return " ".join(filter(None, map(text_of, value)))
    return "" if value is None else " ".join(str(value).split())


def required(node: Node, name: str, path: str, file: str) -> str:
    """The text under a name. Raises InputFaults where there is none."""
    text = text_of(first_of(node, name))
    if not text:
        raise InputFaults([ABSENT.at(file, field=path, expected=name)])
    return text


def count_cell(value: Any, path: str) -> str:
    """The cell of a number; one that is no plain count, or stands beside another, remembers where it is."""
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else " / ".join(map(text_of, value))
    if isinstance(value, dict):
        value = value.get("Content", "")
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value)[:80]
    return text if text.isdecimal() or not text else Placed(text, path)
