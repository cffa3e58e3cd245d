"""What an operator may say by environment variable, and how a slip is refused."""

import multiprocessing
import os
import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hattama.web.operations.settings.environment import Environment
from hattama.web.operations.settings.faults import Gathering, SettingsRefused
from tests.real import PATIENCE

VARIABLES = (
    "HATTAMA_DATA",
    "HATTAMA_BASE_URL",
    "DATABASE_URL",
    "HATTAMA_SECRET_KEY",
    "HATTAMA_TIME_ZONE",
    "HATTAMA_LANGUAGES",
    "HATTAMA_MIRRORS",
    "HATTAMA_PROXIES",
)


@pytest.fixture
def environment(monkeypatch, tmp_path):
    def of(**variables: str) -> Environment:
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        for name, value in ({"HATTAMA_DATA": str(tmp_path / "var")} | variables).items():
            monkeypatch.setenv(name, value)
        gathering = Gathering()
        read = Environment.gathered(os.environ, gathering)
        if gathering.faults:
            raise SettingsRefused(gathering.faults)
        return read

    return of


def test_without_any_variable_the_site_is_for_this_machine_alone(environment):
    env = environment()
    assert env.allowed_hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert env.trusted_origins == []
    assert not env.is_https


def test_the_base_address_names_the_host_and_asks_for_secure_cookies(environment):
    env = environment(HATTAMA_BASE_URL="https://hattama.example/")
    assert env.allowed_hosts[0] == "hattama.example"
    assert env.trusted_origins == ["https://hattama.example"]
    assert env.is_https


def test_copies_that_others_keep_are_told_by_their_addresses(environment):
    assert environment().mirrors == ()
    two = environment(HATTAMA_MIRRORS="https://a.example/log https://b.example/").mirrors
    assert two == ("https://a.example/log/", "https://b.example/")
    for slip in ("mirror.example", "ftp://mirror.example/", "https://a.example/?x=1"):
        with pytest.raises(ImproperlyConfigured, match="HATTAMA_MIRRORS"):
            environment(HATTAMA_MIRRORS=slip)


def test_pages_have_the_languages_that_the_operator_names_in_that_order(environment):
    assert environment().languages == ("kk", "ru", "en")
    assert environment(HATTAMA_LANGUAGES="en").languages == ("en",)
    assert environment(HATTAMA_LANGUAGES="ru, kk,ru").languages == ("ru", "kk")
    with pytest.raises(ImproperlyConfigured, match=r"HATTAMA_LANGUAGES is 'en,es', expected: kk,ru,en"):
        environment(HATTAMA_LANGUAGES="en,es")


def test_a_catalogue_beside_the_three_can_be_asked_for_and_does_not_come_by_itself(environment, monkeypatch):
    monkeypatch.setattr("hattama.web.operations.settings.environment.CATALOGUES", ("kk", "ru", "en", "ar"))
    assert environment().languages == ("kk", "ru", "en")
    assert environment(HATTAMA_LANGUAGES="ar,en").languages == ("ar", "en")


def test_addresses_of_visitors_are_taken_from_as_many_proxies_as_there_are(environment):
    assert environment().proxies == 0
    assert environment(HATTAMA_PROXIES="2").proxies == 2
    for slip in ("two", "-1", "12"):
        with pytest.raises(ImproperlyConfigured, match="HATTAMA_PROXIES"):
            environment(HATTAMA_PROXIES=slip)


@pytest.mark.parametrize(
    "address",
    [
        *("hattama.example", "ftp://hattama.example", "https://", "//hattama.example"),
        *("https://hattama.example ", "https://hattama.example\n", "https://hattama.example:a"),
        *("https://me@hattama.example", "https://hattama.example#a", '"https://hattama.example"'),
    ],
)
def test_a_base_address_that_is_none_is_refused(environment, address):
    with pytest.raises(ImproperlyConfigured, match="HATTAMA_BASE_URL"):
        environment(HATTAMA_BASE_URL=address)


def test_a_time_zone_that_does_not_exist_is_refused(environment):
    with pytest.raises(ImproperlyConfigured, match="HATTAMA_TIME_ZONE"):
        environment(HATTAMA_TIME_ZONE="Asia/Almata")


def test_the_key_is_made_once_and_kept_from_others(environment, tmp_path):
    env = environment()
    key = env.secret_key()
    assert len(key) >= 50
    assert env.secret_key() == key
    assert stat.S_IMODE((tmp_path / "var/secret_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]


def test_a_key_from_the_environment_is_used_and_not_written_down(environment, tmp_path):
    assert environment(HATTAMA_SECRET_KEY="a" * 50).secret_key() == "a" * 50
    assert not (tmp_path / "var").exists()


def test_an_empty_key_file_is_refused_rather_than_signed_with(environment, tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var/secret_key").touch()
    with pytest.raises(ImproperlyConfigured, match="secret_key"):
        environment().secret_key()


def _key_when_all_start(folder: str, start, keys) -> None:
    env = Environment(Path(folder), "", "", "", "UTC")
    start.wait()
    keys.put(env.secret_key())


def test_processes_that_start_together_have_one_key(tmp_path):
    context = multiprocessing.get_context("fork")
    for attempt in range(5):
        start, keys = context.Barrier(6), context.Queue()
        folder = str(tmp_path / str(attempt))
        processes = [
            context.Process(target=_key_when_all_start, args=(folder, start, keys)) for _ in range(6)
        ]
        for process in processes:
            process.start()
        found = {keys.get(timeout=PATIENCE) for _ in processes}
        for process in processes:
            process.join()
        assert len(found) == 1
        assert len(found.pop()) >= 50
