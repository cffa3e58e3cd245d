"""A civic count beside the tiny election, of the same areas, and its volunteers."""

from typing import Any

from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.kernel.elections.open_election import open_election
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.advance_log import advance_log
from tests.web.people import person
from tests.web.tiny_election import ELECTION_TOML, LOADED_AT, load_tiny

CIVIC = "tiny-civic"
DEFINITION = (
    ELECTION_TOML.replace(b'id = "tiny"', f'id = "{CIVIC}"\ncivic = true'.encode())
    .replace(b"Tiny election", b"Tiny copies")
    .replace(b"[[contest]]", b"[entry]\nentries = 2\n\n[[contest]]", 1)
)


def open_civic() -> None:
    """Load and open it."""
    load_tiny(DEFINITION)
    open_election(CIVIC, now=LOADED_AT)
    advance_log(CIVIC, now=LOADED_AT)


def area(code: str = "P001") -> AreaRow:
    """An area of it."""
    return AreaRow.objects.select_related("election").get(election_id=CIVIC, code=code)


def volunteer(name: str, role: Role = Role.TYPIST, where: str = "P001") -> Any:
    """An account with a role in it."""
    user = person(role, username=name)
    Membership.objects.create(user=user, area=area(where), role=role.value)
    return user
