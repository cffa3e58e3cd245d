"""What verification says of claims: their order, place and papers, and where they are not the sum."""

import copy
from collections.abc import Callable, Mapping

import pytest

from hattama.core.transparency_log import canonical_bytes
from hattama.verification.checking import Asked, check_bundle
from hattama.verification.scans import scan_path
from tests.verification.made_bundle import Body, Files, Signer, log_files, verify
from tests.verification.made_night import codes, eventful_bundle, file_of

_, BODIES, FILES = eventful_bundle()
SIGNER = Signer()
Change = Callable[[list[Body]], object]


def signed_again(
    change: Callable[[list[Body]], object], shown: Mapping[str, bytes] | None = None
) -> set[str]:
    """What is found in a log whose operator changed its entries and signed the result; `shown` beside it."""
    bodies = copy.deepcopy(list(BODIES))
    change(bodies)
    log = log_files([canonical_bytes(body) for body in bodies], SIGNER)
    files = Files(FILES | log | dict(shown or {}))
    return codes(check_bundle(files, verify, Asked(with_scans=True)).troubles)


def at(kind: str) -> int:
    """The index of the first entry of a kind."""
    return next(index for index, body in enumerate(BODIES) if body["kind"] == kind)


def test_a_claim_that_takes_the_place_of_another_in_silence_is_found() -> None:
    def forget(bodies: list[Body]) -> None:
        bodies[at("claim") + 1]["replaces"] = None

    assert "life-cycle-broken" in signed_again(forget)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"area": "P000000"}, "life-cycle-broken"),
        ({"area": "P999999"}, "life-cycle-broken"),
        ({"contest": "contest9"}, "life-cycle-broken"),
        ({"level": "region9"}, "life-cycle-broken"),
        ({"stage": "middle"}, "schema-broken"),
        ({"figures": {"participants": -1}}, "schema-broken"),
    ],
)
def test_a_claim_of_nowhere_or_of_nothing_is_found(changes: Body, code: str) -> None:
    assert code in signed_again(lambda bodies: bodies[at("claim")].update(changes))


def test_the_protocol_of_a_commission_that_is_not_the_sum_is_named_and_makes_no_log_false() -> None:
    said = {"stage": "final", "replaces": None, "figures": {"participants": 1}}
    found = signed_again(lambda bodies: bodies[at("claim") + 1].update(said))
    assert found == {"claim-differs", "document-differs"}, "and the tables are those of the log before"


def test_the_signed_paper_of_a_claim_must_be_shown() -> None:
    path = scan_path(file_of(b"the paper")["sha256"])

    def name(bodies: list[Body]) -> None:
        bodies[at("claim")]["document"] = file_of(b"the paper")

    for shown, found in (
        ({}, "file-absent"),
        ({path: b"another"}, "scan-differs"),
        ({path: b"the paper"}, ""),
    ):
        assert signed_again(name, shown) == {"document-differs", found} - {""}, shown


def test_a_claim_after_the_closing_is_found() -> None:
    def late(bodies: list[Body]) -> None:
        bodies.append(bodies[at("claim") + 1] | {"replaces": at("claim") + 1})

    assert "order-broken" in signed_again(late)
