"""A report of NIST SP 1500-100, version 2, as a table: of each contest and area every number."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hattama.formats.faults import InputFaults
from hattama.formats.result_trees import (
    NIST,
    NO_SUCH,
    Node,
    children,
    count_cell,
    first_of,
    required,
    text_of,
)
from hattama.formats.table_rows import Row, Table

TOTAL = "total"
_BALLOTS = ("BallotsCast", "BallotsOutstanding", "BallotsRejected")
_LINES = {"PartySelection": "party", "CandidateSelection": "candidate", "BallotMeasureSelection": "option"}


class _Said(NamedTuple):
    line: str
    choice: str
    name: str
    type: str
    number: str


def nist_table(file: str, report: Node) -> Table:
    """The numbers of all contests. Rows are counted with a header in row 1, as those of any table.

    Columns beside the usual: of each area its identifiers (`unit code KIND`), its names by language, and the
    identifier and names of every area above it, by the type of that area (`county`, `county name`).
    """
    reader = _Report(file, report)
    cells = {unit: reader.cells_of(unit) for unit in reader.units}
    of_units = list(dict.fromkeys(name for one in cells.values() for name in one))
    columns = ("contest", "contest name", *of_units, "line", "choice", "choice name", "type", "count")
    places = {unit: [one.get(name, "") for name in of_units] for unit, one in cells.items()}
    return Table(file, columns, reader.rows(places), lambda: (0, 0), NIST)


class _Report:
    """A report with its areas by identifier, and which lies in which."""

    def __init__(self, file: str, report: Node) -> None:
        self._file, self._report = file, report
        self.units: dict[str, tuple[str, Node]] = {}
        self._above: dict[str, list[str]] = {}
        for path, unit in self._below(report, "GpUnit", "ElectionReport"):
            self.units[self._text(unit, "@id", path)] = path, unit
        for unit_id, (path, unit) in self.units.items():
            for below in _identifiers(unit, "ComposingGpUnitIds"):
                self._known(below, self.units, "GpUnit", path)
                self._above.setdefault(below, []).append(unit_id)

    def cells_of(self, unit_id: str) -> dict[str, str]:
        """What an area gives to the columns that speak of areas."""
        path, unit = self.units[unit_id]
        cells = {"unit type": self._type(unit, path), "unit": unit_id, **_names("unit", unit.get("Name"))}
        cells["unit number"] = text_of(first_of(unit, "Number"))
        cells["voters registered"] = text_of(first_of(unit, "VotersRegistered"))
        for where, one in self._below(unit, "ExternalIdentifier", path):
            cells[f"unit code {self._type(one, where)}"] = text_of(first_of(one, "Value"))
        for above in self._reach(unit_id):
            where, area = self.units[above]
            kind = self._type(area, where)
            if kind not in cells:
                cells |= {kind: above, **_names(kind, area.get("Name"))}
        return cells

    def rows(self, places: Mapping[str, list[str]]) -> Iterator[Row]:
        """All rows; those of one contest and area stand together."""
        row = 1
        for path, election in self._below(self._report, "Election", "ElectionReport"):
            names = self._names_of(election, path)
            ballots = self._beside(election, "BallotCounts", _BALLOTS, path)
            for where, contest in self._below(election, "Contest", path):
                about = [self._text(contest, "@id", where), text_of(first_of(contest, "Name"))]
                for unit_id, said in self._contest(contest, where, names, ballots):
                    for one in said:
                        row += 1
                        yield row, [*about, *places[unit_id], *one]

    def _contest(
        self, contest: Node, path: str, names: Mapping[str, str], ballots: Mapping[str, list[_Said]]
    ) -> Iterator[tuple[str, list[_Said]]]:
        votes: dict[str, list[_Said]] = {}
        unsaid = []
        for where, selection in self._below(contest, "ContestSelection", path):
            line = _LINES.get(str(selection.get("@type", "")).rpartition(".")[2], "option")
            choice = self._text(selection, "@id", where)
            name = self._name(selection, names, where)
            unsaid.append(_Said(line, choice, name, TOTAL, ""))
            for at, counts in self._below(selection, "VoteCounts", where):
                said = _Said(line, choice, name, self._kind(counts, at), _count(counts, "Count", at))
                votes.setdefault(self._unit_of(counts, at), []).append(said)
        others = self._beside(contest, "OtherCounts", ("Overvotes", "Undervotes", "WriteIns"), path)
        district = text_of(first_of(contest, "ElectionDistrictId"))
        for unit_id, (where, unit) in self.units.items():
            is_here = not unit.get("ComposingGpUnitIds") and district in (unit_id, *self._reach(unit_id))
            here = [*votes.get(unit_id, ()), *others.get(unit_id, ())]
            if here or (is_here and (unit_id in ballots or "VotersParticipated" in unit)):
                yield unit_id, [*here, *ballots.get(unit_id, ()), *_figures(unit, where)]
            elif is_here:
                yield unit_id, unsaid

    def _beside(self, node: Node, name: str, figures: tuple[str, ...], path: str) -> dict[str, list[_Said]]:
        """What is counted by area and is not a vote."""
        found: dict[str, list[_Said]] = {}
        for where, counts in self._below(node, name, path):
            kind = self._kind(counts, where) if "Type" in counts else TOTAL
            for one in figures:
                if one in counts:
                    said = _Said(one, one, "", kind, _count(counts, one, where))
                    found.setdefault(self._unit_of(counts, where), []).append(said)
        return found

    def _names_of(self, election: Node, path: str) -> dict[str, str]:
        """Names of candidates and parties."""
        parties = self._below(self._report, "Party", "ElectionReport")
        named = [(one, where, "Name") for where, one in parties]
        named += [(one, where, "BallotName") for where, one in self._below(election, "Candidate", path)]
        return {self._text(one, "@id", where): _first_text(one.get(key)) for one, where, key in named}

    def _name(self, selection: Node, names: Mapping[str, str], path: str) -> str:
        ids = [*_identifiers(selection, "CandidateIds"), *_identifiers(selection, "PartyIds")]
        for one in ids:
            self._known(one, names, "Candidate, Party", path)
        return ", ".join(names[one] for one in ids) or _first_text(selection.get("Selection"))

    def _reach(self, unit_id: str) -> Iterator[str]:
        """The areas above one, those right above first; each once, wherever areas lie in a circle."""
        waiting = list(self._above.get(unit_id, ()))
        seen = {unit_id}
        while waiting:
            area = waiting.pop(0)
            if area not in seen:
                seen.add(area)
                yield area
                waiting += self._above.get(area, ())

    def _kind(self, counts: Node, path: str) -> str:
        """How votes were cast, and in which round and by which device where that is said."""
        turn = text_of(first_of(counts, "Round"))
        devices = [text_of(first_of(one, "Type")) for _, one in self._below(counts, "DeviceClass", path)]
        return "/".join([self._type(counts, path), *([f"round {turn}"] if turn else ()), *devices])

    def _type(self, node: Node, path: str) -> str:
        kind = self._text(node, "Type", path)
        return text_of(first_of(node, "OtherType")) or kind if kind == "other" else kind

    def _unit_of(self, counts: Node, path: str) -> str:
        unit_id = self._text(counts, "GpUnitId", path)
        self._known(unit_id, self.units, "GpUnit", path)
        return unit_id

    def _known(self, name: str, known: Mapping[str, Any], kind: str, path: str) -> None:
        if name not in known:
            raise InputFaults([NO_SUCH.at(self._file, field=path, found=name[:80], expected=kind)])

    def _text(self, node: Node, name: str, path: str) -> str:
        return required(node, name, path, self._file)

    def _below(self, node: Node, name: str, path: str) -> Iterator[tuple[str, Node]]:
        return children(node, name, path, self._file)


def _figures(unit: Node, path: str) -> Iterator[_Said]:
    for name in ("VotersRegistered", "VotersParticipated"):
        if name in unit:
            yield _Said(name, name, "", TOTAL, _count(unit, name, path))


def _count(counts: Node, name: str, path: str) -> str:
    # A number that is kept back for privacy stands for none.
    if text_of(first_of(counts, "IsSuppressedForPrivacy")).casefold() == "true":
        return ""
    return count_cell(counts.get(name), f"{path}/{name}")


def _identifiers(node: Node, name: str) -> list[str]:
    """Identifiers that a node refers to: a list in JSON, by spaces in XML."""
    value = node.get(name, [])
    return [one for text in (value if isinstance(value, list) else [value]) for one in text_of(text).split()]


def _names(base: str, words: Any) -> dict[str, str]:
    texts = _texts(words)
    named = {f"{base} name {language}": text for language, text in texts.items() if language}
    return {f"{base} name": texts.get("en") or next(iter(texts.values()), ""), **named}


def _first_text(words: Any) -> str:
    return _names("", words)[" name"]


def _texts(words: Any) -> dict[str, str]:
    """Texts by language."""
    words = words[0] if isinstance(words, list) and words else words
    given = words.get("Text", []) if isinstance(words, dict) else []
    texts = given if isinstance(given, list) else [given]
    return {
        str(one.get("Language", "")): text_of(one.get("Content")) for one in texts if isinstance(one, dict)
    }
