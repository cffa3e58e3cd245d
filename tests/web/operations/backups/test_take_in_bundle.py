"""The published part of an election comes back from its bundle alone, and the log goes on from there."""

import datetime
import json
import shutil
from contextlib import suppress
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from hattama.cli.main import main
from hattama.core.entries import Bringer, CopySource
from hattama.core.protocols import Decision, Published, entered_by
from hattama.core.protocols.life_states import Annulled
from hattama.core.vocabulary import TypistNotKnown
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.check_log import check_log
from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.log.export_bundle import export_bundle
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.rotate_log_key import rotate_log_key
from hattama.web.kernel.log.tables import LogEntry, PendingAct
from hattama.web.operations.backups.bundle_contents import BundleLacksScan
from hattama.web.operations.backups.restore_backup import refold
from hattama.web.operations.backups.take_in_bundle import BundleRefused, TwoHistories, take_in_bundle
from hattama.web.protocols.change import Grounds, annul_protocol
from hattama.web.protocols.enter import confirm_protocol, enter_protocol, retype_fields
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from hattama.web.protocols.reading import life_states, load_life, next_deeds
from hattama.web.scans.take_scan import attach_scan
from tests.web.civic_count import CIVIC, area, open_civic, volunteer
from tests.web.people import person
from tests.web.protocols.life.people import everybody
from tests.web.tiny_election import (
    ELECTION_ID,
    ELECTION_TOML,
    NIGHT,
    PARTY,
    SINGLE,
    annul,
    area_row,
    open_tiny,
    protocol,
    publish,
    scan_of,
    sound_figures,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_engines]


