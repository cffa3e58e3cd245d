"""`hattama register serve`: an author sees the register of a pack that no site has, as a site makes it."""

import argparse
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from hattama.formats.register_packs import parse_register, try_registers
from hattama.rulepacks import register_template
from hattama.web.operations.commands.registers import fill
from hattama.web.registers.tables import PublishedRecord

pytestmark = pytest.mark.django_db(transaction=True)
EXAMPLE = Path(__file__).parents[3] / "docs/developer/power-cuts"
"""The pack that the page on registers shows, with a table and its mapping."""


@pytest.fixture
def example():
    file = EXAMPLE / "power-cuts.toml"
    # As the store of a pack's author does when it starts.
    try_registers([parse_register(file.read_bytes(), file.name)])
    yield file
    try_registers([])


def test_the_pack_of_the_docs_is_sound_and_shows_its_desk_lists_records_numbers_and_map(example, run, client):
    assert run("register", "check", example).code == 0
    call = {"file": EXAMPLE / "table.csv", "mapping": EXAMPLE / "mapping.toml", "language": "en"}
    place = fill(argparse.Namespace(**call, no_serve=False, host="127.0.0.1", port="8000"))
    assert PublishedRecord.objects.filter(register="power-cuts").count() == 3
    shown = {
        path: client.get(f"/en/e/{place}/{path}")
        for path in (
            "registers/",
            "registers/power-cuts/",
            "registers/power-cuts/cut/",
            "registers/power-cuts/pages/places/",
            "records/cut-two/",
        )
    }
    assert {answer.status_code for answer in shown.values()} == {200}
    assert "Votes were counted in the dark." in shown["records/cut-two/"].content.decode()
    client.force_login(get_user_model().objects.get(username="demo-central-head"))
    desk = client.get(f"/desk/{place}/registers/power-cuts/new/cut/")
    assert desk.status_code == 200 and 'began_at"' in desk.content.decode()


def test_an_unsound_pack_is_refused_with_its_lines_and_nothing_starts(run, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_bytes(register_template().replace(b'law = "kz-elections"', b'law = "no-such"'))
    refused = run("register", "serve", file)
    assert refused.code == 2 and "mine.toml, row 10" in refused.told
    file.write_bytes(register_template())
    refused = run("register", "serve", file, "--table", file)
    assert refused.code == 2 and "--mapping" in refused.told
