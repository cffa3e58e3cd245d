"""The states of areas and precincts as the public bundle shows them."""

import json
from typing import Any

from hattama.publish.state import AREA_STATES, PRECINCT_STATES
from hattama.web.kernel.log.bundle_store import public_store


def published_states(election_id: str) -> dict[str, dict[str, Any]]:
    """The documents by the identifier of their area."""
    store = public_store(election_id)
    lines = [line for path in (AREA_STATES, PRECINCT_STATES) for line in store.read(path).splitlines()]
    return {document["area"]["area_id"]: document for document in map(json.loads, lines)}
