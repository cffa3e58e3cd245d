"""A leaf capability is taken off the declared list, and everything else goes on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

WITHOUT = """
import sys

import hattama.web.capabilities as declared

leaf = sys.argv[1]
declared.CAPABILITIES = tuple(name for name in declared.CAPABILITIES if name != leaf)
declared.APPLICATIONS = tuple(name for name in declared.APPLICATIONS if f".{leaf}." not in name)

import django

django.setup()

from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, reverse

call_command("check")
call_command("migrate", verbosity=0)

from tests.web.tiny_election import ELECTION_ID, open_tiny, protocol, publish

open_tiny()
publish(protocol("P001"))
reader = Client(SERVER_NAME="localhost")
home = f"/en/e/{ELECTION_ID}/"
for page in ("/en/", "/en/about/", home, home + "data/", home + "a/P001/"):
    answer = reader.get(page)
    assert answer.status_code == 200, (page, answer.status_code)
    assert f"/{leaf}/" not in answer.content.decode(), page
try:
    reverse("public:openness_monitor")
except NoReverseMatch:
    print("gone")
"""


@pytest.mark.parametrize("leaf", ["openness"])
def test_without_it_the_site_checks_migrates_and_shows_its_pages(leaf: str, tmp_path: Path) -> None:
    world = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    world |= {"HATTAMA_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.web.settings"}
    root = Path(__file__).parents[3]
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT, leaf],
        cwd=root,
        env=world,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout.split()[-1:]) == (0, ["gone"]), ran.stderr[-2000:]