def files_of(folder):
    """Every file of a bundle but partial tiles of earlier sizes, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".") and path.name != "pen"
    }


@pytest.fixture
def night(tiny, settings) -> ElectionRow:
    """Findings, an explanation, two scans, one of them later, an annulment."""
    publish(
        protocol("P001", figures=sound_figures(invalid=21), explanation="Бір бюллетень жыртылған."),
        protocol("P001", SINGLE),
        scans={("P001", PARTY): scan_of("P001")},
    )
    publish(protocol("P201"), protocol("P002"))
    attach_scan(person(Role.TYPIST, "P201"), area_row("P201"), PARTY, scan_of("P201", shade=1), now=NIGHT)
    annul("P002")
    advance_log(ELECTION_ID, now=NIGHT)
    return ElectionRow.objects.get(pk=ELECTION_ID)


class Rolled(Exception):
    """Takes a transaction back."""


def test_an_empty_database_and_a_bundle_make_the_same_bundle_again_and_the_log_goes_on(
    night, tmp_path, settings
):
    mirror = tmp_path / "mirror"
    export_bundle(night, mirror)
    key = (settings.DATA_DIR / "keys" / f"{ELECTION_ID}.key").read_bytes()
    call_command("flush", interactive=False, verbosity=0)
    settings.DATA_DIR = tmp_path / "new"

    taken = take_in_bundle(mirror, now=NIGHT)
    assert (taken.before, taken.size) == (0, LogEntry.objects.count())
    refresh_bundle(ELECTION_ID, whole=True)
    assert files_of(public_store(ELECTION_ID).folder) == files_of(mirror)
    election = ElectionRow.objects.get(pk=ELECTION_ID)
    assert not refold(election)
    assert main(["verify", str(public_store(ELECTION_ID).folder), "--scans"]) == 3

    (settings.DATA_DIR / "keys").mkdir()
    (settings.DATA_DIR / "keys" / f"{ELECTION_ID}.key").write_bytes(key)
    (settings.DATA_DIR / "keys" / f"{ELECTION_ID}.key").chmod(0o600)
    publish(protocol("P101"))
    close_election(ELECTION_ID, now=NIGHT)
    since = str(mirror / "checkpoint")
    assert main(["verify", str(public_store(ELECTION_ID).folder), "--since", since]) == 3


def test_the_bundle_made_of_the_database_alone_is_the_same_byte_for_byte(night):
    bundle = public_store(ELECTION_ID).folder
    rotate_log_key(ELECTION_ID, now=NIGHT)
    publish(protocol("P202"))
    refresh_bundle(ELECTION_ID, whole=True)
    before = files_of(bundle)
    shutil.rmtree(bundle)
    assert main(["--lang", "en", "rebuild", ELECTION_ID, "--files"]) == 0
    assert {path: data for path, data in before.items() if ".p/" not in path} == {
        path: data for path, data in files_of(bundle).items() if ".p/" not in path
    }


def test_a_closed_election_comes_back_closed(night, tmp_path, settings):
    close_election(ELECTION_ID, now=NIGHT)
    mirror = tmp_path / "mirror"
    export_bundle(night, mirror)
    call_command("flush", interactive=False, verbosity=0)
    settings.DATA_DIR = tmp_path / "new"
    take_in_bundle(mirror, now=NIGHT)
    assert ElectionRow.objects.get(pk=ELECTION_ID).closed_at == NIGHT


def older_database_beside(mirror, *protocols, accepted=(), accepted_at=NIGHT):
    """The database as it was, and in `mirror` the bundle that `protocols` have come to since.

    `accepted` are those of them that the older database holds already and the log does not.
    """
    election = ElectionRow.objects.get(pk=ELECTION_ID)
    import_protocols(election, [Incoming(item) for item in accepted], now=accepted_at)
    with suppress(Rolled), transaction.atomic():
        advance_log(ELECTION_ID, now=NIGHT)
        publish(*protocols)
        export_bundle(election, mirror)
        raise Rolled
    shutil.rmtree(public_store(ELECTION_ID).folder)
    return ElectionRow.objects.get(pk=ELECTION_ID)


@pytest.mark.parametrize("hours", [0, 1])
def test_what_a_backup_lacks_comes_from_a_mirror_and_an_accepted_act_is_not_doubled(night, tmp_path, hours):
    """Nor where its entry bears the time of the one before, because the clock had been set back."""
    size = LogEntry.objects.count()
    election = older_database_beside(
        tmp_path / "m",
        protocol("P202"),
        accepted=[protocol("P101")],
        accepted_at=NIGHT - datetime.timedelta(hours=hours),
    )
    assert PendingAct.objects.count() == 1
    taken = take_in_bundle(tmp_path / "m", now=NIGHT)
    assert taken.entries == [(size, "protocol", "P101", PARTY), (size + 1, "protocol", "P202", PARTY)]
    assert (taken.matched, PendingAct.objects.count()) == (1, 0)
    assert check_log(election).published == size + 2
    assert not refold(election)
    assert take_in_bundle(tmp_path / "m", now=NIGHT).entries == []
    publish(protocol("P003"))
    assert main(
        ["verify", str(public_store(ELECTION_ID).folder), "--since", str(tmp_path / "m/checkpoint")]
    ) in (2, 3)


def test_what_was_being_typed_when_the_backup_was_made_is_published_by_the_mirror_and_the_desk_stands(
    tiny, tmp_path
):
    """Of one paper two readings differ in the backup; of another stand the figures before a correction."""
    open_civic()
    first, second, head = volunteer("one"), volunteer("two"), volunteer("head", Role.TERRITORIAL_HEAD, "KZ")
    whose = CopySource(Bringer.OBSERVER)
    enter_protocol(first, area(), protocol("P001", SINGLE), now=NIGHT, source=whose)
    enter_protocol(second, area(), protocol("P001", SINGLE), now=NIGHT)
    enter_protocol(first, area(), protocol("P001"), now=NIGHT, source=whose)
    enter_protocol(second, area(), protocol("P001", figures=sound_figures(invalid=13)), now=NIGHT)
    advance_log(CIVIC, now=NIGHT)
    again = replace(protocol("P001"), figures={"invalid": 12}, signed_at=None)
    grounds = Grounds("no_copy", Decision("volunteers"))
    with suppress(Rolled), transaction.atomic():
        retype_fields(second, area(), again, now=NIGHT)
        annul_protocol(head, area(), SINGLE, grounds, now=NIGHT)
        advance_log(CIVIC, now=NIGHT)
        export_bundle(ElectionRow.objects.get(pk=CIVIC), tmp_path / "m")
        raise Rolled
    shutil.rmtree(public_store(CIVIC).folder)

    take_in_bundle(tmp_path / "m", now=NIGHT)
    assert isinstance(load_life(area(), PARTY), Published)
    assert isinstance(load_life(area(), SINGLE), Annulled)
    states = life_states([area()], [PARTY, SINGLE])
    assert states == {(area().pk, PARTY): "published", (area().pk, SINGLE): "annulled"}
    client = Client()
    client.force_login(first)
    for address in ("", f"P001/{PARTY}/done", f"P001/{SINGLE}/done"):
        answer = client.get(f"/en/desk/{CIVIC}/{address}")
        told = answer.content.decode()
        assert answer.status_code == 200 and "Read the paper again" not in told
        assert ("taken from a copy of the log" in told) is bool(address)


@pytest.fixture
def precinct(db):
    """An election in which one entry is published as preliminary until a person confirms it; its people."""
    return opened_with('preliminary = true\nconfirmed_by = "person"')


@pytest.fixture
def two(db):
    """One in which two entries confirm each other."""
    return opened_with("entries = 2")


def opened_with(entry):
    open_tiny(ELECTION_TOML.replace(b"[[contest]]", f"[entry]\n{entry}\n\n[[contest]]".encode(), 1))
    return everybody()


def brought_by_mirror(mirror, *deeds):
    """What `deeds` did since the backup comes from a mirror."""
    with suppress(Rolled), transaction.atomic():
        for deed in deeds:
            deed()
        advance_log(ELECTION_ID, now=NIGHT)
        export_bundle(ElectionRow.objects.get(pk=ELECTION_ID), mirror)
        raise Rolled
    shutil.rmtree(public_store(ELECTION_ID).folder)
    take_in_bundle(mirror, now=NIGHT)


def test_a_preliminary_entry_of_a_mirror_is_confirmed_by_who_cannot_have_typed_it(precinct, tmp_path):
    """The log says in which role it was typed, and not by whom: the chair may have been it."""
    row = area_row("P001")
    brought_by_mirror(
        tmp_path / "m", lambda: enter_protocol(precinct.chair, row, protocol("P001"), now=NIGHT)
    )
    assert life_states([row], [PARTY]) == {(row.pk, PARTY): "entered_once"}
    assert next_deeds(precinct.chair, row, PARTY) == ()
    with pytest.raises(TypistNotKnown):
        confirm_protocol(precinct.chair, row, PARTY, now=NIGHT)
    confirm_protocol(precinct.reviewer, row, PARTY, now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    confirmation = json.loads(bytes(LogEntry.objects.get(kind="confirmation").body))
    assert [done["deed"] for done in confirmation["done_by"]] == ["enter", "confirm"]
    assert main(["verify", str(public_store(ELECTION_ID).folder)]) in (2, 3)


def test_a_confirmation_of_a_mirror_ends_the_wait_and_who_typed_here_decides_nothing(precinct, tmp_path):
    row = area_row("P001")
    enter_protocol(precinct.chair, row, protocol("P001"), now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    brought_by_mirror(tmp_path / "m", lambda: confirm_protocol(precinct.reviewer, row, PARTY, now=NIGHT))
    assert life_states([row], [PARTY]) == {(row.pk, PARTY): "published"}
    assert entered_by(load_life(row, PARTY)) == {precinct.chair.pk}


def test_who_was_typing_here_is_kept_from_deciding_about_what_a_mirror_brings(two, tmp_path):
    row = area_row("P001")
    enter_protocol(two.aigul, row, protocol("P001"), now=NIGHT)
    brought_by_mirror(tmp_path / "m", lambda: enter_protocol(two.berik, row, protocol("P001"), now=NIGHT))
    assert isinstance(load_life(row, PARTY), Published)
    assert two.aigul.pk in entered_by(load_life(row, PARTY))


def test_two_histories_are_not_mended_but_told(night, tmp_path):
    older_database_beside(tmp_path / "m", protocol("P202"))
    publish(protocol("P003"))
    size = LogEntry.objects.count()
    with pytest.raises(TwoHistories):
        take_in_bundle(tmp_path / "m", now=NIGHT)
    assert LogEntry.objects.count() == size


def test_a_bundle_that_is_not_true_or_lacks_a_scan_is_not_taken(night, tmp_path, settings):
    mirror = tmp_path / "mirror"
    export_bundle(night, mirror)
    call_command("flush", interactive=False, verbosity=0)
    settings.DATA_DIR = tmp_path / "new"
    scan = next(path for path in (mirror / "scans").rglob("*") if path.is_file())
    data = scan.read_bytes()
    scan.unlink()
    with pytest.raises(BundleLacksScan):
        take_in_bundle(mirror, now=NIGHT)
    scan.write_bytes(data)
    (mirror / "areas.csv").write_bytes((mirror / "areas.csv").read_bytes() + b" ")
    with pytest.raises(BundleRefused):
        take_in_bundle(mirror, now=NIGHT)
    assert not ElectionRow.objects.exists()
