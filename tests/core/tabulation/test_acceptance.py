"""What may come next in a log: about times, papers, turnout, protocols, and after the end."""

import pytest

from hattama.core.entries import NoSuchArea, NotHere, NotOnTheRoster
from hattama.core.entries.parts import LogIsClosed, NoSuchContest, NothingToAttachTo
from hattama.core.entries.steps import NoSuchStep, StepAlreadyRecorded
from hattama.core.tabulation import Acceptance, EntryPlace, EntryUnfit, Ground
from hattama.core.vocabulary import NO_WORDS, Contest, Election
from tests.core.entries.entry_examples import example
from tests.core.entries.test_steps import DAY, STEPS
from tests.core.entries.test_steps import body as times

CONTEST = Contest("party", "party_list", NO_WORDS, ())
ELECTION = Election("tiny", NO_WORDS, DAY, "pack", (CONTEST,))
PLACES = {
    "P001": EntryPlace(True, {"party": CONTEST}),
    "P002": EntryPlace(True),
    "D11": EntryPlace(False),
}


def ground():
    return Ground(ELECTION, {}, STEPS, PLACES, lambda text: None)


def refuse(body, reason, *before):
    acceptance = Acceptance(ground())
    for index, earlier in enumerate(before):
        acceptance.take(index, earlier)
    with pytest.raises(reason):
        acceptance.take(len(before), body)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({**times(sent="20:00"), "area": "D11", "contest": "party"}, NotHere),
        ({**times(counted="20:00"), "area": "P002", "contest": "party"}, NotHere),
        ({**times(closed="20:00"), "area": "D11"}, NoSuchStep),
        ({**times(closed="20:00"), "area": "P999"}, NoSuchArea),
        (times(), EntryUnfit),
        (example("custody", area="D11", contest=None), NotHere),
        (example("custody", area="P001", contest="other"), NotHere),
        (example("turnout", area="P999", contest=None), NoSuchArea),
        (example("turnout", area="P001", contest="other"), NoSuchContest),
        (example("protocol", area="P002"), NotOnTheRoster),
        (example("scan", area="P001"), NothingToAttachTo),
        (example("scan", area="P001", recorded_at="2023-13-01T00:00:00+00:00"), EntryUnfit),
        (example("scan", area="P001", scan={"bytes": 2**53}), EntryUnfit),
    ],
)
def test_what_nothing_can_follow_from_is_refused_by_its_name(body, reason):
    refuse(body, reason)


def test_what_was_taken_is_remembered():
    refuse(times(closed="20:01"), StepAlreadyRecorded, times(closed="20:00"))


def test_what_is_refused_changes_nothing():
    acceptance = Acceptance(ground())
    for _ in range(2):
        with pytest.raises(NoSuchStep):
            acceptance.take(0, times(closed="20:00", sent="21:00"))
    acceptance.take(0, times(closed="20:00"))


def test_a_closed_log_takes_keys_and_redactions_alone():
    acceptance = Acceptance(ground(), is_closed=True)
    acceptance.take(0, example("key"))
    with pytest.raises(LogIsClosed):
        acceptance.take(1, times(closed="20:00"))
    with pytest.raises(NothingToAttachTo):
        acceptance.take(1, example("redaction"))
