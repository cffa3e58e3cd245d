"""A start in production with what a demonstration left behind, by the commands that start something."""

import threading

import pytest
from django.contrib.auth import get_user_model

from hattama.web.accounts.make_demonstration_accounts import make_demonstration_accounts
from hattama.web.kernel.accounts.demonstration_codes import enrol_demonstration
from hattama.web.kernel.commands.signers import listening, serve_one
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.log_settings import keys_folder
from hattama.web.kernel.log.signing_keys import KeyFile
from hattama.web.operations.commands.doctor import refuse_unfit
from hattama.web.operations.find_demonstration_traces import find_demonstration_traces
from tests.web.second_factor import enrol
from tests.web.tiny_election import AREAS_CSV, ELECTION_TOML, NIGHT

KEY = "Zk3v-9QxTf_7mWc2LhYpR8sNbJ4uGa6EoDi1XyVtKqPwMzUr5S"


@pytest.fixture
def production(monkeypatch):
    for name, value in (
        ("HATTAMA_PRODUCTION", "1"),
        ("HATTAMA_BASE_URL", "https://results.example"),
        ("DATABASE_URL", "sqlite:"),
        ("HATTAMA_SECRET_KEY", KEY),
    ):
        monkeypatch.setenv(name, value)


@pytest.mark.django_db
@pytest.mark.parametrize("words", [("serve",), ("log", "keep"), ("scans", "work")])
def test_a_start_in_production_tells_all_that_stands_against_it(run, tiny, production, monkeypatch, words):
    make_demonstration_accounts(tiny, [], now=NIGHT)
    monkeypatch.setenv("HATTAMA_BASE_URL", "http://results.example")
    monkeypatch.setenv("HATTAMA_PROXY", "1")
    answer = run(*words)
    assert answer.code == 2
    assert (
        "HATTAMA_BASE_URL is 'http://results.example', expected: an address such as https://" in answer.told
    )
    assert f"demonstration election ({tiny.pk})" in answer.told
    assert "demo-chair" in answer.told and "demo-typist" in answer.told
    assert f"key of the demonstration (hattama.invalid/{tiny.pk})" in answer.told
    assert "HATTAMA_PROXY is read by nobody" in answer.told
    assert "Nothing was started. To mend: 4." in answer.told
    assert KEY not in answer.told
    assert "іске қосуға мына баптаулар кедергі" in run("--lang", "kk", *words).told


def test_a_demonstration_is_not_loaded_in_production(run, production):
    answer = run("demo")
    assert answer.code == 2
    assert "no demonstration is loaded" in answer.told


@pytest.mark.django_db
@pytest.mark.parametrize("words", [("election", "load"), ("election", "load", "--draft")])
def test_an_election_that_would_refuse_every_later_start_is_not_loaded_in_production(
    run, production, tmp_path, words
):
    (tmp_path / "areas.csv").write_bytes(AREAS_CSV)
    (tmp_path / "election.toml").write_bytes(ELECTION_TOML)
    answer = run(*words, tmp_path)
    assert answer.code == 2
    assert "no demonstration is loaded" in answer.told
    assert not ElectionRow.objects.exists()


def test_whoever_signs_refuses_a_key_of_the_demonstration(run, production, tmp_path):
    KeyFile(tmp_path / "kz-demo.key").add_key("hattama.invalid/kz-demo", lambda size: b"k" * size)
    answer = run("signer", "--socket", tmp_path / "socket", "--keys", tmp_path)
    assert answer.code == 2
    assert "holds a key of the demonstration (hattama.invalid/kz-demo)" in answer.told


@pytest.mark.django_db
def test_an_account_that_has_a_secret_of_its_own_is_no_trace(draft):
    users = get_user_model().objects
    enrol(users.create_user("chair", password="hattama-demo-2023"))
    assert find_demonstration_traces().accounts == ()
    typist = users.create_user("demo-typist", password="a passphrase of its own")
    assert find_demonstration_traces().accounts == ()
    typist.set_password("hattama-demo-2023")
    typist.save()
    enrol_demonstration(users.create_user("renamed", password="whatever it may be"))
    assert find_demonstration_traces().accounts == ("demo-typist", "renamed")


@pytest.mark.django_db
def test_keys_of_logs_are_told_by_their_names_and_never_by_what_they_are(settings, files):
    assert find_demonstration_traces().key_names == ()
    KeyFile(keys_folder() / "kz.key").add_key("log.example/kz", lambda size: b"k" * size)
    (keys_folder() / "torn.key").write_text("no key")
    assert find_demonstration_traces().key_names == ("log.example/kz",)
    settings.LOG_SIGNER = str(files / "signer")
    assert find_demonstration_traces().key_names == ()


@pytest.mark.django_db
def test_a_start_tells_by_day_what_a_night_would_find_out_and_goes_on(
    run, tiny, settings, tmp_path, monkeypatch, capsys
):
    settings.LOG_SIGNER = str(tmp_path / "nobody")
    settings.EMAIL_FILE_PATH = str(tmp_path / "letters")
    monkeypatch.setenv("HATTAMA_LANG", "fr")
    refuse_unfit("en")
    told = capsys.readouterr().err
    assert "HATTAMA_LANG is 'fr', expected: kk, ru, en" in told
    assert f"HATTAMA_LOG_SIGNER names the socket {tmp_path}/nobody, and no signer answers there" in told
    assert f"HATTAMA_MAIL names the folder {tmp_path}/letters" in told
    with listening(tmp_path / "nobody") as listener:
        answering = threading.Thread(target=serve_one, args=(listener, tmp_path / "keys"))
        answering.start()
        (tmp_path / "letters").mkdir()
        monkeypatch.delenv("HATTAMA_LANG")
        refuse_unfit("en")
        answering.join()
    told = capsys.readouterr().err
    assert all(name not in told for name in ("HATTAMA_LANG", "HATTAMA_LOG_SIGNER", "HATTAMA_MAIL"))
