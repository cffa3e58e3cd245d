"""Time stamps of the log by third parties (RFC 3161), so that its own clock need not be believed.

`time-stamps.txt` in the data folder names the authorities, the address of one to a line; what begins with #
is a remark. While the log grows each stamps the newest checkpoint once an hour, and the tokens are published
in `time-stamps`. Publication never waits for this.
"""

import base64
import datetime
import http.client
import logging
import secrets
from pathlib import Path

from django.conf import settings

from hattama.fetching import AddressRefused, parse_file_address
from hattama.formats.time_stamps import MAX_TOKEN_BYTES, QUERY_TYPE, StampRefused, make_query, token_in_reply
from hattama.verification.stamps import parse_stamp, stamped_text
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import STAMPS, BundleStore, public_store, working_folder
from hattama.web.kernel.stores.durable_files import read_if_any, replace_file

STAMP_SECONDS = 3600
"""How long the newest time stamp may be old before the next, while the log grows."""
TRY_SECONDS = 60
MOST_BYTES = 900_000
ANSWER_SECONDS = 5.0
WHOLE_ANSWER_SECONDS = 10.0

_log = logging.getLogger(__name__)


class NotStamped(Exception):
    """An authority gave no time stamp; the message says why."""


def load_authorities() -> list[str]:
    """The addresses of the authorities; none where there is no file."""
    lines = read_if_any(Path(settings.DATA_DIR) / "time-stamps.txt").decode().splitlines()
    return [told for line in lines if (told := line.strip()) and not told.startswith("#")]


def take_time_stamps(election_id: str, *, now: datetime.datetime) -> int:
    """Have the newest checkpoint stamped where that is due; how many authorities did.

    What goes wrong is written down, and tried again in a minute.
    """
    authorities = load_authorities()
    store = public_store(election_id)
    signed = store.checkpoint()
    if not authorities or signed is None or not _is_due(election_id, store, signed.checkpoint.size, now):
        return 0
    replace_file(_tried_path(election_id), str(now.timestamp()).encode("ascii"))
    size = signed.checkpoint.size
    origin = ElectionRow.objects.values_list("origin", flat=True).get(pk=election_id)
    text = stamped_text(origin, size, signed.checkpoint.root)
    tokens = []
    for url in authorities:
        try:
            tokens.append(ask_authority(url, text))
        except NotStamped as trouble:
            _log.warning("%s: no time stamp by %s: %s", election_id, url, trouble)
    lines = "".join(f"{size} {base64.b64encode(token).decode('ascii')}\n" for token in tokens)
    data = store.read_or_nothing(STAMPS) + lines.encode("ascii")
    if len(data) > MOST_BYTES:
        _log.warning("%s: there is no room for more time stamps", election_id)
        return 0
    if tokens:
        store.put_durably(STAMPS, data)
    return len(tokens)


def ask_authority(url: str, text: bytes) -> bytes:
    """The token of an authority for `text`, checked. Raises NotStamped."""
    nonce = secrets.randbits(63)
    try:
        address, path = parse_file_address(url, only_public=False)
        answer = address.ask(
            path,
            {"Content-Type": QUERY_TYPE},
            body=make_query(text, nonce),
            most_bytes=MAX_TOKEN_BYTES,
            silent_seconds=ANSWER_SECONDS,
            whole_seconds=WHOLE_ANSWER_SECONDS,
        )
    except (AddressRefused, OSError, http.client.HTTPException) as trouble:
        raise NotStamped(f"{type(trouble).__name__}: {trouble}") from None
    if answer.status != 200:
        raise NotStamped(f"status {answer.status}")
    try:
        return token_in_reply(answer.body, text, nonce)
    except StampRefused as refusal:
        raise NotStamped(str(refusal)) from None


def _is_due(election_id: str, store: BundleStore, size: int, now: datetime.datetime) -> bool:
    lines = store.read_or_nothing(STAMPS).decode("ascii").splitlines()
    last = parse_stamp(lines[-1]) if lines else None
    if last is not None:
        if last[0] == size:
            return False
        changed = (store.folder / STAMPS).stat().st_mtime
        if 0 <= now.timestamp() - changed < STAMP_SECONDS:
            return False
    try:
        tried = float(_tried_path(election_id).read_text("ascii"))
    except FileNotFoundError:
        return True
    return abs(now.timestamp() - tried) >= TRY_SECONDS


def _tried_path(election_id: str) -> Path:
    return working_folder(election_id) / "time-stamps-tried"
