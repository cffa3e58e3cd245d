"""What a log says is held against the rules by which everybody verifies it, from the database alone."""

from __future__ import annotations

from hattama.verification import FOUNDATION_FILES, Troubles, check_entries, read_foundation
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.log_places import LogPlace
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.stores.content_store import get_content


def check_logged_entries(election: ElectionRow) -> Troubles:
    """Everything for which `hattama verify` calls this log false, as far as its entries give reason.

    Each entry by itself, its order, its life cycle, its findings, the totals that the log states.
    """
    size = load_log_size(election)
    if not size:
        return Troubles()
    contents = (bytes(election.definition), get_content(election.areas_sha256), bytes(election.rule_pack))
    foundation = read_foundation(dict(zip(FOUNDATION_FILES, contents, strict=True)))
    return check_entries(foundation, LogPlace(election), election.origin, size)
