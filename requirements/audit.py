"""Are known holes in the locked packages? ``.venv/bin/python requirements/audit.py``

pip-audit asks a service on the network. Where that service does not answer, or does not know the packages, it
calls them skipped and ends well: a silent pass. Here the three answers are told apart: found (1), clean (0),
and could not be asked, which is said aloud and ends well, but not where AUDIT=must is set.

Asked for what a site runs (run.txt); with AUDIT=must for what developers run, too (test.txt holds both).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PROGRAM = Path(sys.executable).with_name("pip-audit")
LONGEST_SECONDS = 120
BRIEFEST_SECONDS = 10
"""Of a run that may go without an answer; one lookup a package, each refused at once without a network."""


@dataclass(frozen=True, slots=True)
class Audit:
    """What was learned: holes as sentences, how many packages were judged, which were not, and why not."""

    holes: tuple[str, ...] = ()
    judged: int = 0
    unasked: tuple[str, ...] = ()
    trouble: str = ""


def read_report(report: bytes) -> Audit:
    """The report of pip-audit in JSON. Whatever is no such report was no audit."""
    try:
        packages: list[Mapping[str, Any]] = json.loads(report)["dependencies"]
        judged = [package for package in packages if "vulns" in package]
        holes = tuple(
            f"{package['name']} {package['version']}: {hole['id']}, mended in"
            f" {', '.join(hole['fix_versions']) or 'no version yet'}"
            for package in judged
            for hole in package["vulns"]
        )
        unasked = tuple(str(package["name"]) for package in packages if "vulns" not in package)
    except (ValueError, KeyError, TypeError):
        return Audit(trouble="pip-audit gave no report")
    return Audit(holes, len(judged), unasked)


def ask(lock: Path, seconds: int) -> Audit:
    """Ask about every package of `lock`, for at most so many seconds."""
    words = [str(PROGRAM), "--requirement", str(lock), "--no-deps", "--disable-pip"]
    try:
        done = subprocess.run(
            [*words, "--format", "json", "--progress-spinner", "off"],
            capture_output=True,
            check=False,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        return Audit(trouble=f"no answer within {seconds} seconds")
    except OSError as trouble:
        return Audit(trouble=f"pip-audit does not start: {trouble.strerror}")
    found = read_report(done.stdout)
    if found.trouble:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        return Audit(trouble=": ".join([found.trouble, *last])[:300])
    return found


def verdict(audit: Audit, *, must: bool) -> tuple[int, Sequence[str]]:
    """The code to end with, and what to say."""
    if audit.holes:
        return 1, ["AUDIT: known holes in locked packages:", *audit.holes]
    if audit.trouble or audit.unasked or not audit.judged:
        why = audit.trouble or f"nothing is known of {len(audit.unasked)} packages"
        told = f"AUDIT: THE LOCKED PACKAGES WERE NOT ALL AUDITED ({why}; {audit.judged} judged)."
        return (1 if must else 0), [told, "Ask again with a network: make audit AUDIT=must"]
    return 0, [f"Audit: no known hole in {audit.judged} locked packages."]


def main() -> int:
    """Ask and tell."""
    must = os.environ.get("AUDIT") == "must"
    lock = HERE / ("test.txt" if must else "run.txt")
    code, told = verdict(ask(lock, LONGEST_SECONDS if must else BRIEFEST_SECONDS), must=must)
    print("\n".join(told), flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
