"""A night without a network from outside: what a phone takes along, what it sends, and who ends its key."""

import base64
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hattama.core.protocols import SIGNED_PREFIX
from hattama.core.transparency_log import canonical_bytes, parse_canonical
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.accounts.tables import AccountChange
from hattama.web.kernel.languages.script_words import script_words
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.offline.desk import offline_kit
from hattama.web.offline.device_keys import is_signed_by
from hattama.web.offline.tables import DeviceKey, OfflineStatementRow
from tests.core.protocols.test_offline_statement import VECTORS
from tests.web.desk_clients import address, typed
from tests.web.divided_election import open_divided
from tests.web.kernel.pages.reading import read_page
from tests.web.offline_device import Device, file_of, opened, sealed
from tests.web.people import person
from tests.web.protocols.life.conftest import open_with
from tests.web.tiny_election import PARTY, SINGLE

__all__ = ["open_with"]
pytestmark = pytest.mark.django_db

AT = "/en/desk/offline"
OFFLINE = Path(settings.STATICFILES_DIRS[0]) / "desk" / "offline"


def send(*envelopes: dict, client: Client | None = None):
    data = file_of(*envelopes)
    return (client or Client()).post(f"{AT}/statements", data, content_type="application/json")


def states(answer) -> list[str]:
    return [said["state"] for said in answer.json()["answers"]]


class TestSending:
    def test_a_sealed_statement_is_published_without_a_session_and_once(self, tiny):
        phone = Device(person(Role.TYPIST, "P001"))
        envelope = sealed(phone.typed())
        strict = Client(enforce_csrf_checks=True)
        assert states(send(envelope, client=strict)) == states(send(envelope)) == ["arrived"]
        assert PublishedProtocol.objects.get().area.code == "P001"
        public = read_page(Client().get("/en/e/tiny/a/P001/")).text
        assert "Typed without a network, by the clock of the device" in public

    def test_several_come_at_once_and_each_gets_its_own_answer_in_the_language_of_the_address(self, tiny):
        phone = Device(person(Role.TYPIST, "P001"))
        good, broken = phone.typed(), opened(phone.typed(contest=SINGLE))
        broken["statement"] = broken["statement"].replace("P001", "P002")
        answers = send(sealed(good), broken, {"box": "x"}, {"once": "AA==", "iv": "", "box": ""}, None)
        assert states(answers) == ["arrived", "refused", "refused", "refused", "refused"]
        assert "signature does not hold" in answers.json()["answers"][1]["said"]
        assert "cut short" in answers.json()["answers"][2]["said"]
        russian = Client().post(
            "/ru/desk/offline/statements", file_of(broken), content_type="application/json"
        )
        assert "Подпись" in russian.json()["answers"][0]["said"]

    @pytest.mark.parametrize(
        "data",
        [
            *(b"", b"{", b"[]", b'{"envelopes": []}', b'{"hattama_offline_statements": 1}'),
            *(b"[" * 100_000, file_of(*[{}] * 201)),
        ],
    )
    def test_what_is_no_file_of_statements_is_refused_as_a_whole(self, client, db, data):
        answer = client.post(f"{AT}/statements", data, content_type="application/json")
        assert (answer.status_code, answer.json()) == (400, {"answers": None})

    def test_a_byte_of_the_seal_that_is_altered_opens_nothing(self, tiny):
        envelope = sealed(Device(person(Role.TYPIST, "P001")).typed())
        box = bytearray(base64.b64decode(envelope["box"]))
        box[0] ^= 1
        assert states(send({**envelope, "box": base64.b64encode(box).decode()})) == ["refused"]
        assert not OfflineStatementRow.objects.exists()

    def test_what_was_sealed_before_the_secret_changed_is_still_opened(self, tiny, settings):
        envelope = sealed(Device(person(Role.TYPIST, "P001")).typed())
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another secret of the site, long enough to be one"
        assert states(send(envelope)) == ["arrived"]

    def test_a_second_entry_that_came_first_is_published_when_the_first_is_made_at_the_desk(self, open_with):
        people = open_with("entries = 2")
        assert states(send(sealed(Device(people.berik).typed(step="second")))) == ["held"]
        desk = Client(headers={"accept-language": "en"})
        desk.force_login(people.aigul)
        assert desk.post(address(), typed(signed_on="2023-03-20", signed_time="01:40")).status_code == 302
        assert PublishedProtocol.objects.get().contest == PARTY
        assert OfflineStatementRow.objects.get().state == "accepted"
        told = read_page(desk.get(address(step="done"))).text
        assert "typed without a network" in told

    def test_a_file_of_another_phone_is_sent_from_any_account_of_the_desk(self, log_in):
        phone = Device(person(Role.TYPIST, "P001"))
        carrier = log_in(Role.TYPIST, "P201")
        file = SimpleUploadedFile("x.json", file_of(sealed(phone.typed()), {}), "application/json")
        sent = carrier.post(f"{AT}/upload", {"file": file})
        assert (sent.status_code, sent.url) == (302, AT)
        shown = read_page(carrier.get(AT))
        assert [
            line.attributes["data-state"] for line in shown.all("li") if "data-state" in line.attributes
        ] == [
            "arrived",
            "refused",
        ]
        assert "data-answers" not in carrier.get(AT).content.decode()
        assert carrier.post(f"{AT}/upload", {}).status_code == 400


