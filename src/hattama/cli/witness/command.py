"""`hattama witness`: make a witness's key, and answer logs."""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from pathlib import Path

from hattama.cli.verify_signatures import NoSignatureLibrary, require_signature_library
from hattama.cli.whole_files import make_folder
from hattama.cli.witness import server
from hattama.cli.witness.keys import WitnessKeyRefused, make_key_file, read_key_file
from hattama.core.transparency_log import KeyRefused, VerifierKey, parse_vkeys
from hattama.core.vocabulary import Words, said, system_reason

DONE, WRONG = 0, 2
PORT = 8710


_HELP = {
    "witness": said(
        "журналдардың тек өсетінін куәландыру (tlog-witness)",
        "свидетельствовать, что журналы только растут (tlog-witness)",
        "witness that logs only grow (tlog-witness)",
    ),
    "keygen": said("куәгердің кілтін жасау", "создать ключ свидетеля", "make the key of a witness"),
    "serve": said("журналдарға жауап беру", "отвечать журналам", "answer logs"),
    "name": said(
        "куәгердің атауы, мысалы witness.example.org/w1",
        "имя свидетеля, например witness.example.org/w1",
        "the name of the witness, such as witness.example.org/w1",
    ),
    "key": said(
        "жабық кілт файлы (құпия, рұқсаты 600)",
        "файл закрытого ключа (тайна, права 600)",
        "the file of the private key (a secret, mode 600)",
    ),
    "logs": said(
        "журналдардың ашық кілттері файлы, әр жолда бірден (log.vkey)",
        "файл с открытыми ключами журналов, по одному в строке (log.vkey)",
        "a file of the public keys of logs, one to a line (log.vkey)",
    ),
    "state": said(
        "куәгердің жады сақталатын папка",
        "папка памяти свидетеля",
        "the folder of what the witness remembers",
    ),
    "host": said("тыңдайтын мекенжай", "адрес, на котором слушать", "address to listen on"),
    "port": said("тыңдалатын порт", "порт, который слушать", "port to listen on"),
}
_PUBLIC = said(
    "Ашық кілт (журнал иелеріне беріңіз):",
    "Открытый ключ (передайте владельцам журналов):",
    "The public key (give it to the owners of logs):",
)
_EXISTS = said(
    "{path} бар; кілттің үстінен жазылмайды.",
    "{path} уже есть; ключ не перезаписывается.",
    "{path} exists; a key is never written over.",
)
_SERVING = said(
    "Куәгер {name}: {address} (журнал: {logs})",
    "Свидетель {name}: {address} (журналов: {logs})",
    "Witness {name}: {address} (logs: {logs})",
)
_CANNOT = said("Іске қосылмады: {why}", "Запустить нельзя: {why}", "Cannot start: {why}")
_NO_LIBRARY = said(
    "Қажетті кітапханалар жоқ: pip install 'hattama[witness]'",
    "Нет нужных библиотек: pip install 'hattama[witness]'",
    "Libraries are missing: pip install 'hattama[witness]'",
)


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser], language: str) -> None:
    """Add `witness keygen` and `witness serve`, with help in `language`."""
    help_of = {name: words.say(language) for name, words in _HELP.items()}
    parser = subparsers.add_parser("witness", help=help_of["witness"], description=help_of["witness"])
    verbs = parser.add_subparsers(metavar="VERB", dest="verb", required=True)
    keygen = verbs.add_parser("keygen", help=help_of["keygen"], description=help_of["keygen"])
    keygen.add_argument("name", metavar="NAME", help=help_of["name"])
    keygen.add_argument("key", metavar="FILE", type=Path, help=help_of["key"])
    keygen.set_defaults(run=_keygen)
    serve = verbs.add_parser("serve", help=help_of["serve"], description=help_of["serve"])
    for name, metavar in (("key", "FILE"), ("logs", "FILE"), ("state", "DIR")):
        serve.add_argument(f"--{name}", metavar=metavar, type=Path, required=True, help=help_of[name])
    serve.add_argument("--host", default="127.0.0.1", help=help_of["host"])
    serve.add_argument("--port", type=int, default=PORT, help=help_of["port"])
    serve.set_defaults(run=_serve)


def _keygen(args: argparse.Namespace) -> int:
    try:
        require_signature_library()
        made = make_key_file(args.key, args.name)
    except NoSignatureLibrary:
        return _complain(_NO_LIBRARY, args.language)
    except FileExistsError:
        return _complain(_EXISTS, args.language, path=args.key)
    except (WitnessKeyRefused, OSError) as trouble:
        return _complain(_CANNOT, args.language, why=system_reason(str(trouble)).say(args.language))
    print(_PUBLIC.say(args.language), file=sys.stderr)
    print(made.key.vkey())
    return DONE


def _serve(args: argparse.Namespace) -> int:
    try:
        require_signature_library()
        if importlib.util.find_spec("granian") is None:
            return _complain(_NO_LIBRARY, args.language)
        # Looked at before anybody is answered: the worker would fail where nobody reads its words.
        key = read_key_file(args.key).key
        origins = {log.name for log in parse_vkeys(args.logs.read_bytes())}
        make_folder(args.state)
    except NoSignatureLibrary:
        return _complain(_NO_LIBRARY, args.language)
    except (WitnessKeyRefused, KeyRefused, OSError) as trouble:
        return _complain(_CANNOT, args.language, why=system_reason(str(trouble)).say(args.language))
    return _listen(args, key, len(origins))


def _listen(args: argparse.Namespace, key: VerifierKey, logs: int) -> int:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    told = {server.KEY: args.key, server.LOGS: args.logs, server.STATE: args.state}
    os.environ.update({name: str(path.resolve()) for name, path in told.items()})
    os.environ[server.LANGUAGE] = args.language
    address = f"http://{args.host}:{args.port}"
    line = _SERVING.say(args.language).format(name=key.name, address=address, logs=logs)
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


def _complain(words: Words, language: str, **values: object) -> int:
    print(words.say(language).format_map(values), file=sys.stderr)
    return WRONG
