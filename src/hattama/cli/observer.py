"""`hattama observer`: make an observer's key, and sign what a copy of a protocol shows."""

import argparse
import datetime
import hashlib
import sys
from pathlib import Path

from hattama.cli.witness.keys import (
    KEY_FILE,
    NoSignatureLibrary,
    WitnessKeyRefused,
    add_keygen,
    read_key_file,
    require_signature_library,
    why_not,
)
from hattama.core.entries import BrokenLifeCycle, ObserverCopy, parse_copy
from hattama.core.transparency_log import Note, SignatureType, sign_text
from hattama.core.vocabulary import Message, parse_whole_number
from hattama.phrases import Refused, add_verb, say

_HELP = {
    "keygen": Message("make the key of an observer's device"),
    "sign": Message("sign what a copy of a protocol shows"),
    "name": Message("a name for the key without spaces; it becomes public"),
    "key": KEY_FILE,
    "area": Message("the polling station, by its identifier in areas.csv"),
    "contest": Message("the contest, by its code"),
    "figures": Message("the figures of the copy, each as line=number, for example participants=600"),
    "photo": Message("a photograph of the copy: its hash is signed, the file stays with you"),
}
_PUBLIC = Message("The public key (give it to whoever accredits observers):")
_CANNOT = Message("This cannot be signed: {why}")
_NO_FIGURE = Message("{found}: a figure is written as line=number, and each line once")
_UNFIT = Message("The log cannot hold this: a key, a name or a text is not of its form.")
_NO_LIBRARY = Message("Making signatures needs the library “cryptography”, the part [log] of the program")


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add `observer keygen` and `observer sign`, with help in `language`."""
    help_of = {name: say(words, language) for name, words in _HELP.items()}
    verbs = parser.add_subparsers(metavar="VERB", dest="verb", required=True)
    said = {"public": _PUBLIC, "cannot": _CANNOT, "no_library": _NO_LIBRARY}
    add_keygen(verbs, help_of, SignatureType.ED25519, **said)
    sign = add_verb(verbs, "sign", help_of["sign"], _sign)
    sign.add_argument("key", metavar="KEYFILE", type=Path, help=help_of["key"])
    sign.add_argument("election", metavar="ELECTION")
    sign.add_argument("area", metavar="AREA", help=help_of["area"])
    sign.add_argument("contest", metavar="CONTEST", help=help_of["contest"])
    sign.add_argument("figures", metavar="LINE=NUMBER", nargs="*", help=help_of["figures"])
    sign.add_argument("--photo", metavar="FILE", type=Path, help=help_of["photo"])


def _sign(args: argparse.Namespace) -> int:
    try:
        require_signature_library()
        key = read_key_file(args.key, SignatureType.ED25519)
        text = _copy(args, datetime.datetime.now(datetime.UTC)).text()
        # What nobody would take in is not signed either.
        parse_copy(text)
    except NoSignatureLibrary:
        raise Refused(_NO_LIBRARY) from None
    except BrokenLifeCycle:
        raise Refused(_UNFIT) from None
    except (WitnessKeyRefused, OSError) as trouble:
        raise Refused(_CANNOT, why=why_not(trouble)) from None
    sys.stdout.write(Note(text, (sign_text(text, key.key, key.sign),)).encoded().decode())
    return 0


def _copy(args: argparse.Namespace, now: datetime.datetime) -> ObserverCopy:
    figures: dict[str, int] = {}
    for figure in args.figures:
        line, _, digits = figure.partition("=")
        number = parse_whole_number(digits)
        if number is None or line in figures:
            raise Refused(_NO_FIGURE, found=figure)
        figures[line] = number
    photo = hashlib.sha256(args.photo.read_bytes()).hexdigest() if args.photo else None
    return ObserverCopy(args.election, args.area, args.contest, now, photo, figures)