class TestPreparing:
    def test_a_key_is_registered_for_my_account_and_the_same_key_is_one(self, typist):
        vector = VECTORS["statements"][0]
        body = {"public_key": vector["public_key"], "algorithm": "ed25519", "label": " my \0 phone "}
        for _ in range(2):
            answer = typist.post(f"{AT}/keys", json.dumps(body), content_type="application/json")
            assert answer.json() == {"key": json.loads(vector["statement"])["key"]}
        key = DeviceKey.objects.get()
        assert (key.label, key.user.username) == ("my phone", "typist-of-P001-P002-P201")
        change = AccountChange.objects.get()
        assert (change.change, change.actor, change.whom) == ("device_key_made", key.user, key.user)

    @pytest.mark.parametrize(
        "body",
        [
            *(b"", b"[]", b"{}", b'{"public_key": 3, "algorithm": "ed25519"}'),
            *(b'{"public_key": "AAAA", "algorithm": "ed25519"}', b'{"public_key": "AAAA", "algorithm": "x"}'),
        ],
    )
    def test_what_is_no_key_is_not_registered(self, typist, body):
        answer = typist.post(f"{AT}/keys", body, content_type="application/json")
        assert answer.status_code == 400 and not DeviceKey.objects.exists()

    def test_a_key_of_another_account_and_an_eleventh_are_not_taken_and_a_reviewer_has_none(
        self, log_in, typist
    ):
        other = Device(person(Role.TYPIST, "P003"))

        def register(client: Client, device: Device):
            body = {"public_key": base64.b64encode(device.public).decode(), "algorithm": "ed25519"}
            return client.post(f"{AT}/keys", json.dumps(body), content_type="application/json")

        assert register(typist, other).json() == {"refused": "DeviceKeyTaken"}
        answers = [register(typist, Device(None)).status_code for _ in range(11)]
        assert answers == [200] * 10 + [400]
        assert register(log_in(Role.TERRITORIAL_REVIEWER, "R1"), Device(None)).status_code == 403

    def test_the_kit_has_empty_forms_of_what_may_be_entered_and_nothing_that_was_typed(self, open_with):
        people = open_with("entries = 2")
        desk = Client(headers={"accept-language": "en"})
        desk.force_login(people.aigul)
        desk.post(address(), typed(signed_on="2023-03-20", signed_time="01:40"))
        mine = desk.get(f"{AT}/kit").json()
        assert [place["place"] for place in mine["places"]] == [f"tiny/P001/{SINGLE}"]
        desk.force_login(people.berik)
        other = desk.get(f"{AT}/kit").json()
        assert [(place["contest"], place["step"]) for place in other["places"]] == [
            (PARTY, "second"),
            (SINGLE, "first"),
        ]
        form = other["forms"]["tiny/party"]
        assert 'name="votes[dala]"' in form and "620" not in json.dumps(other["forms"])
        assert re.findall(r'class="digits"[^>]* value="([^"]*)"', form) and not re.search(
            r'class="digits"[^>]* value="[^"]+"', form
        )

    def test_the_kit_has_the_forms_of_a_district_beside_the_regions(self, db):
        open_divided()
        kit = offline_kit(person(Role.TYPIST, "P001", "P201", "P202"))
        places = [(place["area"], place["contest"]) for place in kit["places"]]
        assert sorted(places) == [
            ("P001", PARTY),
            ("P001", SINGLE),
            ("P201", PARTY),
            ("P201", SINGLE),
            ("P202", PARTY),
        ]

    def test_the_kit_names_the_form_that_a_statement_must_name(self, tiny):
        user = person(Role.TYPIST, "P001")
        kit = offline_kit(user)
        place = kit["places"][0]
        said = {name: place[name] for name in ("definition_sha256", "rule_pack_sha256", "step")}
        assert states(send(sealed(Device(user).typed(**said)))) == ["arrived"]


