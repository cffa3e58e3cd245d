"""An operator writes a role that decides into the log, alone: verify says FALSE, and where."""

from typing import Any

import pytest

from hattama.core.entries import check_entry_schema
from hattama.verification.checking import check_bundle
from hattama.verification.reports import Report
from hattama.verification.trouble_kinds import RIGHTS_UNTOLD, ROLE_OF_ONE
from hattama.verification.troubles import Weight
from tests.verification.made_bundle import Body, Signer, make_bundle, verify
from tests.verification.made_log import MOMENT, entry, head_entries, make_foundation, protocol

FOUNDATION = make_foundation(3, districts=2)
SIGNER = Signer()
ROOT = FOUNDATION.areas.root.area_id
PART = next(one.area_id for one in FOUNDATION.areas.areas if one.parent_id == ROOT and not one.is_precinct)
FIRST, SECOND, HEAD, NOBODY = ("abcd"[place] * 64 for place in range(4))
OPENING = list(head_entries(FOUNDATION, SIGNER.key))
COUNTED = [protocol(FOUNDATION, name, "contest0") for name in FOUNDATION.precincts]


def change(what: str, who: str, *by: str, role: str = "central_head", area: str = ROOT) -> Body:
    return {"change": what, "who": who, "role": role, "area": area, "by": list(by), "at": MOMENT}


def rights(*changes: Body, **said: Any) -> Body:
    body = {**entry("rights", changes=list(changes), counts=[]), **said}
    assert check_entry_schema(body) == ()
    return body


KEEPERS = rights(*(change("held", who, "operator", role="administrator") for who in (FIRST, SECOND)))
PROPOSED = rights(change("proposed", HEAD, "operator"))
AFTER_OPENING = "2026-08-31T01:00:00+05:00"


def report(*bodies: Body) -> Report:
    return check_bundle(make_bundle(FOUNDATION, [*OPENING, *bodies], SIGNER), verify)


def refused(*bodies: Body) -> list[tuple[int | None, object]]:
    """Entry and reason of everything for which the log of these entries is false."""
    return [(one.entry, one.found) for one in report(*bodies).troubles if one.kind.code == "rights-broken"]


@pytest.mark.parametrize(
    ("forged", "reason"),
    [
        (rights(change("held", HEAD)), "HeldLater"),
        (rights(change("held", HEAD, FIRST, SECOND)), "HeldLater"),
        (rights(change("given", NOBODY, "operator", role="administrator", area=PART)), "GivenByOneAlone"),
        (rights(change("given", NOBODY, "operator", role="administrator")), "GivenByOneAlone"),
        (rights(change("proposed", HEAD, NOBODY)), "MadeByNoAdministrator"),
        (rights(change("confirmed", HEAD, "operator", NOBODY)), "MadeByNoAdministrator"),
        (rights(change("confirmed", HEAD, FIRST, SECOND)), "ConfirmedUnproposed"),
    ],
    ids=lambda said: said if isinstance(said, str) else said["changes"][0]["change"],
)
def test_a_role_that_one_person_writes_into_the_log_makes_it_false_at_that_entry(
    forged: Body, reason: str
) -> None:
    before = [KEEPERS, PROPOSED, *COUNTED]
    assert refused(*before) == []
    assert refused(*before, forged) == [(len(OPENING) + len(before), reason)]


def test_a_log_that_opened_with_nobody_takes_no_role_as_held_once_a_moment_has_passed() -> None:
    late = rights(change("held", HEAD), recorded_at=AFTER_OPENING)
    assert refused(late) == [(len(OPENING), "HeldLater")]
    given = [rights(change("given", who, "operator", role="administrator")) for who in (FIRST, SECOND)]
    assert refused(*given, PROPOSED, rights(change("confirmed", HEAD, "operator", SECOND))) == []


def test_a_role_that_the_opening_says_one_person_gave_is_named_in_the_verdict() -> None:
    roles = {by: rights(change("held", HEAD, *by)) for by in ((), ("operator",), (FIRST,), (FIRST, SECOND))}
    qualifying = {
        by: [one.entry for one in report(KEEPERS, body).troubles if one.kind is ROLE_OF_ONE]
        for by, body in roles.items()
    }
    named = [len(OPENING) + 1]
    assert qualifying == {(): named, ("operator",): named, (FIRST,): named, (FIRST, SECOND): []}


def test_a_log_that_says_of_nobody_who_may_decide_is_not_plainly_true_once_somebody_has() -> None:
    deciding = {"deed": "correct", "role": "central_head", "area": ROOT}
    decided = protocol(FOUNDATION, FOUNDATION.precincts[0], "contest0", done_by=[deciding])
    assert RIGHTS_UNTOLD in {one.kind for one in report(decided).troubles}
    assert RIGHTS_UNTOLD.weight is ROLE_OF_ONE.weight is Weight.QUALIFIES
