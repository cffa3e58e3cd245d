"""What deploy/ holds is sound: units, container, compose file, an example of settings, the page about it."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from hattama.cli.main import build_parser
from hattama.web.kernel.accounts.who_asks import line_key
from hattama.web.kernel.commands.preparation import DatabaseAway
from hattama.web.operations.settings.production import Facts, production_faults
from hattama.web.operations.settings.variables import VARIABLES, known_names
from tests.real import do_without
from tests.real.nginx import DEPLOY, ROOT

pytestmark = pytest.mark.long

PROGRAM = "/srv/hattama/.venv/bin/hattama"
UNITS = DEPLOY / "systemd"
PAGE = (ROOT / "docs/operator/production.md").read_text("utf-8")
COMPOSE = DEPLOY / "container/compose.yaml"
MOST_EXPOSED = 2.0


@pytest.fixture
def units(tmp_path):
    """The units with a program that is on every machine, where systemd-analyze looks for them."""
    if shutil.which("systemd-analyze") is None:
        do_without("systemd-analyze is not installed: apt-get install systemd")
    shutil.copytree(UNITS, tmp_path / "units")
    for unit in (tmp_path / "units").glob("*.service"):
        unit.write_text(unit.read_text().replace(PROGRAM, "/bin/true"))
    return tmp_path / "units"


def analysed(units, *words):
    return subprocess.run(
        ["systemd-analyze", *map(str, words)],
        env={"SYSTEMD_UNIT_PATH": f"{units}:", "SYSTEMD_COLORS": "0", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_systemd_has_nothing_to_say_against_the_units(units):
    files = [path for path in sorted(units.iterdir()) if path.is_file()]
    checked = analysed(units, "verify", *files)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_whatever_is_away_is_tried_again_for_ever_and_what_is_refused_is_not(units):
    for unit in sorted(units.glob("hattama-*.service")):
        told = unit.read_text()
        if "Type=oneshot" not in told:
            assert "Restart=on-failure" in told and "RestartPreventExitStatus=2 3" in told
            assert str(DatabaseAway.exit_code) not in re.findall(r"RestartPreventExitStatus=(.*)", told)[0]
    shared = (units / "hattama-.service.d/sandbox.conf").read_text()
    assert "StartLimitIntervalSec=0" in shared.partition("[Service]")[0]


def test_every_process_sees_little_of_the_machine_and_the_page_says_how_little(units):
    for unit in sorted(units.glob("*.service")):
        told = analysed(units, "security", "--offline=true", unit)
        found = re.search(r"exposure level for (\S+): ([\d.]+)", told.stdout + told.stderr)
        assert found, told.stderr
        assert float(found.group(2)) <= MOST_EXPOSED
        assert f"| `{unit.name}` |" in PAGE


def commands():
    """Every command line of ours that something in deploy/ starts."""
    for unit in sorted(UNITS.glob("*.service")):
        [line] = re.findall(rf"^ExecStart={PROGRAM} (.*)$", unit.read_text(), re.MULTILINE)
        yield unit.name, shlex.split(line)
    services = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    yield from ((name, one["command"]) for name, one in services.items() if "command" in one)
    [words] = re.findall(r"^CMD (\[.*\])$", (DEPLOY / "container/Containerfile").read_text(), re.MULTILINE)
    yield "Containerfile", yaml.safe_load(words)


@pytest.mark.parametrize(("place", "words"), list(commands()), ids=lambda value: str(value)[:40])
def test_every_command_that_is_started_is_one_that_the_program_knows(place, words):
    assert hasattr(build_parser("en").parse_args([str(word) for word in words]), "run")


def test_the_container_and_the_compose_file_are_well_formed():
    programs = Path(sys.executable).parent
    for words in (
        [programs / "hadolint", DEPLOY / "container/Containerfile"],
        [programs / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", COMPOSE],
    ):
        checked = subprocess.run(words, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_example_of_an_environment_lacks_nothing_but_a_key():
    lines = (DEPLOY / "hattama.env.example").read_text("utf-8").splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert set(example) <= set(known_names())
    assert [fault.variable for fault in production_faults(example, Facts())] == ["HATTAMA_SECRET_KEY"]


def test_the_group_that_nginx_joins_may_not_read_what_the_site_is_told():
    assert "usermod --append --groups hattama www-data" in PAGE
    [mode] = re.findall(r"install -m (\d+) \S+ \S+ \S+ \S+ deploy/hattama.env.example ", PAGE)
    assert not int(mode, 8) & 0o077, "the key that signs sessions, and passwords of database, store and mail"


def test_the_page_lists_every_variable_as_the_program_knows_it():
    rows = ["| variable | what it says | without it |", "|---|---|---|"]
    for variable in VARIABLES:
        secret = " **Secret.**" if variable.secret else ""
        rows.append(f"| `{variable.name}` | {variable.says}.{secret} | {variable.default} |")
    assert "\n".join(rows) + "\n" in PAGE


def test_nginx_is_told_every_name_that_its_template_asks_for():
    asked = set(re.findall(r"\$\{(\w+)\}", (DEPLOY / "nginx/hattama.conf.template").read_text("utf-8")))
    given = set(yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]["nginx"]["environment"])
    assert asked == given
    assert asked <= set(re.findall(r"\b(SITE_[A-Z]+)=", PAGE))


def test_the_page_makes_of_the_secret_key_what_the_site_makes_of_it(tmp_path, settings):
    [line] = re.findall(r"export (SITE_LINE=.*)", PAGE)
    told = tmp_path / "hattama.env"
    told.write_text(f"HATTAMA_SECRET_KEY={settings.SECRET_KEY}\n")
    said = f'{line.replace("/etc/hattama/hattama.env", shlex.quote(str(told)))}; echo "$SITE_LINE"'
    done = subprocess.run(["sh", "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == line_key()


def test_every_unit_setting_and_file_that_a_page_for_operators_names_is_there():
    units = {path.stem for path in UNITS.iterdir()}
    trials = "".join(path.read_text("utf-8") for path in (ROOT / "tests/faults").glob("*.py"))
    read = {*known_names(), *re.findall(r"HATTAMA_[A-Z0-9_]+", trials)}
    gone = []
    for page in sorted((ROOT / "docs/operator").glob("*.md")):
        text = page.read_text("utf-8")
        named = re.findall(r"(?<![\w./-])hattama-[a-z]+", text)
        named += re.findall(r"\bHATTAMA_[A-Z0-9_]+", text)
        gone += [f"{page.name}: {name}" for name in named if name not in units | read]
        paths = re.findall(r"(?<![\w/.-])(?:src/hattama|deploy|tests|bench|examples)/[\w./*-]*\w", text)
        gone += [f"{page.name}: {path}" for path in paths if not list(ROOT.glob(path))]
    assert gone == []


def test_no_page_freezes_an_election_before_the_page_of_the_night_does():
    loads = re.findall(r"hattama election load .*", PAGE)
    assert loads and all("--draft" in load for load in loads)
