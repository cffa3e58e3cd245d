"""A wall that catches nothing is a painted one: each is breached here on purpose, in a model of the house.

The model holds every room that the walls name, empty but for its plate, and the walls themselves.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import arrows, budget, finding_codes, purity, rooms, sizes, texts
from tests.architecture.test_house import WALLS
from tests.architecture.tree import ROOT, declared_rooms

PLATE = '"""This room knows its model; it does not know the real one."""\n'


def build_model(root: Path) -> Path:
    (root / "tests").mkdir()
    for name in ("pyproject.toml", "ARCHITECTURE.md"):
        shutil.copy(ROOT / name, root / name)
    for name in declared_rooms(ROOT):
        folder = root.joinpath("src", *name.split("."))
        folder.mkdir(parents=True, exist_ok=True)
        for above in (folder, *folder.parents):
            if above == root / "src":
                break
            (above / "__init__.py").write_text(PLATE, "utf-8")
    # What it imports is planted by the test of the wall against small modules alone.
    (root / "src/hattama/cli/large.py").write_text("from hattama.cli import small\n", "utf-8")
    (root / "src/hattama/scanning/papers.py").write_text("class Paper: ...\n", "utf-8")
    door = PLATE + "from hattama.scanning.papers import Paper\n"
    (root / "src/hattama/scanning/__init__.py").write_text(door, "utf-8")
    (root / "src/hattama/cli/paper.py").write_text("from hattama.scanning import Paper\n", "utf-8")
    return root


def all_breaches(root: Path) -> list[str]:
    return [breach for check in WALLS.values() for breach in check(root)]


def plant(root: Path, place: str, content: str) -> None:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")


def long_function(lines: int) -> str:
    return 'def long():\n    """Documented at some\n    length."""\n' + "    x = 1\n" * lines


CORE = "src/hattama/core"
MOST_LINES = budget.granted(ROOT)["lines"]
PICTURE_WITHOUT_TURNOUT = (ROOT / "ARCHITECTURE.md").read_text("utf-8").replace("turnout/", "")

BREACHES: dict[str, tuple[Callable[[Path], list[str]], str, str]] = {
    "a long module": (sizes.oversized_modules, "src/hattama/cli/long.py", "x = 1\n" * 401),
    "a long test": (sizes.oversized_modules, "tests/cli/test_long.py", "x = 1\n" * 601),
    "a long function": (sizes.oversized_functions, "src/hattama/cli/long.py", long_function(41)),
    "a small module of one": (
        sizes.modules_of_one_importer,
        "src/hattama/cli/small.py",
        "x = 1\n",
    ),
    "more lines than the budget": (budget.overspent, "src/long.py", "x = 1\n" * (MOST_LINES + 1)),
    "disk in the core": (purity.impure_imports, f"{CORE}/tabulation/a.py", "from pathlib import Path\n"),
    "chance in the core": (purity.impure_imports, f"{CORE}/audits/a.py", "def f():\n    import random\n"),
    "the environment in the core": (purity.impure_imports, f"{CORE}/vocabulary/a.py", "import os.path\n"),
    "the network in the core": (purity.impure_imports, f"{CORE}/complaints/a.py", "import socket\n"),
    "other people's code in the core": (purity.impure_imports, f"{CORE}/forensics/a.py", "import numpy\n"),
    "a relative way out of the core": (purity.impure_imports, f"{CORE}/a.py", "from .. import formats\n"),
    "an open file in the core": (purity.impure_calls, f"{CORE}/protocols/a.py", "x = open('a')\n"),
    "the clock in the core": (
        purity.impure_calls,
        f"{CORE}/complaints/a.py",
        "import datetime\nx = datetime.datetime.now(datetime.UTC)\n",
    ),
    "today in the core": (
        purity.impure_calls,
        f"{CORE}/a.py",
        "from datetime import date\nx = date.today()\n",
    ),
    "a float literal in an exact room": (purity.inexact_arithmetic, f"{CORE}/outcomes/a.py", "x = 0.07\n"),
    "float() in an exact room": (purity.inexact_arithmetic, f"{CORE}/tabulation/a.py", "x = float('1')\n"),
    "a division in an exact room": (purity.inexact_arithmetic, f"{CORE}/vocabulary/a.py", "x = 1 / 2\n"),
    "a square root in an exact room": (
        purity.inexact_arithmetic,
        f"{CORE}/outcomes/a.py",
        "import math\nx = math.sqrt(2)\n",
    ),
    "a room outside the picture": (
        rooms.rooms_missing_from_the_picture,
        "ARCHITECTURE.md",
        PICTURE_WITHOUT_TURNOUT,
    ),
    "a room without a plate": (rooms.rooms_without_a_plate, f"{CORE}/outcomes/__init__.py", "\n"),
    "a name offered to nobody": (
        rooms.names_offered_to_nobody,
        f"{CORE}/outcomes/__init__.py",
        PLATE + "from hattama.core.outcomes.seats import Seats\n",
    ),
    "a name offered late to nobody": (
        rooms.names_offered_to_nobody,
        f"{CORE}/outcomes/__init__.py",
        PLATE + "if TYPE_CHECKING:\n    from hattama.core.outcomes.seats import Seats\n",
    ),
    "an import past a door": (
        rooms.imports_past_a_door,
        "src/hattama/cli/a.py",
        "from hattama.scanning.papers import Paper\n",
    ),
    "a module named for nothing": (rooms.forbidden_names, "src/hattama/web/night/helpers.py", ""),
    "a folder named for nothing": (rooms.forbidden_names, "src/hattama/web/utils/numbers.py", ""),
    "an untested module of the core": (rooms.core_modules_without_tests, f"{CORE}/audits/risk.py", ""),
    "Django before a command is asked for": (
        rooms.early_django,
        "src/hattama/web/results/commands.py",
        "import django\n",
    ),
    "an arrow that nobody declared": (
        arrows.arrows_nobody_declared,
        "src/hattama/web/maps/reading.py",
        "from hattama.web.claims import tables\n",
    ),
    "an arrow that nobody needs": (
        arrows.arrows_nobody_needs,
        "src/hattama/web/camera/desk.py",
        "from hattama.web.offline import tables\nfrom hattama.web.scans import tables as pages\n",
    ),
    "a verb that knows a face": (
        arrows.verbs_that_know_faces,
        "src/hattama/web/maps/drawing.py",
        "from hattama.web.maps.public.views import a\n",
    ),
    "Django before it is needed": (
        rooms.early_django,
        "src/hattama/cli/main.py",
        "try:\n    from django.core import management\nexcept ImportError:\n    pass\n",
    ),
    "a finding of a bare code": (
        finding_codes.unregistered_findings,
        f"{CORE}/protocols/a.py",
        'x = Finding("ZZ-NEW", hard, broken, ())\n',
    ),
    "a rule that is not registered": (
        finding_codes.unregistered_findings,
        f"{CORE}/protocols/a.py",
        'X = FormRule("ZZ-NEW", hard, words, passing="a", failing="b")\n',
    ),
    "a relation of ours that is not registered": (
        finding_codes.unregistered_findings,
        f"{CORE}/tabulation/a.py",
        'X = Relation(code="ZZ-NEW", severity=hard)\n',
    ),
    "a folder of somebody's machine": (
        texts.words_from_elsewhere,
        "README.md",
        "See " + "/home" + "/me/it\n",
    ),
    "a package index": (
        texts.words_from_elsewhere,
        "requirements/run.txt",
        "--index-url https://pypi" + ".org\n",
    ),
}


def test_the_model_itself_has_no_breach(tmp_path: Path) -> None:
    model = build_model(tmp_path)
    assert all_breaches(model) == []


@pytest.mark.parametrize(("check", "place", "content"), BREACHES.values(), ids=BREACHES.keys())
def test_a_breach_is_caught(
    tmp_path: Path, check: Callable[[Path], list[str]], place: str, content: str
) -> None:
    model = build_model(tmp_path)
    plant(model, place, content)
    (breach,) = check(model)
    assert breach.startswith(place) or breach.startswith(place.rpartition("/")[0])


def test_every_wall_is_breached_here() -> None:
    assert {check for check, _, _ in BREACHES.values()} == set(WALLS.values())


def test_what_stands_just_inside_the_walls_is_left_alone(tmp_path: Path) -> None:
    model = build_model(tmp_path)
    plant(model, "src/hattama/cli/long.py", long_function(40))
    plant(model, "tests/core/outcomes/test_seats.py", "")
    plant(model, "tests/web/test_rows.py", "def test_a(transactional_db): ...\n")
    plant(
        model,
        f"{CORE}/outcomes/seats.py",
        "from datetime import datetime\nfrom fractions import Fraction\n"
        "x = Fraction(1, 2) + Fraction(1) / 2 + 7 // 2\nrefused = isinstance(x, float) or type(x) is float\n",
    )
    plant(model, "src/hattama/cli/main.py", "def serve():\n    from django.core import management\n")
    assert all_breaches(model) == []


# Importer, imported: every arrow that would point outward or sideways.
ARROWS = [
    ("hattama.core.vocabulary", "hattama.core.protocols"),
    ("hattama.core.protocols", "hattama.core.tabulation"),
    ("hattama.core.transparency_log", "hattama.core.protocols"),
    ("hattama.core.records", "hattama.core.entries"),
    ("hattama.core.tabulation", "hattama.core.outcomes"),
    ("hattama.core.forensics", "hattama.core.audits"),
    ("hattama.core.tabulation", "hattama.rulepacks"),
    ("hattama.core.vocabulary", "django"),
    ("hattama.rulepacks", "hattama.formats"),
    ("hattama.formats", "hattama.publish"),
    ("hattama.formats", "hattama.verification"),
    ("hattama.formats", "django"),
    ("hattama.publish", "allauth"),
    ("hattama.publish", "hattama.web"),
    ("hattama.cli", "hattama.web"),
    ("hattama.web.kernel", "hattama.web.protocols"),
    ("hattama.web.scans", "hattama.web.protocols"),
    ("hattama.web.turnout", "hattama.web.places"),
    ("hattama.web.openness", "hattama.web.operations"),
]


def imports_linted(root: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache", "--config", root / "pyproject.toml"],
        cwd=root,
        # The model before the house: both answer to the same name.
        env={**os.environ, "PYTHONPATH": str(root / "src"), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def linted_with_every_wrong_arrow(tmp_path_factory: pytest.TempPathFactory) -> str:
    model = build_model(tmp_path_factory.mktemp("model"))
    for number, (importer, imported) in enumerate(ARROWS):
        folder = "src/" + importer.replace(".", "/")
        plant(model, f"{folder}/planted_{number}.py", f"import {imported}\n")
    linted = imports_linted(model)
    assert linted.returncode == 1, linted.stdout + linted.stderr
    return linted.stdout


def test_the_arrows_of_the_model_itself_are_kept(tmp_path: Path) -> None:
    linted = imports_linted(build_model(tmp_path))
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize("number", range(len(ARROWS)), ids=[f"{a} to {b}" for a, b in ARROWS])
def test_a_wrong_arrow_is_caught(linted_with_every_wrong_arrow: str, number: int) -> None:
    importer, imported = ARROWS[number]
    assert f"{importer}.planted_{number} -> {imported}" in linted_with_every_wrong_arrow


@pytest.mark.parametrize("place", ["hattama.attic", "hattama.core.weather", "hattama.web.annex"])
def test_a_room_that_is_not_in_the_picture_is_caught(tmp_path: Path, place: str) -> None:
    model = build_model(tmp_path)
    plant(model, f"src/{place.replace('.', '/')}/__init__.py", PLATE)
    linted = imports_linted(model)
    assert linted.returncode == 1
    assert place.rpartition(".")[2] in linted.stdout
