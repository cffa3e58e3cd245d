"""What was erased stays erased: of an older database, too, and of a bundle that holds the text still."""

import json

import pytest
from django.core.management import call_command

from hattama.web.kernel.log.export_bundle import export_bundle
from hattama.web.operations.backups.back_up import back_up
from hattama.web.operations.backups.backup_folders import find_backup
from hattama.web.operations.backups.take_in_bundle import take_in_bundle
from hattama.web.registers.erase import (
    ERASURES,
    ErasuresDamaged,
    erase_text,
    read_erasures,
    repeat_kept_erasures,
)
from hattama.web.registers.tables import ErasedText, OpenedText
from tests.web.registers.complaints import FIRST, LATER, at, say, statement

pytestmark = pytest.mark.django_db(transaction=True)
NOW = at(20)


@pytest.fixture
def digest(tiny):
    say(statement())
    return OpenedText.objects.get(field="complainant", record_id=FIRST).digest


def line(tiny, digest: str) -> str:
    """A line of the list, as another database of this site left it."""
    told = {"election_id": tiny.pk, "register": "complaints", "record_id": FIRST, "field": "complainant"}
    return json.dumps({**told, "digest": digest, "ground": "Сұралды", "erased_at": NOW.isoformat()}) + "\n"


def test_the_list_in_the_data_folder_names_what_was_erased_and_none_of_its_words(
    tiny, digest, admin_user, settings
):
    text = OpenedText.objects.get(digest=digest).text
    erase_text(admin_user, tiny, digest, ground="Сұралды", now=LATER)
    (told,) = read_erasures(settings.DATA_DIR / ERASURES)
    assert (told.digest, told.field, told.ground) == (digest, "complainant", "Сұралды")
    kept = (settings.DATA_DIR / ERASURES).read_text("utf-8")
    assert json.loads(text)["value"] not in kept and admin_user.username not in kept


def test_a_database_of_before_is_told_what_was_erased_and_only_once(tiny, digest, settings):
    (settings.DATA_DIR / ERASURES).write_text(line(tiny, digest) + line(tiny, "ab" * 32), "utf-8")
    assert repeat_kept_erasures() == 1
    assert not OpenedText.objects.filter(digest=digest).exists()
    assert set(ErasedText.objects.values_list("digest", "ground")) == {
        (digest, "Сұралды"),
        ("ab" * 32, "Сұралды"),
    }
    assert repeat_kept_erasures() == 0 and ErasedText.objects.count() == 2


@pytest.mark.parametrize("wrong", ["{", "[]", '{"digest": "ab"}', "\n"])
def test_a_list_that_cannot_be_read_stops_everything_before_anything_is_erased(tiny, digest, settings, wrong):
    (settings.DATA_DIR / ERASURES).write_text(line(tiny, digest) + wrong + "\n", "utf-8")
    with pytest.raises(ErasuresDamaged, match=f"{ERASURES}:2"):
        repeat_kept_erasures()
    assert OpenedText.objects.filter(digest=digest).exists()


def test_each_backup_adds_to_the_list_beside_all_of_them(tiny, digest, admin_user, tmp_path):
    place = tmp_path / "kept"
    back_up(place, clock=lambda: NOW)
    assert not (place / ERASURES).exists()
    place.joinpath(ERASURES).write_text(line(tiny, "ab" * 32), "utf-8")
    erase_text(admin_user, tiny, digest, ground="Сұралды", now=LATER)
    back_up(place, clock=lambda: LATER)
    assert {one.digest for one in read_erasures(place / ERASURES)} == {digest, "ab" * 32}
    assert find_backup(place).place == place


def test_a_bundle_says_what_was_erased_and_what_is_erased_does_not_come_in_from_one(
    tiny, digest, admin_user, settings, tmp_path
):
    public = OpenedText.objects.get(field="quotation", record_id=FIRST).digest
    export_bundle(tiny, tmp_path / "before")
    erase_text(admin_user, tiny, public, ground="Сұралды", now=LATER)
    export_bundle(tiny, tmp_path / "after")
    call_command("flush", interactive=False, verbosity=0)
    settings.DATA_DIR = tmp_path / "new"
    assert take_in_bundle(tmp_path / "before", now=LATER).erased == 0
    assert OpenedText.objects.filter(digest=public).exists()
    # As long as what is here, and yet it says more.
    assert take_in_bundle(tmp_path / "after", now=LATER).erased == 1
    assert take_in_bundle(tmp_path / "before", now=LATER).erased == 0
    assert not OpenedText.objects.filter(digest=public).exists()
    assert ErasedText.objects.get().digest == public
