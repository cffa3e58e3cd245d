"""The tiny election with single-mandate districts beside its regions: a second division of the precincts."""

from hattama.web.kernel.elections.open_election import open_election
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from tests.web.tiny_election import AREAS_CSV, ELECTION_ID, ELECTION_TOML, LOADED_AT, load_tiny

# The first district cuts across both regions; P202 is in none.
DISTRICT_OF = {"P001": "S1", "P101": "S1", "P201": "S1", "P002": "S2", "P003": "S2"}


def divided() -> bytes:
    lines = AREAS_CSV.decode().splitlines()
    head, *rows = lines
    columns = len(head.split(","))
    units = [f"{name},KZ,constituency,{name[1]},unit" + "," * (columns - 5) for name in ("S1", "S2")]
    named = [_named(row, number) for number, row in enumerate(units, start=1)]
    told = [row + "," + DISTRICT_OF.get(row.split(",", 1)[0], "") for row in [*rows[:6], *named, *rows[6:]]]
    return ("\n".join([f"{head},also_in", *told]) + "\n").encode()


def _named(row: str, number: int) -> str:
    cells = row.split(",")
    russian = f"Избирательный округ № {number}"
    cells[7:10] = [f"№ {number} сайлау округі", russian, f"Electoral district {number}"]
    return ",".join(cells)


ONE_DISTRICT = ELECTION_TOML.replace(b'areas = ["R1"]', b'areas = ["S1"]')
"""The deputy is elected in the first district alone."""

_DEPUTY = ONE_DISTRICT[ONE_DISTRICT.index(b'[[contest]]\ncode = "single"') :].replace(b'["S1"]', b'["S2"]')
SEVERAL = b"\n".join(
    (
        ONE_DISTRICT,
        *(_DEPUTY.replace(b'code = "single"', b'code = "%s"' % name) for name in (b"tied", b"awaited")),
    )
)
"""One deputy of the first district, and two of the second."""


def open_divided() -> ElectionRow:
    """The deputy is elected in district S1, which lies beside the regions: P001, P101 in R1, P201 in R2."""
    load_tiny(ONE_DISTRICT, divided())
    row = open_election(ELECTION_ID, now=LOADED_AT)
    advance_log(ELECTION_ID, now=LOADED_AT)
    return row
