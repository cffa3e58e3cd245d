"""Totals of a bundle from its entries alone: at any size, in any view; refused where entries contradict."""

import pytest

from hattama.core.entries import VERSION_KINDS
from hattama.core.tabulation import Total
from hattama.core.transparency_log import canonical_bytes, encode_bundle
from hattama.core.vocabulary import View
from hattama.verification.places import FileAbsent
from hattama.verification.refolding import LogCannotBeFolded, fold_log
from tests.verification.made_bundle import Files, folded_totals
from tests.verification.made_night import eventful_bundle

FOUNDATION, BODIES, FILES = eventful_bundle()
ROOT = FOUNDATION.areas.root.area_id
CONTEST = FOUNDATION.election.contests[0].code


def counts(total: Total) -> tuple[dict[str, object], dict[str, object]]:
    return total.facts(), {code: tally for code, tally in total.figures.items()}


def test_the_totals_are_those_that_the_log_was_made_with() -> None:
    folded = fold_log(FILES)
    assert (folded.size, folded.log_size) == (len(BODIES), len(BODIES))
    for key, total in folded_totals(FOUNDATION, BODIES).items():
        assert counts(folded.totals[key]) == counts(total)


def test_derived_quantities_are_summed_protocol_by_protocol() -> None:
    total = fold_log(FILES).totals[ROOT, CONTEST]
    known = [code for code in total.derived if total.derived[code].contributors]
    assert known
    assert all(total.derived[code].contributors <= total.counted for code in known)


@pytest.mark.parametrize("size", range(0, len(BODIES), 5))
def test_at_an_earlier_size_nothing_later_is_known(size: int) -> None:
    folded = fold_log(FILES, size)
    assert folded.size == size
    expected = folded_totals(FOUNDATION, BODIES[:size])[ROOT, CONTEST]
    assert counts(folded.totals[ROOT, CONTEST]) == counts(expected)


def test_views_differ_by_what_they_leave_out() -> None:
    def seen(view: View) -> Total:
        return fold_log(FILES, None, view).totals[ROOT, CONTEST]

    size = 1 + next(index for index, body in enumerate(BODIES) if body["kind"] == "annulment")
    annulled = fold_log(FILES, size).totals[ROOT, CONTEST]
    as_reported = fold_log(FILES, size, View.AS_REPORTED).totals[ROOT, CONTEST]
    assert (as_reported.annulled, annulled.annulled) == (0, 1)
    assert as_reported.counted == annulled.counted + 1
    counted, scanned = seen(View.COUNTED), seen(View.WITH_SCAN)
    assert scanned.counted == counted.counted - counted.without_scan
    assert scanned.without_scan == 0


def test_a_size_that_the_log_has_not_reached_is_refused() -> None:
    with pytest.raises(ValueError):
        fold_log(FILES, len(BODIES) + 1)


def test_an_entry_that_contradicts_the_others_stops_the_fold() -> None:
    (name,) = [path for path in FILES if path.startswith("tile/entries")]
    first = next(index for index, body in enumerate(BODIES) if body["kind"] == "protocol")
    bodies = [*BODIES]
    bodies[first + 1] = BODIES[first]
    files = Files(FILES)
    files[name] = encode_bundle([canonical_bytes(body) for body in bodies])
    with pytest.raises(LogCannotBeFolded) as refusal:
        fold_log(files)
    assert (refusal.value.entry, refusal.value.why) == (first + 1, "ProtocolAlreadyPublished")


def test_an_entry_that_fits_no_schema_stops_the_fold() -> None:
    (name,) = [path for path in FILES if path.startswith("tile/entries")]
    bodies = [dict(body) for body in BODIES]
    del bodies[5]["recorded_at"]
    files = Files(FILES)
    files[name] = encode_bundle([canonical_bytes(body) for body in bodies])
    with pytest.raises(LogCannotBeFolded) as refusal:
        fold_log(files)
    assert refusal.value.entry == 5


def test_a_place_without_a_log_has_no_totals() -> None:
    with pytest.raises(FileAbsent):
        fold_log(Files())


def test_what_a_protocol_said_before_another_version_took_its_place_is_kept() -> None:
    folded = fold_log(FILES)
    versions = [body for body in BODIES if body["kind"] in VERSION_KINDS]
    replaced = {(body["area"], body["contest"]) for body in versions if body["replaces"] is not None}
    assert set(folded.first) == replaced != set()
    assert {contribution.version for contribution in folded.first.values()} == {1}
