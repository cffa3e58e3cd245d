"""Signed statements: once, in any order, by a key that holds, with both times, and never altered."""

import datetime

import pytest

from hattama.cli.main import main
from hattama.web.kernel.accounts.change_rights import close_account, remove_second_factor, take_role
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.log.publish_act import publish_act
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.offline.accept_statement import (
    NonceUsedTwice,
    NotAStatement,
    SignatureDoesNotHold,
    Taken,
    UnknownDeviceKey,
    accept_held,
    accept_statement,
)
from hattama.web.offline.device_keys import ECDSA, ED25519, end_device_key
from hattama.web.offline.sealed_statements import SignedText
from hattama.web.offline.tables import OfflineStatementRow
from hattama.web.protocols.enter import enter_protocol
from hattama.web.protocols.tables import LifeStep
from tests.web.offline_device import RECEIVED_AT, TYPED_AT, Device
from tests.web.protocols.life.people import People, paper
from tests.web.tiny_election import ELECTION_ID, PARTY, SINGLE, area_row, sound_figures

pytestmark = pytest.mark.both_engines

HOUR = datetime.timedelta(hours=1)


def accept(signed: SignedText, now: datetime.datetime = RECEIVED_AT) -> Taken:
    return accept_statement(signed, now=now)


def told(signed: SignedText) -> tuple[str, str]:
    row = accept(signed).row
    return row.state, row.reason


def deeds() -> list[str]:
    return list(LifeStep.objects.order_by("pk").values_list("deed", flat=True))


@pytest.mark.parametrize("algorithm", [ED25519, ECDSA])
def test_a_statement_becomes_the_entry_of_its_account_with_both_times(one: People, algorithm: str) -> None:
    taken = accept(Device(one.aigul, algorithm).typed())
    assert (taken.row.state, taken.row.received_at) == ("accepted", RECEIVED_AT)
    step = LifeStep.objects.get(deed="enter")
    assert (step.actor, step.recorded_at) == (one.aigul, RECEIVED_AT)
    assert step.data["offline"]["acted_at"] == TYPED_AT
    assert step.data["protocol"]["signed_at"] == "2023-03-20T01:40:00+06:00"
    assert taken.act is not None and publish_act(taken.act, now=RECEIVED_AT)
    body = Act.objects.get(kind="protocol").body
    assert body["recorded_at"] == "2023-03-19T22:31:00+00:00"
    assert body["done_by"] == [{"deed": "enter", "role": "typist", "area": None, "at": TYPED_AT}]
    assert "DEED-CLOCK" not in [found["code"] for found in body["findings"]]
    assert LogEntry.objects.filter(kind="protocol").count() == 1


def test_the_same_statement_again_is_one_act_and_gets_the_same_answer(one: People) -> None:
    typed = Device(one.aigul).typed()
    first, again = accept(typed), accept(typed, RECEIVED_AT + HOUR)
    assert first.act is not None and again.act is None
    assert again.row == first.row and again.row.received_at == RECEIVED_AT
    assert deeds() == ["enter", "confirm", "publish"]


def test_another_statement_under_a_nonce_that_was_used_is_refused(one: People) -> None:
    phone = Device(one.aigul)
    accept(phone.typed(nonce="0" * 32))
    with pytest.raises(NonceUsedTwice):
        accept(phone.typed(nonce="0" * 32, area="P002"))
    assert OfflineStatementRow.objects.count() == 1


def test_an_altered_byte_a_wrong_key_and_a_second_spelling_are_refused_and_nothing_is_kept(
    one: People,
) -> None:
    phone, other = Device(one.aigul), Device(one.berik)
    statement, signature = phone.statement(), phone.typed().signature
    right = phone.sign(statement)
    altered = statement.replace(b'["votes[dala]",370]', b'["votes[dala]",371]')
    assert altered != statement
    for wrong in (
        SignedText(altered, right.signature),
        SignedText(statement, signature),
        SignedText(statement, other.sign(statement).signature),
        SignedText(statement, right.signature[:-1] + bytes([right.signature[-1] ^ 1])),
        SignedText(statement, b""),
    ):
        with pytest.raises(SignatureDoesNotHold):
            accept(wrong)
    with pytest.raises(NotAStatement):
        accept(phone.sign(statement + b" "))
    with pytest.raises(NotAStatement):
        accept(phone.typed(step="third"))
    with pytest.raises(UnknownDeviceKey):
        accept(Device(None).typed())
    assert not OfflineStatementRow.objects.exists() and deeds() == []
    assert accept(right).row.state == "accepted"


