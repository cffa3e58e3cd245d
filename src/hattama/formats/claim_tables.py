"""Tables of higher commissions read through a mapping: claims about areas, row by row, and what is wrong.

The mapping is the same as for protocols (docs/format/mappings.md); its rows speak of areas above the
precincts, and its figures may be any that stand in sums: lines of the form, numbered groups added up,
derived quantities.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hattama.core.entries import Claim, Stage
from hattama.core.protocols import NAMED_GROUPS, FigureDefinition, Form, ProtocolRules
from hattama.core.tabulation import AreaTree
from hattama.core.vocabulary import Election
from hattama.formats.faults import refuse_if_any
from hattama.formats.import_faults import UNITS
from hattama.formats.importing import collect_protocols, read_protocols
from hattama.formats.mapping import TableMapping

SOURCES = ("territorial_commission", "district_commission", "central_commission", "press", "observers")
"""Who may be named as the source of a claim."""


@dataclass(frozen=True, slots=True)
class StatedClaim:
    """A claim, the row in which it stands, and the moment at which it was stated (None: not given)."""

    row: int
    claim: Claim
    stated_at: datetime.datetime | None


def read_claims(
    path: Path,
    mapping: TableMapping,
    election: Election,
    areas: AreaTree,
    rules: Mapping[str, ProtocolRules],
    *,
    source: str,
    stage: Stage,
) -> tuple[StatedClaim, ...]:
    """Every claim of the table, in its order; `rules` by contest.

    All or none: raises InputFaults with everything that is wrong, or what the file cannot be read for. A
    figure that the table lacks, or holds as illegible, is not claimed.
    """
    forms = {code: claim_form(of_contest) for code, of_contest in rules.items()}
    rows = read_protocols(path, mapping, election, areas, forms, subject=UNITS)
    result = collect_protocols(rows, path.name, UNITS)
    refuse_if_any(result.faults)
    return tuple(
        StatedClaim(
            read.row,
            Claim(read.protocol.area_id, read.protocol.contest, source, stage, read.protocol.figures),
            read.protocol.signed_at,
        )
        for read in result.protocols
        if read.protocol.figures or read.protocol.illegible
    )


def claim_form(rules: ProtocolRules) -> Form:
    """The form of a table of sums: summed figures, numbered groups in one line, derived quantities."""
    lines = [
        figure if figure.group in ("", *NAMED_GROUPS) else replace(figure, group="")
        for figure in rules.form.figures
        if figure.summed
    ]
    derived = [
        FigureDefinition(quantity.code, quantity.label, quantity.cited, required=False)
        for quantity in rules.derived
    ]
    return replace(rules.form, figures=(*lines, *derived), groups=())
