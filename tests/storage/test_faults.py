"""A service that fails, hangs up, falls silent or answers half: bounded time, and a name for the trouble."""

import hashlib

import pytest

from hattama.web.kernel.stores import content_store
from hattama.web.kernel.stores.content_store import get_content, put_content
from hattama.web.kernel.stores.object_store import StoreUnavailable
from hattama.web.kernel.stores.s3_store import ATTEMPTS, S3Store
from tests.real.faulty_service import FaultyService, Weather

SCAN = b"a scan of some length " * 5000
STORMS = [Weather.BROKEN, Weather.BUSY, Weather.RESET, Weather.SILENT, Weather.NONSENSE]


@pytest.fixture(scope="module")
def between(moto):
    with FaultyService(moto.endpoint).running() as service:
        yield service


@pytest.fixture(scope="module")
def client(between, moto):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "tests")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "secret-of-the-tests")
        return S3Store(moto.bucket, "faults", endpoint=between.endpoint, seconds=0.5)


@pytest.fixture
def home(between, client, monkeypatch):
    between.turn(Weather.FAIR)
    monkeypatch.setattr(content_store, "content_home", lambda: client)
    return client


@pytest.mark.parametrize("weather", STORMS)
def test_what_could_not_be_put_is_refused_by_name_and_arrives_when_sent_again(home, between, weather):
    data = weather.name.encode() + SCAN
    between.turn(weather)
    with pytest.raises(StoreUnavailable):
        put_content(data)
    assert between.requests <= ATTEMPTS
    between.turn(Weather.FAIR)
    sha256 = put_content(data)
    assert get_content(sha256) == data


@pytest.mark.parametrize("weather", [*STORMS, Weather.HALF])
def test_what_cannot_be_read_is_unavailable_and_neither_missing_nor_altered(home, between, weather):
    sha256 = put_content(SCAN)
    between.turn(weather)
    with pytest.raises(StoreUnavailable):
        get_content(sha256)
    assert between.requests <= 2 * ATTEMPTS
    between.turn(Weather.FAIR)
    assert get_content(sha256) == SCAN


@pytest.mark.parametrize("weather", [Weather.BROKEN, Weather.BUSY, Weather.RESET, Weather.SILENT])
def test_one_bad_moment_is_nobodys_business(home, between, weather):
    data = b"one" + weather.name.encode()
    between.turn(weather, requests=1)
    sha256 = put_content(data)
    between.turn(weather, requests=1)
    assert get_content(sha256) == data


def test_an_answer_that_broke_off_is_asked_for_again(home, between):
    sha256 = put_content(SCAN)
    between.turn(Weather.HALF, requests=1)
    assert get_content(sha256) == SCAN


def test_a_file_whose_taking_in_was_not_heard_of_is_found_there_by_the_second_sending(home, between):
    data = b"unheard" + SCAN
    between.turn(Weather.LOST_ANSWER, requests=1)
    assert put_content(data) == hashlib.sha256(data).hexdigest()
    assert get_content(hashlib.sha256(data).hexdigest()) == data


def test_a_service_that_is_not_there_at_all_is_unavailable():
    away = S3Store("kept", endpoint="http://127.0.0.1:9", seconds=0.5)
    for ask in (lambda: away.put("a", b""), lambda: away.get("a"), lambda: away.exists("a")):
        with pytest.raises(StoreUnavailable):
            ask()
    with pytest.raises(StoreUnavailable):
        list(away.keys("a/"))
    with pytest.raises(StoreUnavailable):
        away.delete("a")
