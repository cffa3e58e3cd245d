"""The witness behind HTTP: an ASGI application of few addresses, which waits for nobody longer than it must.

ASGI rather than WSGI because only there a request whose body never comes can be given up.
"""

import asyncio
import datetime
import os
import re
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from hattama.cli.evidence_words import announcement
from hattama.cli.witness.keys import read_key_file
from hattama.cli.witness.witness import Answer, Memory, Witness
from hattama.core.transparency_log import MAX_REQUEST_BYTES

BODY_SECONDS = 10.0
"""How long the whole body of a request may take to arrive."""

KEY, LOGS, STATE, LANGUAGE = (f"HATTAMA_WITNESS_{name}" for name in ("KEY", "LOGS", "STATE", "LANGUAGE"))
"""How the command tells the server's worker what to serve: a worker gets an environment and nothing else."""

Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Event, Receive, Send], Awaitable[None]]

_NEWEST = re.compile(r"(?:/.*)?/([0-9a-f]{64}/checkpoint)")
_EVIDENCE = re.compile(r"(?:/.*)?/([0-9a-f]{64})/evidence(?:/([a-z-]+-[0-9a-f]{16})/([A-Za-z0-9.-]+))?")


def make_application() -> Application:
    """The application that the environment describes. Raises what reading the key raises."""
    language = os.environ.get(LANGUAGE, "en")
    witness = Witness(
        read_key_file(Path(os.environ[KEY])),
        Path(os.environ[LOGS]),
        Memory(Path(os.environ[STATE])),
        lambda: datetime.datetime.now(datetime.UTC),
        lambda evidence, kept: print(announcement(evidence, kept, language), file=sys.stderr, flush=True),
    )
    return application(witness)


def application(witness: Witness) -> Application:
    """The ASGI application of a witness."""

    async def serve(scope: Event, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        answer = await _answer(witness, scope["method"], scope["path"], receive)
        headers = [
            (b"content-type", answer.media_type.encode("ascii")),
            (b"content-length", str(len(answer.body)).encode("ascii")),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body if scope["method"] != "HEAD" else b""})

    return serve


async def _answer(witness: Witness, method: str, path: str, receive: Receive) -> Answer:
    newest, evidence = _NEWEST.fullmatch(path), _EVIDENCE.fullmatch(path)
    if newest is not None and method in ("GET", "HEAD"):
        return await asyncio.to_thread(witness.newest, newest[1])
    if evidence is not None and method in ("GET", "HEAD"):
        origin, name, file = evidence.groups()
        if name is None:
            return await asyncio.to_thread(witness.evidence_of, origin)
        return await asyncio.to_thread(witness.evidence_file, origin, name, file)
    is_submission = path == "/add-checkpoint" or path.endswith("/add-checkpoint")
    if not is_submission and newest is None and evidence is None:
        return Answer(404, b"a witness: POST add-checkpoint (c2sp.org/tlog-witness)\n")
    if not is_submission or method != "POST":
        return Answer(405, b"POST add-checkpoint, GET <SHA-256 of an origin>/checkpoint or evidence\n")
    try:
        body = await asyncio.wait_for(_body(receive), BODY_SECONDS)
    except TimeoutError:
        return Answer(408, b"the request did not arrive in time\n")
    if body is None:
        return Answer(413, b"the request is too long\n")
    return await asyncio.to_thread(witness.add_checkpoint, body)


async def _body(receive: Receive) -> bytes | None:
    """The whole body, None where it is longer than any request."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MAX_REQUEST_BYTES:
            return None
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return bytes(body)
