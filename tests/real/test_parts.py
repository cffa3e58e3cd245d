"""What is missing is installed where that is possible, and said where it is not."""

import os
import shutil

import pytest

from tests.real import do_without, parts
from tests.real.parts import Part


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One missing part, and a package manager that writes down what it is asked to install."""
    packages: list[str] = []
    missing = Part("the weather station", "weather", lambda: "weather" in packages)
    here = Part("the ground", "ground", lambda: True)
    monkeypatch.setattr(parts, "PARTS", (missing, here))
    monkeypatch.setattr(parts, "_install", packages.extend)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.delenv("CI", raising=False)
    return packages


def test_root_gets_the_missing_packages_and_only_those(
    monkeypatch: pytest.MonkeyPatch, installed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert parts.main() == 0
    assert installed == ["weather"]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 1)])
def test_others_are_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
    installed: list[str],
    capsys: pytest.CaptureFixture[str],
    ci: str,
    status: int,
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("CI", ci)
    assert parts.main() == status
    assert installed == []
    assert "the weather station (sudo apt-get install weather)" in capsys.readouterr().out


def test_a_test_that_lacks_its_part_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no weather station"):
        do_without("no weather station")


def test_a_test_that_lacks_its_part_fails_where_nothing_may_be_absent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no weather station"):
        do_without("no weather station")
