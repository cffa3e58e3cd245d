"""`hattama witness`: make a witness's key, and answer logs."""

import argparse
import importlib.util
import os
import sys
from pathlib import Path

from hattama.cli.whole_files import make_folder
from hattama.cli.witness import server
from hattama.cli.witness.exchange import exchange_and_tell
from hattama.cli.witness.keys import (
    KEY_FILE,
    NoSignatureLibrary,
    WitnessKeyRefused,
    add_keygen,
    read_key_file,
    require_signature_library,
    why_not,
)
from hattama.cli.witness.witness import Memory
from hattama.core.transparency_log import (
    KeyRefused,
    LogRefusal,
    Policy,
    PolicyRefused,
    SignatureType,
    VerifierKey,
    parse_policy,
    parse_vkeys,
)
from hattama.core.vocabulary import Message
from hattama.phrases import Refused, add_verb, bounded, say

DONE, WRONG = 0, 2
PORT = 8710
_WEEK = 7 * 24 * 3600


_HELP = {
    "keygen": Message("make the key of a witness"),
    "serve": Message("answer logs"),
    "name": Message("the name of the witness, such as witness.example.org/w1"),
    "key": KEY_FILE,
    "logs": Message("a file of the public keys of logs, one to a line (log.vkey)"),
    "state": Message("the folder of what the witness remembers"),
    "exchange": Message("hold what other witnesses cosigned against what this one did"),
    "peers": Message(
        "a policy that names the logs and the other witnesses with their addresses (policy.txt)"
    ),
    "every": Message("again every so many seconds; 0: once"),
    "host": Message("address to listen on"),
    "port": Message("port to listen on"),
}
_PUBLIC = Message("The public key (give it to the owners of logs):")
_SERVING = Message("Witness {name}: {address} (logs: {logs})")
_CANNOT = Message("Cannot start: {why}")
_BAD_POLICY = Message("{path}: no policy ({why})")
_NO_LIBRARY = Message(
    "Libraries are missing; from a release file or a checkout: pip install './FILE[witness]'"
)


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add `witness keygen` and `witness serve`, with help in `language`."""
    help_of = {name: say(words, language) for name, words in _HELP.items()}
    verbs = parser.add_subparsers(metavar="VERB", dest="verb", required=True)
    said = {"public": _PUBLIC, "cannot": _CANNOT, "no_library": _NO_LIBRARY}
    add_keygen(verbs, help_of, SignatureType.ED25519_COSIGNATURE, **said)
    serve = add_verb(verbs, "serve", help_of["serve"], _serve)
    for name, metavar in (("key", "FILE"), ("logs", "FILE"), ("state", "DIR")):
        serve.add_argument(f"--{name}", metavar=metavar, type=Path, required=True, help=help_of[name])
    serve.add_argument("--host", default="127.0.0.1", help=help_of["host"])
    serve.add_argument("--port", type=bounded(language, 1, 65_535), default=PORT, help=help_of["port"])
    ask = add_verb(verbs, "exchange", help_of["exchange"], _exchange)
    for name, metavar in (("logs", "FILE"), ("state", "DIR"), ("peers", "FILE")):
        ask.add_argument(f"--{name}", metavar=metavar, type=Path, required=True, help=help_of[name])
    every = bounded(language, 0, _WEEK)
    ask.add_argument("--every", metavar="SECONDS", type=every, default=0, help=help_of["every"])


def _serve(args: argparse.Namespace) -> int:
    try:
        require_signature_library()
        if importlib.util.find_spec("granian") is None:
            raise Refused(_NO_LIBRARY)
        # Looked at before anybody is answered: the worker would fail where nobody reads its words.
        key = read_key_file(args.key).key
        origins = {log.name for log in parse_vkeys(args.logs.read_bytes())}
        make_folder(args.state)
    except NoSignatureLibrary:
        raise Refused(_NO_LIBRARY) from None
    except (WitnessKeyRefused, KeyRefused, OSError) as trouble:
        raise Refused(_CANNOT, why=why_not(trouble)) from None
    return _listen(args, key, len(origins))


def _exchange(args: argparse.Namespace) -> int:
    """0: all tell one history; 1: evidence was kept; 2: somebody was not heard, or nothing could be begun."""
    try:
        peers = _policy(args.peers)
        memory = Memory(args.state)
        return exchange_and_tell(memory, args.logs, peers, args.language, args.every, _tell)
    except (LogRefusal, OSError) as trouble:
        raise Refused(_CANNOT, why=why_not(trouble)) from None


def _policy(path: Path) -> Policy:
    try:
        return parse_policy(path.read_bytes())
    except PolicyRefused as refusal:
        raise Refused(_BAD_POLICY, path=path, why=f"{refusal.code}: {refusal}") from None


def _tell(line: str) -> None:
    print(line, flush=True)


def _listen(args: argparse.Namespace, key: VerifierKey, logs: int) -> int:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    told = {server.KEY: args.key, server.LOGS: args.logs, server.STATE: args.state}
    os.environ.update({name: str(path.resolve()) for name, path in told.items()})
    os.environ[server.LANGUAGE] = args.language
    address = f"http://{args.host}:{args.port}"
    line = say(_SERVING, args.language, name=key.name, address=address, logs=logs)
    print(f"{line}\n{key.vkey()}", file=sys.stderr, flush=True)
    Granian(
        "hattama.cli.witness.server:make_application",
        args.host,
        args.port,
        interface=Interfaces.ASGINL,
        factory=True,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
    ).serve()
    return DONE
