"""An audit that could not be made is never taken for one that found nothing."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "requirements/audit.py"
HOLE = {"id": "PYSEC-0000-1", "fix_versions": ["2.0"], "aliases": [], "description": ""}
CLEAN = {"name": "sound", "version": "1.0", "vulns": []}
HOLED = {"name": "holed", "version": "1.0", "vulns": [HOLE]}
SKIPPED = {"name": "unknown", "skip_reason": "Dependency not found on PyPI and could not be audited"}


@pytest.fixture
def audit(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "audit", module)
    spec.loader.exec_module(module)
    return module


def report(*packages: object) -> bytes:
    return json.dumps({"dependencies": packages, "fixes": []}).encode()


@pytest.mark.parametrize(
    ("said", "code", "code_if_must", "word"),
    [
        (report(CLEAN), 0, 0, "no known hole in 1"),
        (report(CLEAN, HOLED), 1, 1, "PYSEC-0000-1"),
        (report(HOLED, SKIPPED), 1, 1, "holed 1.0"),
        (report(CLEAN, SKIPPED), 0, 1, "NOT ALL AUDITED"),
        (report(SKIPPED), 0, 1, "NOT ALL AUDITED"),
        (report(), 0, 1, "NOT ALL AUDITED"),
        (b"", 0, 1, "NOT ALL AUDITED"),
        (b"[]", 0, 1, "NOT ALL AUDITED"),
        (b'{"dependencies": [{"name": "x", "vulns": [{}]}]}', 0, 1, "NOT ALL AUDITED"),
    ],
)
def test_found_clean_and_not_asked_are_three_answers(
    audit: ModuleType, said: bytes, code: int, code_if_must: int, word: str
) -> None:
    found = audit.read_report(said)
    for must, expected in ((False, code), (True, code_if_must)):
        told = audit.verdict(found, must=must)
        assert told[0] == expected
        assert word in "\n".join(told[1])


def test_without_a_network_it_says_so_and_fails_only_where_it_must(tmp_path: Path) -> None:
    """Against a real pip-audit that finds nobody to ask: a proxy that is not there."""
    nobody = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"), "http://127.0.0.1:9")
    lock = tmp_path / "run.txt"
    lock.write_text("attrs==25.1.0\n", "utf-8")
    for must, code in (("", 0), ("must", 1)):
        copy = tmp_path / "audit.py"
        copy.write_bytes(SCRIPT.read_bytes())
        (tmp_path / "test.txt").write_bytes(lock.read_bytes())
        done = subprocess.run(
            [sys.executable, str(copy)],
            env={**os.environ, **nobody, "AUDIT": must},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, "NOT ALL AUDITED" in done.stdout) == (code, True), done.stdout + done.stderr
