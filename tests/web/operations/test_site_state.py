"""The operator's page: for administrators alone, trouble on top, in three languages."""

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from hattama.core.vocabulary import Message
from hattama.phrases import say
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.open_data.write_open_data import write_open_data
from hattama.web.operations.desk import lines_of_log
from hattama.web.operations.watching.facts import gather_facts
from hattama.web.operations.watching.judgements import judge_site
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from tests.web.people import person
from tests.web.tiny_election import NIGHT, protocol, publish

pytestmark = pytest.mark.django_db

PAGE = "/desk/site/state/"


@pytest.fixture
def administrator(client: Client, tiny: ElectionRow) -> Client:
    client.force_login(person(Role.ADMINISTRATOR, "KZ"))
    return client


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_but_an_administrator_opens_it(client: Client, tiny: ElectionRow, role: Role) -> None:
    client.force_login(person(role, "KZ"))
    assert client.get(PAGE).status_code == 403


def test_a_stranger_is_sent_to_log_in(client: Client, tiny: ElectionRow) -> None:
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("", "Сақтық көшірме жасалғаны туралы дерек жоқ."),
        ("/ru", "О резервной копии ничего не известно."),
        ("/en", "No backup is known of."),
    ],
)
def test_what_is_wrong_is_said_in_the_reader_s_language(
    administrator: Client, prefix: str, words: str
) -> None:
    response = administrator.get(prefix + PAGE)
    assert response.status_code == 200
    text = response.content.decode()
    assert words in text and "tiny" in text
    assert "no-store" in response.headers["Cache-Control"]


def test_the_page_loads_anew_only_for_whoever_asks(administrator: Client) -> None:
    refresh = 'http-equiv="refresh"'
    assert refresh not in administrator.get(PAGE).content.decode()
    assert refresh in administrator.get(PAGE + "?by-itself").content.decode()


def test_what_each_start_says_of_the_settings_stands_on_the_page(
    administrator: Client, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "HATTAMA_LOG_SIGNER" not in administrator.get("/en" + PAGE).content.decode()
    settings.LOG_SIGNER, settings.EMAIL_FILE_PATH = str(tmp_path / "none.sock"), str(tmp_path / "letters")
    monkeypatch.setenv("HATTAMA_LANG", "xx")
    page = administrator.get("/en" + PAGE).content.decode()
    for variable in ("HATTAMA_LOG_SIGNER", "HATTAMA_MAIL", "HATTAMA_LANG"):
        assert variable in page
    assert "Nothing is wrong." not in page


def _codes(now: datetime.datetime) -> list[tuple[str, str]]:
    return [(one.code, one.level.value) for one in judge_site(gather_facts(now=now))]


def test_a_site_in_order_gets_one_good_word(tiny: ElectionRow, files: Path) -> None:
    publish(protocol("P001"))
    refresh_bundle("tiny")
    write_open_data("tiny")
    (files / "backup.json").write_text(json.dumps({"finished_at": NIGHT.isoformat()}))
    assert _codes(NIGHT) == [("site", "good")]


def test_an_act_that_waits_long_stands_above_an_old_backup(tiny: ElectionRow, files: Path) -> None:
    (files / "backup.json").write_text(json.dumps({"finished_at": NIGHT.isoformat()}))
    import_protocols(tiny, [Incoming(protocol("P001"))], now=NIGHT + datetime.timedelta(hours=30))
    later = NIGHT + datetime.timedelta(hours=30, seconds=90)
    # Nobody looked after the files beside this log.
    assert _codes(later) == [("log_lag", "attention"), ("behind", "attention"), ("backup", "attention")]
    found = _codes(later + datetime.timedelta(minutes=10))
    assert found == [("log_lag", "wrong"), ("behind", "attention"), ("backup", "attention")]


def test_a_damaged_checkpoint_is_wrong_and_the_page_still_opens(administrator: Client) -> None:
    (public_store("tiny").folder / "checkpoint").write_bytes(b"spoilt")
    text = administrator.get("/en" + PAGE).content.decode()
    assert "The published files of the log of tiny, or witnesses.toml, cannot be read." in text
    assert text.index("judged-wrong") < text.index("judged-attention")


def test_public_tables_that_are_behind_stand_among_the_files_that_are(tiny: ElectionRow) -> None:
    log = replace(gather_facts(now=NIGHT).logs[0], behind={"tables": 3, "manifest": 2})
    told = dict(lines_of_log(log).lines)
    assert say(told[Message("Files behind the log")], "en") == "public tables: 3, manifest: 2"
