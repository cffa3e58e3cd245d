"""What a log says of records is held against their registers, and what it should hide must be hidden."""

import pytest

from tests.verification.made_bundle import Body
from tests.verification.made_log import entry
from tests.verification.test_checking import signed_again


@pytest.mark.parametrize(
    ("changes", "is_found"),
    [
        ({}, False),
        ({"edition": "2031"}, False),
        ({"values": {"complainant": {"value": "somebody"}}}, True),
        ({"values": {"outcome": {"value": "lost"}}}, True),
        ({"record_kind": "candidate"}, True),
    ],
)
def test_what_is_said_of_a_record_is_held_against_its_register_even_after_the_closing(
    changes: Body, is_found: bool
) -> None:
    said = {"register": "complaints", "edition": "2023", "record_kind": "complaint", "record": "k3v9p2x7"}
    silence = dict.fromkeys(("organisation", "document", "as_of", "said_on", "replaces"))
    sound = entry(
        "record_statement", **said, **silence, source="press", values={"subject": {"value": "breach"}}
    )
    found = signed_again(lambda bodies: bodies.append(sound | changes))
    assert ("life-cycle-broken" in found) is is_found
    assert not found & {"order-broken", "schema-broken"}
