import csv
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hattama.formats.csv_tables import DELIMITERS
from hattama.formats.importing import collect_protocols
from tests.formats.importing_examples import HEADER, read
from tests.formats.table_files import csv_bytes

PRECINCTS = {"01-001": ("1", "1"), "01-002": ("01", "002"), "02-001": ("2", "0001")}
KEYS = ("listed", "participants", "votes[a]", "votes[b]")
FIGURES = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 2**53 - 1), min_size=1)


@given(
    st.dictionaries(st.sampled_from(sorted(PRECINCTS)[:2]), FIGURES, min_size=1),
    st.sampled_from(DELIMITERS),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_figures_written_to_a_table_of_any_dialect_are_imported_as_they_were(
    papers, delimiter, encoding, quoting
):
    rows = [[*PRECINCTS[area], *(str(given.get(key, "")) for key in KEYS)] for area, given in papers.items()]
    data = csv_bytes([HEADER, *rows], delimiter=delimiter, encoding=encoding, quoting=quoting)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(data)
        result = collect_protocols(read(path), "t.csv")
    assert result.faults == ()
    assert {one.protocol.area_id: dict(one.protocol.figures) for one in result.protocols} == papers
