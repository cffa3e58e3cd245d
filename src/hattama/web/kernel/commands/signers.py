"""`hattama signer`: the process that holds the keys of logs, behind a Unix socket; it needs no database."""

import argparse
import errno
import os
import socket
from pathlib import Path
from typing import Any

from hattama.core.vocabulary import Message, system_reason
from hattama.phrases import Refused, add_verb, say
from hattama.web.kernel.commands.answers import announce

REQUEST_SECONDS = 5.0

_HELP = Message("hold the keys of logs in a process of its own, and sign")
_SOCKET = Message("the Unix socket that takes requests (for the site: HATTAMA_LOG_SIGNER)")
_KEYS = Message("the folder of keys (keys in the data folder by default)")
_READY = Message("The signer listens at {socket}; keys: {keys}")

_DEMONSTRATION = Message("HATTAMA_PRODUCTION is 1, but {keys} holds a key of the demonstration ({names}).")


def register(subparsers: Any, language: str) -> None:
    """Add `signer`."""
    parser = add_verb(subparsers, "signer", say(_HELP, language), _run)
    parser.add_argument("--socket", metavar="PATH", type=Path, required=True, help=say(_SOCKET, language))
    parser.add_argument("--keys", metavar="DIR", type=Path, help=say(_KEYS, language))


def _run(args: argparse.Namespace) -> int:
    keys = args.keys or Path(os.environ.get("HATTAMA_DATA") or "var").resolve() / "keys"
    keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    _refuse_demonstration_keys(keys, args.language)
    with listening(args.socket) as listener:
        announce(_READY, args.language, socket=args.socket, keys=keys)
        while True:
            serve_one(listener, keys)


def _refuse_demonstration_keys(keys: Path, language: str) -> None:
    """Exit with code 2 where this is production and a key is one of a demonstration."""
    from hattama.web.kernel.log.signing_keys import is_nobodys, names_of_keys

    found = [name for name in names_of_keys(keys.glob("*.key")) if is_nobodys(name)]
    if found and os.environ.get("HATTAMA_PRODUCTION") == "1":
        raise Refused(_DEMONSTRATION, keys=keys, names=", ".join(found))


def listening(path: Path) -> socket.socket:
    """A socket at `path` that only this user can reach; what a killed signer left there is replaced.

    Raises Refused where another signer listens there, or no socket can be made.
    """
    listener = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        if path.exists():
            _take_away(path)
        listener.bind(str(path))
    except OSError as trouble:
        # Of an address that is too long Python says no reason of the system.
        why = system_reason(trouble.strerror or os.strerror(errno.ENAMETOOLONG))
        raise Refused(Message("No socket can be made at {socket}: {why}"), socket=path, why=why) from None
    finally:
        os.umask(before)
    listener.listen()
    return listener


def _take_away(path: Path) -> None:
    if not path.is_socket():
        raise Refused(Message("{socket} is no socket, and stays as it is. Name another place."), socket=path)
    with socket.socket(socket.AF_UNIX) as asker:
        try:
            asker.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
    raise Refused(Message("Another signer listens at {socket}. Nothing was started."), socket=path)


def serve_one(listener: socket.socket, keys: Path) -> None:
    """Answer one request. One after the other: so what was signed last is always known."""
    from hattama.web.kernel.log.signers import receive_all
    from hattama.web.kernel.log.signing_service import MOST_REQUEST_BYTES, SigningService

    connection, _ = listener.accept()
    with connection:
        connection.settimeout(REQUEST_SECONDS)
        try:
            request = receive_all(connection, MOST_REQUEST_BYTES)
            connection.sendall(SigningService(keys).answer(request).encode("utf-8"))
        except OSError as trouble:
            # Who asked has gone, or says nothing; the next one waits.
            print(f"{type(trouble).__name__}: {trouble}", flush=True)
