"""Where kept files lie, as an operator says it, and how a slip is refused."""

import pytest

from hattama.web.operations.settings.faults import SettingsRefused
from hattama.web.operations.settings.reading import read_settings
from hattama.web.operations.settings.store import store_settings

KEYS = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "the-secret"}
BUCKET = {"HATTAMA_STORE": "s3://kept/site/1", **KEYS}


def test_without_a_word_files_lie_in_the_data_folder():
    assert store_settings({})["STORE_BUCKET"] == ""
    assert store_settings({"HATTAMA_STORE": "file"})["STORE_BUCKET"] == ""


def test_a_bucket_a_prefix_and_a_service_of_ones_own():
    told = store_settings(
        {**BUCKET, "HATTAMA_S3_ENDPOINT": "https://s3.example.org/", "HATTAMA_S3_SECONDS": "3"}
    )
    assert told == {
        "STORE_BUCKET": "kept",
        "STORE_PREFIX": "site/1",
        "STORE_ENDPOINT": "https://s3.example.org",
        "STORE_REGION": "us-east-1",
        "STORE_SECONDS": 3.0,
    }


@pytest.mark.parametrize(
    ("name", "slip"),
    [
        ("HATTAMA_STORE", "/var/kept"),
        ("HATTAMA_STORE", "s3://"),
        ("HATTAMA_STORE", "s3://Kept"),
        ("HATTAMA_STORE", "s3://ab"),
        ("HATTAMA_STORE", "s3://kept/a/../b"),
        ("HATTAMA_STORE", "https://kept.s3.amazonaws.com"),
        ("HATTAMA_S3_ENDPOINT", "s3.example.org"),
        ("HATTAMA_S3_ENDPOINT", "https://s3.example.org/kept"),
        ("HATTAMA_S3_REGION", "Almaty City"),
        ("HATTAMA_S3_SECONDS", "0"),
        ("HATTAMA_S3_SECONDS", "long"),
    ],
)
def test_a_slip_is_refused_by_the_name_of_its_variable(name, slip):
    with pytest.raises(SettingsRefused, match=f"^{name} is"):
        store_settings({**BUCKET, name: slip})


def test_a_bucket_without_keys_is_refused_before_the_first_upload():
    with pytest.raises(SettingsRefused, match="AWS_SECRET_ACCESS_KEY"):
        store_settings({"HATTAMA_STORE": "s3://kept", "AWS_ACCESS_KEY_ID": "id"})
    assert store_settings({"HATTAMA_STORE": "s3://kept", "AWS_PROFILE": "site"})["STORE_BUCKET"] == "kept"


def test_a_password_in_the_address_of_the_service_is_refused_and_not_repeated():
    with pytest.raises(SettingsRefused) as refused:
        store_settings({**BUCKET, "HATTAMA_S3_ENDPOINT": "https://user:hushhush@s3.example.org"})
    assert "hushhush" not in "".join(refused.value.say(language) for language in ("kk", "ru", "en"))


def test_what_is_wrong_with_the_store_is_told_together_with_all_else():
    with pytest.raises(SettingsRefused) as refused:
        read_settings({"HATTAMA_STORE": "disk", "HATTAMA_PROXIES": "many"})
    assert {fault.variable for fault in refused.value.faults} == {"HATTAMA_STORE", "HATTAMA_PROXIES"}
