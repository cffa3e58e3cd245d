"""`protocol`, `correction`, `recount`: the body of a version, and what it takes the place of."""

import datetime
from types import SimpleNamespace

import pytest

from hattama.core.entries import (
    SCAN,
    ProtocolEntry,
    RedactionEntry,
    ScanEntry,
    check_entry_schema,
    entry_from_body,
    entry_message,
    fold_life,
    protocol_in,
    salted_sha256,
    version_body,
)
from hattama.core.entries.parts import NothingToAttachTo
from hattama.core.entries.scan import ScanAlreadyThere
from hattama.core.entries.version import (
    ProtocolAlreadyPublished,
    ReplacedEntryIsNotCurrent,
    VersionOutOfOrder,
)
from hattama.core.protocols import SET_ASIDE, Protocol
from tests.core.entries.entry_examples import HASH, example
from tests.core.protocols.small_form import FORM

NOW = datetime.datetime(2023, 3, 19, 17, 30, tzinfo=datetime.UTC)
FORMS = {"party": FORM}
PROTOCOL = Protocol("P001", "party", {"listed": 900}, frozenset({"issued"}), explanation="Біреуі бүлінді.")


def test_the_body_fits_its_schema_and_holds_no_text_of_the_commission():
    words = {"listed": None}
    body = version_body(PROTOCOL, (), (), words=words, recorded_at=NOW, method="typed", salt="ab")
    assert check_entry_schema(body) == ()
    assert body["explanation_sha256"] == salted_sha256("Біреуі бүлінді.", "ab")
    read = protocol_in(body)
    assert (read.figures, read.illegible, read.words) == ({"listed": 900}, PROTOCOL.illegible, {"listed": ""})
    assert entry_from_body(7, body) == ProtocolEntry(
        7, "P001", "party", {"listed": 900}, explanation=body["explanation_sha256"]
    )


def test_versions_follow_one_another():
    first = ProtocolEntry(7, "P001", "party", {"listed": 900})
    second = first._replace(index=9, replaces=7, version=2)
    standing = fold_life(None, first, FORMS)
    assert fold_life(standing, second, FORMS).version == 2
    with pytest.raises(ProtocolAlreadyPublished):
        fold_life(standing, first, FORMS)
    with pytest.raises(ReplacedEntryIsNotCurrent):
        fold_life(standing, second._replace(replaces=3), FORMS)
    with pytest.raises(VersionOutOfOrder):
        fold_life(standing, second._replace(version=3), FORMS)
    with pytest.raises(NothingToAttachTo):
        fold_life(None, ScanEntry(8, "P001", "party", HASH), FORMS)


def test_scans_show_the_figures_that_stand_until_those_of_another_paper_take_their_place():
    standing = fold_life(None, ProtocolEntry(7, "P001", "party", {}, scans=("a",)), FORMS)
    counted = ProtocolEntry(8, "P001", "party", {}, replaces=7, version=2)
    recounted, retyped = (
        fold_life(standing, counted._replace(keeps_paper=kept), FORMS) for kept in (False, True)
    )
    assert (recounted.scans, recounted.shown_scans, recounted.has_scan) == (("a",), (), False)
    assert recounted.has_any_scan
    assert (retyped.shown_scans, retyped.has_scan) == (("a",), True)
    again = counted._replace(index=9, replaces=8, version=3, keeps_paper=True)
    assert not fold_life(recounted, again, FORMS).has_scan, "nor do they of what is read from the new paper"
    later = fold_life(recounted, ScanEntry(9, "P001", "party", "b"), FORMS)
    assert (later.shown_scans, later.has_scan) == (("b",), True)
    # What is left once that is withdrawn shows the earlier paper still.
    gone = fold_life(later, RedactionEntry(10, "P001", "party", SCAN, "b"), FORMS)
    assert (gone.shown_scans, gone.has_scan, gone.has_any_scan) == ((), False, True)


def test_a_file_of_an_earlier_paper_named_again_shows_the_figures_that_stand():
    standing = fold_life(None, ProtocolEntry(7, "P001", "party", {}, scans=("a", "b")), FORMS)
    corrected = ProtocolEntry(8, "P001", "party", {}, replaces=7, version=2)
    same = fold_life(standing, corrected._replace(scans=("a",)), FORMS)
    assert (same.scans, same.shown_scans, same.has_scan) == (("a", "b"), ("a",), True)
    bare = fold_life(standing, corrected, FORMS)
    later = fold_life(bare, ScanEntry(9, "P001", "party", "b"), FORMS)
    assert (later.scans, later.shown_scans, later.has_scan) == (("a", "b"), ("b",), True)
    with pytest.raises(ScanAlreadyThere):
        fold_life(later, ScanEntry(10, "P001", "party", "b"), FORMS)
    # What was taken away stays away, whatever figures stand.
    gone = fold_life(standing, RedactionEntry(8, "P001", "party", SCAN, "a"), FORMS)
    with pytest.raises(ScanAlreadyThere):
        fold_life(gone, corrected._replace(index=9, scans=("a",)), FORMS)


SCANNED = [SimpleNamespace(sha256=HASH, size_bytes=20_000, media_type="image/jpeg", pages=1)]


@pytest.mark.parametrize(
    ("kind", "replaces", "reason", "scans", "keeps"),
    [
        ("protocol", None, None, [], False),
        ("protocol", 7, None, [], True),
        ("protocol", 7, None, SCANNED, True),
        ("correction", 7, "transcription_error", [], True),
        ("correction", 7, "transcription_error", SCANNED, False),
        ("correction", 7, "annulment_set_aside", [], True),
        ("correction", 7, "annulment_set_aside", SCANNED, False),
        ("correction", 7, "counting_error", [], False),
        ("recount", 7, "transcription_error", [], False),
    ],
)
def test_what_two_entries_came_to_an_error_in_copying_and_what_counts_again_keep_the_paper(
    kind, replaces, reason, scans, keeps
):
    body = version_body(PROTOCOL, (), scans, words={}, recorded_at=NOW, method="typed", salt="ab", kind=kind)
    body |= {"replaces": replaces} | ({"reason": reason} if reason else {})
    entry = entry_from_body(8, body)
    assert isinstance(entry, ProtocolEntry)
    assert entry.keeps_paper is keeps


def test_a_correction_that_lets_a_protocol_count_again_says_so_in_the_log() -> None:
    again = entry_message(example("correction", reason=SET_ASIDE)).english
    assert again == "The declaration of invalidity set aside: the protocol counts again"
    other = entry_message(example("correction", reason="court_decision")).english
    assert other == "Correction of the protocol"
    assert entry_message(example("recount", reason=SET_ASIDE)).english == "Protocol of a recount"
