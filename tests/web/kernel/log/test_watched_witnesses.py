"""What is told of witnesses to whoever watches the site: who has signed, and whether it suffices."""

import datetime

import pytest

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.operations.watching import judgements
from hattama.web.operations.watching.facts import LogFacts, gather_log_facts
from hattama.web.operations.watching.judgements import judge_log
from hattama.web.operations.watching.metrics import render_metrics
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from tests.web.kernel.log.test_witnesses import TIME, Witness, ask, down, witnesses
from tests.web.tiny_election import ELECTION_ID, NIGHT, protocol, publish

__all__ = ["witnesses"]

pytestmark = pytest.mark.django_db


def _facts() -> LogFacts:
    return gather_log_facts(ElectionRow.objects.get(), NIGHT)


def _judged() -> list[tuple[str, str]]:
    """What is wrong with the log once everybody has had time to follow."""
    # The checkpoint is a file of now, the night is long ago.
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(
        seconds=judgements.FOLLOWING_SECONDS + 60
    )
    return _judged_at(later)


def test_who_has_signed_is_told_with_when(witnesses: list[Witness]) -> None:
    publish(protocol("P001"))
    assert [one.has_signed for one in _facts().witnesses] == [False, False, False]
    ask()
    facts = _facts()
    assert (facts.quorum, facts.cosigned, facts.published) == (2, 4, 4)
    assert {one.signed_seconds_ago for one in facts.witnesses} == {max(0.0, NIGHT.timestamp() - TIME)}
    text = render_metrics(now=NIGHT).decode()
    assert 'hattama_witness_signed{election="tiny",witness="press"} 1.0' in text
    assert 'hattama_cosignature_age_seconds{election="tiny",witness="press"}' in text
    assert 'hattama_witness_quorum{election="tiny"} 2.0' in text


def test_one_that_is_silent_asks_for_attention_and_a_lost_quorum_is_wrong(witnesses: list[Witness]) -> None:
    publish(protocol("P001"))
    witnesses[0].answer = down
    ask()
    assert [one.in_trouble for one in _facts().witnesses] == [True, False, False]
    assert _judged() == [("witnesses", "attention")]
    witnesses[1].answer = down
    publish(protocol("P002"))
    ask()
    assert _judged() == [("witnesses", "wrong")]


def test_a_quorum_is_missed_also_while_the_log_goes_on(witnesses: list[Witness]) -> None:
    limit = datetime.timedelta(seconds=judgements.FOLLOWING_SECONDS)
    ask()
    witnesses[0].answer = witnesses[1].answer = down
    for at in (NIGHT, NIGHT + limit):
        import_protocols(
            ElectionRow.objects.get(), [Incoming(protocol("P001" if at == NIGHT else "P002"))], now=at
        )
        advance_log(ELECTION_ID, now=at)
        ask()
    # The newest checkpoint is of this moment: nobody could call it late.
    early, late = (_judged_at(NIGHT + limit - datetime.timedelta(seconds=1)), _judged_at(NIGHT + limit))
    assert (early, late) == ([], [("witnesses", "wrong")])


def _judged_at(now: datetime.datetime) -> list[tuple[str, str]]:
    found = judge_log(gather_log_facts(ElectionRow.objects.get(), now))
    return [(one.code, one.level.value) for one in found if one.code == "witnesses"]


def test_a_list_of_witnesses_that_cannot_be_read_is_told(witnesses: list[Witness], settings: object) -> None:
    (settings.DATA_DIR / "witnesses.toml").write_text("quorum = many")  # type: ignore[attr-defined]
    facts = _facts()
    assert facts.is_damaged
    assert (facts.published, facts.cosigned) == (3, 0)
    assert next(judge_log(facts)).code == "log_damaged"


def test_who_has_been_silent_for_longer_than_the_election_allows_has_not_signed(
    witnesses: list[Witness],
) -> None:
    row = ElectionRow.objects.get()
    row.definition = bytes(row.definition) + b"\n[log]\ngreatest_age_minutes = 60\n"
    row.save()
    ask()
    signed = datetime.datetime.fromtimestamp(TIME, datetime.UTC)
    for minutes, expected in ((60, True), (61, False)):
        facts = gather_log_facts(row, signed + datetime.timedelta(minutes=minutes))
        assert [one.has_signed for one in facts.witnesses] == [expected] * 3
