"""`hattama register serve`: an author sees the register of a pack that no site has, as a site makes it."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from hattama.formats.register_packs import parse_register, try_registers
from hattama.rulepacks import register_template
from hattama.web.operations.commands.registers import fill
from hattama.web.registers.tables import PublishedRecord

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "Code,No,Sent\nrequest-one,17/А,2023-03-01\nrequest-two,18/А,2023-03-02\n"
MAPPING = """
[import]
register = "requests"
edition = "2023"
kind = "request"
source = "commission"
time_zone = "Asia/Almaty"
record = "Code"

[fields]
number = "No"
sent_on = "Sent"
"""


@pytest.fixture
def pack(tmp_path: Path):
    (tmp_path / "map.toml").write_text(MAPPING, "utf-8")
    (tmp_path / "table.csv").write_text(TABLE, "utf-8")
    # As the store of a pack's author does when it starts.
    try_registers([parse_register(register_template(), "mine.toml")])
    yield tmp_path
    try_registers([])


def test_a_pack_that_no_site_has_shows_its_desk_lists_records_and_numbers(pack, client):
    call = {"file": pack / "table.csv", "mapping": pack / "map.toml", "language": "en"}
    place = fill(argparse.Namespace(**call, no_serve=False, host="127.0.0.1", port="8000"))
    assert PublishedRecord.objects.filter(register="requests").count() == 2
    shown = {
        path: client.get(f"/en/e/{place}/{path}")
        for path in (
            "registers/",
            "registers/requests/",
            "registers/requests/request/",
            "records/request-one/",
        )
    }
    assert {answer.status_code for answer in shown.values()} == {200}
    assert "17/А" in shown["registers/requests/request/"].content.decode()
    client.force_login(get_user_model().objects.get(username="demo-central-head"))
    desk = client.get(f"/desk/{place}/registers/requests/new/request/")
    assert desk.status_code == 200 and 'number"' in desk.content.decode()


def test_an_unsound_pack_is_refused_with_its_lines_and_nothing_starts(run, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_bytes(register_template().replace(b'law = "kz-elections"', b'law = "no-such"'))
    refused = run("register", "serve", file)
    assert refused.code == 2 and "mine.toml, row 10" in refused.told
    file.write_bytes(register_template())
    refused = run("register", "serve", file, "--table", file)
    assert refused.code == 2 and "--mapping" in refused.told