class TestOutOfOrder:
    def test_a_second_entry_that_comes_first_is_held_and_taken_in_when_the_first_has_come(
        self, two: People
    ) -> None:
        second = Device(two.berik).typed(step="second")
        assert accept(second).act is None and told(second) == ("held", "")
        assert deeds() == [] and accept_held(area_row("P001"), PARTY, now=RECEIVED_AT)[0].row.state == "held"
        assert told(Device(two.aigul).typed()) == ("accepted", "")
        (taken,) = accept_held(area_row("P001"), PARTY, now=RECEIVED_AT + HOUR)
        assert taken.row.state == "accepted" and taken.act is not None
        assert taken.row.received_at == RECEIVED_AT and taken.row.decided_at == RECEIVED_AT + HOUR
        assert deeds() == ["enter", "enter", "confirm", "publish"]
        steps = LifeStep.objects.filter(deed="enter").order_by("pk")
        assert [step.actor for step in steps] == [two.aigul, two.berik]
        assert accept_held(area_row("P001"), PARTY, now=RECEIVED_AT) == []

    def test_it_is_taken_in_after_a_first_entry_at_the_desk_as_well_and_when_it_is_sent_again(
        self, two: People
    ) -> None:
        second = Device(two.berik).typed(step="second")
        accept(second)
        enter_protocol(two.aigul, area_row("P001"), paper(), now=RECEIVED_AT)
        assert told(second) == ("accepted", "")

    def test_two_people_who_each_thought_to_be_first_are_two_blind_entries(self, two: People) -> None:
        assert told(Device(two.aigul).typed()) == ("accepted", "")
        assert told(Device(two.berik).typed()) == ("accepted", "")
        assert deeds()[:2] == ["enter", "enter"]

    def test_one_person_is_never_both(self, two: People) -> None:
        phone = Device(two.aigul)
        accept(phone.typed())
        assert told(phone.typed(step="second")) == ("refused", "EntersTwice")
        assert told(Device(two.aigul).typed()) == ("refused", "EntersTwice")


class TestRefusedForAReason:
    def test_another_person_has_entered_it_already(self, one: People) -> None:
        enter_protocol(one.berik, area_row("P001"), paper(), now=RECEIVED_AT)
        typed = Device(one.aigul).typed()
        assert told(typed) == ("refused", "ProtocolAlreadyEntered")
        assert told(typed) == ("refused", "ProtocolAlreadyEntered")

    def test_what_is_wrong_with_it_is_named(self, one: People) -> None:
        phone = Device(one.aigul)
        for reason, changes in (
            ("DefinitionChanged", {"definition_sha256": "ab" * 32}),
            ("DefinitionChanged", {"rule_pack_sha256": "ab" * 32}),
            ("DefinitionChanged", {"figures": [["no_such_line", 1]]}),
            ("DefinitionChanged", {"figures": [["votes[nobody]", 1]]}),
            ("NoSuchPlace", {"election": "another"}),
            ("NoSuchPlace", {"area": "P999"}),
            ("NoSuchPlace", {"area": "D11"}),
            ("ContestNotHeldHere", {"contest": "third"}),
            ("NotYours", {"area": "P002"}),
            ("NothingTyped", {"figures": []}),
        ):
            assert told(phone.typed(**changes)) == ("refused", reason)  # type: ignore[arg-type]
        assert deeds() == []

    def test_figures_that_disagree_need_a_word(self, one: People) -> None:
        phone = Device(one.aigul)
        figures = [[key, value] for key, value in sorted(sound_figures(participants=601).items())]
        assert told(phone.typed(figures=figures)) == ("refused", "ExplanationNeeded")
        assert told(phone.typed(figures=figures, explanation="paper says so")) == ("accepted", "")

    def test_the_election_is_closed(self, one: People) -> None:
        typed = Device(one.aigul).typed()
        close_election(ELECTION_ID, now=RECEIVED_AT)
        assert ElectionRow.objects.get(pk=ELECTION_ID).closed_at is not None
        assert told(typed) == ("refused", "ElectionClosed")

    def test_the_account_is_closed_or_has_no_part_any_more(self, one: People) -> None:
        closed, without = Device(one.aigul), Device(one.berik)
        close_account(None, one.aigul, now=RECEIVED_AT)
        take_role(None, one.berik, Role.TYPIST, area_row("P001"), now=RECEIVED_AT)
        assert told(closed.typed()) == ("refused", "AccountIsClosed")
        assert told(without.typed()) == ("refused", "NotYours")


class TestTheEndOfAKey:
    def test_what_was_done_before_it_ended_is_taken_in_and_what_came_after_is_not(self, one: People) -> None:
        phone = Device(one.aigul)
        ended = datetime.datetime.fromisoformat(TYPED_AT) + HOUR
        end_device_key(one.aigul, phone.key, lost=False, now=ended)
        after = phone.typed(contest=SINGLE, acted_at="2023-03-20T03:10:05+06:00")
        assert told(after) == ("refused", "DeviceKeyEnded")
        assert told(phone.typed()) == ("accepted", "")

    def test_a_lost_telephone_signs_nothing_whatever_time_it_claims(self, one: People) -> None:
        phone, other = Device(one.aigul), Device(one.chair)
        end_device_key(one.administrator, phone.key, lost=True, now=RECEIVED_AT)
        remove_second_factor(one.administrator, one.chair, now=RECEIVED_AT)
        assert told(phone.typed(acted_at="2023-03-19T22:00:00+06:00")) == ("refused", "DeviceKeyLost")
        assert told(other.typed()) == ("refused", "DeviceKeyLost")


@pytest.mark.parametrize("at", ["2099-01-01T00:00:00+05:00", "2023-03-18T10:00:00+06:00"])
def test_a_clock_that_cannot_be_right_is_kept_as_it_says_and_found(one: People, at: str) -> None:
    taken = accept(Device(one.aigul).typed(acted_at=at))
    assert taken.row.state == "accepted" and taken.row.acted_at == datetime.datetime.fromisoformat(at)
    body = Act.objects.get(kind="protocol").body
    assert body["done_by"][0]["at"] == at
    assert "DEED-CLOCK" in [found["code"] for found in body["findings"]]
    # Who checks the log knows the time in it, and finds the same.
    assert taken.act is not None and publish_act(taken.act, now=RECEIVED_AT)
    refresh_bundle(ELECTION_ID)
    assert main(["verify", str(public_store(ELECTION_ID).folder), "--lang", "en"]) == 3
