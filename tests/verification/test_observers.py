"""Copies in a log that no enrolled key signed for that place make it false, whoever let them in."""

import datetime
from typing import Any

import pytest

from hattama.core.entries import ObserverCopy
from hattama.core.transparency_log import Note, sign_text
from hattama.verification.checking import check_bundle
from tests.verification.made_bundle import Signer, make_bundle, verify
from tests.verification.made_log import entry, make_foundation
from tests.verification.made_night import Night

LOG, OWN, OTHER = Signer(), Signer(41, "observer.example.org/1"), Signer(42, "observer.example.org/2")
FOUNDATION = make_foundation(10, 1)
(CONTEST,) = FOUNDATION.contests_at["P000000"]
NOW = datetime.datetime(2026, 8, 30, 21, 0, tzinfo=datetime.UTC)


def key(change: str = "enrolled", within: str = "P000000", signer: Signer = OWN) -> dict[str, Any]:
    is_new = change == "enrolled"
    return entry(
        "observer_key",
        change=change,
        vkey=signer.key.vkey(),
        within=within,
        organisation="Made for a test" if is_new else None,
        name_sha256="0" * 64 if is_new else None,
    )


def copy(signer: Signer = OWN, area: str = "P000000", said_of: str = "", **more: Any) -> dict[str, Any]:
    told = ObserverCopy("made", area, CONTEST, NOW, None, {"participants": 600})
    text = more.get("text", told.text())
    signers = (signer, more["beside"]) if "beside" in more else (signer,)
    note = Note(text, tuple(sign_text(text, one.key, one.sign) for one in signers)).encoded().decode()
    return entry("observer_copy", precinct=said_of or area, contest=CONTEST, note=more.get("note", note))


def found(*bodies: dict[str, Any]) -> set[str]:
    """Which rules of life are broken where these entries follow the opening."""
    night = Night(FOUNDATION, LOG)
    for body in bodies:
        night.add(body)
    report = check_bundle(make_bundle(FOUNDATION, night.bodies, LOG), verify)
    return {str(one.found) for one in report.troubles if one.kind.code == "life-cycle-broken"}


def test_what_an_enrolled_key_signed_for_its_place_is_sound() -> None:
    assert found(key(), copy()) == set()
    assert found(key(within="N"), copy(area="P000007")) == set()


@pytest.mark.parametrize(
    ("bodies", "reason"),
    [
        ((copy(),), "CopyNotSigned"),
        ((key(), copy(OTHER)), "CopyNotSigned"),
        ((key(), copy(said_of="P000001")), "CopyNotSigned"),
        ((key(), copy(text="hattama observer copy v1\n")), "CopyNotSigned"),
        ((key(), copy(note="nothing")), "CopyNotSigned"),
        ((key(), copy(area="P000001")), "NotHere"),
        ((key(), key("revoked"), copy()), "CopyNotSigned"),
        ((key(), copy(), copy()), "CopyTakenBefore"),
        ((key(), key(signer=OTHER), copy(beside=OTHER)), "CopyNotSigned"),
        ((key(), key()), "KeyEnrolledBefore"),
        ((key(), key("revoked"), key()), "KeyEnrolledBefore"),
        ((key("revoked"),), "KeyNotEnrolled"),
    ],
)
def test_what_is_not_is_named(bodies: tuple[dict[str, Any], ...], reason: str) -> None:
    assert found(*bodies) == {reason}