class TestKeysEnd:
    def test_their_owner_ends_them_and_nobody_else_by_their_address(self, log_in):
        mine, other = log_in(Role.TYPIST, "P001"), log_in(Role.TYPIST, "P002")
        user = get_user_model().objects.get(username="typist-of-P001")
        phone = Device(user)
        assert other.post(f"{AT}/keys/{phone.key_id}").status_code == 404
        assert phone.key.ended_at is None
        assert "test" in read_page(mine.get(AT)).text
        assert mine.post(f"{AT}/keys/{phone.key_id}").status_code == 302
        assert phone.key.ended_at is not None and not phone.key.lost
        mine.post(f"{AT}/keys/{phone.key_id}", {"lost": "1"})
        assert phone.key.lost
        told = list(AccountChange.objects.values_list("change", flat=True))
        assert told == ["device_key_made", "device_key_ended", "device_key_lost"]

    def test_an_administrator_ends_them_as_lost(self, log_in):
        user = person(Role.TYPIST, "P001")
        phone = Device(user)
        administrator = log_in(Role.ADMINISTRATOR, "KZ")
        held = user.memberships.get()
        page = administrator.get("/en/account/rights/tiny/")
        assert "prepared phone" in read_page(page).text
        sent = {"held": str(held.pk), "action": "keys", "sure": "1"}
        assert administrator.post("/en/account/rights/tiny/account", sent).status_code == 302
        assert phone.key.lost
        assert "its key is void" in read_page(administrator.get("/en/account/rights/tiny/changes")).text


class TestWhatTheBrowserKeeps:
    def test_the_page_without_a_network_names_nobody(self, typist):
        shell = typist.get("/en/desk/offline.html")
        text = shell.content.decode()
        assert shell.status_code == 200 and "data-offline" in text
        assert "csrfmiddlewaretoken" not in text and "data-key" not in text and "Log out" not in text
        assert shell.content == Client().get("/en/desk/offline.html").content

    def test_every_file_that_it_loads_is_kept_by_the_worker(self, client, tiny):
        worker = client.get("/desk/camera-worker.js").content.decode()
        page = read_page(client.get("/desk/offline.html"))
        loaded = {link.attributes["href"] for link in page.all("link", rel="stylesheet")}
        loaded |= {script.attributes["src"] for script in page.all("script", type="module")}
        asked = [Path("desk/offline/shell.js")]
        while asked:
            name = asked.pop()
            for other in re.findall(r'from "(\.[^"]+)"', (OFFLINE.parents[1] / name).read_text()):
                path = Path(*Path(re.sub(r"[^/]+/\.\./", "", str(name.parent / other))).parts)
                address_of = f"/static/{path}"
                if address_of not in loaded:
                    loaded.add(address_of)
                    asked.append(path)
        assert len(loaded) > 8
        assert [file for file in sorted(loaded) if f'"{file}"' not in worker] == []


def test_every_sentence_that_the_scripts_say_is_written_and_none_is_idle():
    source = "".join(path.read_text() for path in OFFLINE.glob("*.js"))
    told = {"refused_all", "first", "second", *(f"state_{state}" for state in ("held", "waiting"))}
    told |= {f"state_{state}" for state in ("arrived", "refused")}
    assert [
        name
        for name in script_words("hattama.web.offline")
        if name not in told and not re.search(rf"\b{name}\b", source)
    ] == []
    asked = set(re.findall(r"[^a-z.]words\.([a-z_]+)[,)]", source))
    asked |= set(re.findall(r'\b(?:refuse|say)\("([a-z_]+)"\)', source))
    assert {"put_back", "insecure", "prepared"} <= asked | set(re.findall(r"this\.words\.([a-z_]+)", source))
    assert asked <= set(script_words("hattama.web.offline"))


@pytest.mark.parametrize("vector", VECTORS["statements"], ids=lambda vector: vector["name"])
def test_the_vectors_hold_and_are_canonical(db, vector):
    statement = vector["statement"].encode()
    assert canonical_bytes(parse_canonical(statement)) == statement
    key = DeviceKey(public_key=vector["public_key"], algorithm=vector["algorithm"])
    signature = base64.b64decode(vector["signature"])
    assert is_signed_by(key, SIGNED_PREFIX + statement, signature)
    assert not is_signed_by(key, statement, signature)
