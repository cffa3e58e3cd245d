"""A log changes its key: the old key signs the checkpoint in which the new one is named, and then no more."""

import datetime

from django.db import transaction

from hattama.core.entries import entry_body
from hattama.core.transparency_log import VerifierKey
from hattama.web.kernel.log.advance_log import append_acts, come_to_end, writing_log
from hattama.web.kernel.log.log_settings import signer_for
from hattama.web.kernel.log.tables import act_of


def rotate_log_key(election_id: str, *, now: datetime.datetime) -> VerifierKey:
    """Make a new key and append it to the log; the new public half.

    The old key must still be at hand: it vouches for the new one. Where it was stolen or lost, no log entry
    can mend that, and readers have to be told by other means. Raises ElectionNotOpen, what the signer raises,
    or what `advance_log` raises.
    """
    with writing_log(election_id, now, may_be_closed=True) as election:
        key = signer_for(election_id).make_key(election.origin)
        with transaction.atomic():
            come_to_end(election, now)
            replaces = election.log_keys[-1][1]
            body = entry_body("key", now, role="log", vkey=key.vkey(), replaces=replaces)
            append_acts(election, [act_of(election, body, now)], now)
    return key
