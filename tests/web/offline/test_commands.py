"""`hattama offline accept`: statements that came in a file are taken in, each with its answer."""

import json

import pytest

from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.published.tables import PublishedProtocol
from tests.web.offline_device import Device, file_of, opened, sealed
from tests.web.people import person
from tests.web.tiny_election import SINGLE

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_file_from_a_paper_bag_is_taken_in_and_again_is_the_same(tiny, run, tmp_path) -> None:
    phone = Device(person(Role.TYPIST, "P001"))
    strange = opened(Device(None).typed(contest=SINGLE))
    file = tmp_path / "bag.json"
    file.write_bytes(file_of(sealed(phone.typed()), strange))
    for _ in range(2):
        ran = run("offline", "accept", file, "--format", "json")
        first, second = json.loads(ran.out)
        assert (ran.code, first["area"], first["state"]) == (1, "P001", "accepted")
        assert first["acted_at"] == "2023-03-19T20:10:05+00:00"
        assert (second["area"], second["state"]) == (None, "refused")
        assert second["reason"] == "The telephone that signed this was never registered here."
        assert ran.told.strip().endswith("Accepted: 1; waiting for the first entry: 0; refused: 1.")
    assert PublishedProtocol.objects.count() == 1
    spoken = run("--lang", "kk", "offline", "accept", file)
    assert "қабылданды" in spoken.out and "Қабылданды: 1" in spoken.told


def test_what_is_no_such_file_is_said_to_be_none(db, run, tmp_path) -> None:
    file = tmp_path / "x.json"
    assert run("offline", "accept", file).code == 2
    file.write_bytes(b"[]")
    ran = run("offline", "accept", file)
    assert ran.code == 2 and "x.json is no file of a prepared telephone." in ran.told
