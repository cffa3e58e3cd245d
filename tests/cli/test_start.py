"""What the commands that are asked most read before they answer: what they use, and nothing besides."""

import subprocess
import sys
from pathlib import Path

import pytest

from hattama.cli.main import EXTENDED, OWN_COMMANDS
from hattama.web.capabilities import ADD_TO
from tests.cli.test_totals import FILES, results
from tests.formats.table_files import write_parquet

OF_NO_FIGURE = (
    "hattama.core.cards",
    "hattama.core.forensics",
    "hattama.core.observation",
    "hattama.formats.publication_records",
    "hattama.phrases.of_rooms.cards",
    "hattama.phrases.of_rooms.records",
    "http.client",
    "urllib.request",
    "multiprocessing",
    "asyncio",
    "django",
)
OF_A_WHOLE_BUNDLE = (
    *OF_NO_FIGURE,
    "hattama.core.audits",
    "hattama.core.entries.audits",
    "hattama.core.entries.records",
    "hattama.core.outcomes.margins",
    "hattama.core.protocols.life",
    "hattama.core.protocols.sheet_layout",
    "hattama.core.records",
    "hattama.core.transparency_log.witnessing",
    "hattama.formats.register_packs",
    "hattama.publish.evidence_pages",
    "importlib.metadata",
    "statistics",
    "zipfile",
)
OF_NO_SUM = (
    *OF_NO_FIGURE,
    "hattama.core.audits",
    "hattama.core.records",
    "hattama.formats.register_packs",
    "hattama.phrases.of_rooms",
    "hattama.publish.bundle",
    "cryptography",
)


@pytest.mark.parametrize(
    ("command", "status", "never"),
    [("verify", 3, OF_A_WHOLE_BUNDLE), ("totals", 0, OF_NO_SUM), ("totals of a table", 0, OF_NO_SUM)],
)
def test_a_command_reads_what_it_uses(
    command: str, status: int, never: tuple[str, ...], tmp_path: Path
) -> None:
    bundle = str(FILES.write_to(tmp_path / "bundle"))
    words = {
        "verify": ["verify", bundle],
        "totals": ["totals", bundle],
        "totals of a table": results(tmp_path, "01-002,1200,700,400,300"),
    }[command]
    program = (
        "import sys; from hattama.cli.main import main; status = main(); "
        "print(*sys.modules, file=sys.stderr); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words], check=False, capture_output=True, text=True
    )
    assert done.returncode == status, done.stderr
    assert not set(never) & set(done.stderr.split())


def test_what_other_parts_add_to_is_what_is_asked_of_them() -> None:
    assert set(ADD_TO) == EXTENDED < set(OWN_COMMANDS)


def test_a_command_that_read_parquet_ends_without_a_word_of_what_was_left_in_memory(tmp_path: Path) -> None:
    table = write_parquet(tmp_path / "t.parquet", {"place": ("VARCHAR", ["a"]), "votes": ("INTEGER", [7])})
    program = "import sys; from hattama.cli.main import main; sys.exit(main())"
    words = ["-c", program, "compare", str(table), str(table), "--key", "place", "--lang", "en"]
    done = subprocess.run([sys.executable, *words], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
