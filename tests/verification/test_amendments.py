"""Names amended by entries of the log: what follows is true, and words that never stood are told."""

from hattama.verification.checking import check_bundle
from tests.verification.made_bundle import Body, Signer, make_bundle, verify
from tests.verification.made_log import entry, head_entries, make_foundation
from tests.verification.made_night import codes, qualifying

FOUNDATION = make_foundation(3, districts=2)
SIGNER = Signer()
AREA = FOUNDATION.areas.root
LANGUAGE, NAME = next(iter(AREA.names.items()))
HEAD = list(head_entries(FOUNDATION, SIGNER.key))


def called(before: str, after: str, area: str = AREA.area_id) -> Body:
    place = {"area": area, "contest": None, "choice": None, "field": "names", "language": LANGUAGE}
    told = {"precinct": None, "decision": None, "note_sha256": None, "done_by": []}
    return entry("amendment", why="a decree", changes=[{**place, "before": before, "after": after}], **told)


def closed(area: str) -> Body:
    said = {"area": area, "change": "closed", "into": None, "contest": None}
    decision = {"authority": "court", "number": "12", "decided_on": None, "document": None}
    done_by = [{"deed": "change_precinct", "role": "central_head", "area": AREA.area_id}]
    told = {"why": None, "changes": [], "decision": decision, "note_sha256": None}
    return entry("amendment", precinct=said, done_by=done_by, **told)


def found(*bodies: Body) -> set[str]:
    return codes(check_bundle(make_bundle(FOUNDATION, [*HEAD, *bodies], SIGNER), verify).troubles)


def test_names_may_be_amended_and_amended_again() -> None:
    assert found(called(NAME, "new"), called("new", "newer")) == set()


def test_words_that_did_not_stand_and_areas_that_are_not_there_break_the_rules() -> None:
    assert found(called(NAME, "new"), called(NAME, "newer")) == {"life-cycle-broken"}
    assert found(called("", "new", area="nowhere")) == {"life-cycle-broken"}


def test_a_polling_station_is_closed_once_and_by_whoever_held_a_role() -> None:
    first = FOUNDATION.precincts[0]
    assert found(closed(first)) == set()
    assert found(closed(first), closed(first)) == found(closed(AREA.area_id)) == {"life-cycle-broken"}
    report = check_bundle(make_bundle(FOUNDATION, [*HEAD, closed(first)], SIGNER), verify)
    assert "rights-untold" in qualifying(report.troubles)
