"""From where `hattama totals` adds up without a database: a bundle, its tables, or a results file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hattama.core.protocols import NAMED_GROUPS, ProtocolRules
from hattama.core.tabulation import AreaTree, Total
from hattama.core.vocabulary import Election, Message, View
from hattama.formats.election_folder import load_election_folder
from hattama.formats.election_rules import pin_rules
from hattama.formats.faults import refuse_if_any
from hattama.formats.importing import collect_protocols, read_protocols
from hattama.formats.mapping import parse_mapping
from hattama.formats.protocol_totals import total_protocols
from hattama.formats.rosters import define_election
from hattama.phrases import Refused
from hattama.verification.folders import FolderPlace
from hattama.verification.foundation import FOUNDATION_FILES, read_foundation
from hattama.verification.refolding import fold_log, read_names

NO_DUCKDB = Message(
    "--bulk needs the library “duckdb”; from a release file or a checkout: pip install './FILE[files]'"
)


@dataclass(frozen=True, slots=True)
class AddedUp:
    """Totals by (area, contest) with what is needed to name them.

    `sizes`: of the log used, and the whole. `not_asked` are codes of figures that the source does not hold.
    """

    election: Election
    areas: AreaTree
    rules: Mapping[str, ProtocolRules]
    totals: Mapping[tuple[str, str], Total]
    sizes: tuple[int, int] | None = None
    not_asked: frozenset[str] = frozenset()


def from_bundle(folder: Path, size: int | None, view: View) -> AddedUp:
    """Folded again from the entries of a bundle. Raises what `fold_log` raises."""
    folded = fold_log(FolderPlace(folder), size, view)
    sizes = folded.size, folded.log_size
    return AddedUp(folded.election, folded.areas, folded.foundation.rules, folded.totals, sizes)


def from_tables(folder: Path) -> AddedUp:
    """Added up by DuckDB from the tables of a bundle, which hold no rows of numbered groups; all is called as
    its log calls it now.

    Raises InputFaults or Refused, and what `read_names` raises.
    """
    try:
        from hattama.formats.bulk_totals import BulkTables, bulk_totals
    except ImportError:
        raise Refused(NO_DUCKDB) from None
    found = read_foundation({name: (folder / name).read_bytes() for name in FOUNDATION_FILES})
    totals = bulk_totals(BulkTables.of_bundle(folder), found.election.contests, found.forms)
    rows = {
        f.code for form in found.forms.values() for f in form.figures if f.group not in ("", *NAMED_GROUPS)
    }
    # Tables alone, without their log, are called as the files have it that the log opened with.
    has_log = (folder / "checkpoint").exists()
    called = read_names(FolderPlace(folder), found) if has_log else (found.election, found.areas)
    return AddedUp(*called, found.rules, totals, not_asked=frozenset(rows))


def from_results(
    path: Path, mapping_path: Path | None, election_folder: Path | None, reading: str | None, view: View
) -> AddedUp:
    """Read from a results file through a mapping: all of its rows. Raises InputFaults or Refused.

    The election stands in `election_folder`, or the mapping says how the table itself makes it.
    """
    if mapping_path is None:
        raise Refused(Message("{path}: a mapping of its columns is needed: --mapping MAP.toml"), path=path)
    mapping = parse_mapping(mapping_path.read_bytes(), mapping_path.name)
    folder = (
        define_election(path, mapping_path, mapping)
        if election_folder is None
        else load_election_folder(election_folder)
    )
    pack = pin_rules(folder).pack
    rules = {contest.code: pack.rules_for(contest) for contest in folder.election.contests}
    forms = {code: of_contest.form for code, of_contest in rules.items()}
    rows = read_protocols(path, mapping, folder.election, folder.areas, forms, reading=reading)
    result = collect_protocols(rows, path.name)
    refuse_if_any(result.faults)
    protocols = (read.protocol for read in result.protocols)
    totals = total_protocols(protocols, folder.election, folder.areas, rules, view)
    return AddedUp(folder.election, folder.areas, rules, totals)
