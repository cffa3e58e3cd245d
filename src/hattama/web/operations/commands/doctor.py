"""`hattama doctor`: looks at all that the site needs, says what is wrong and what mends it; changes nothing.

Exit code: 0 all is good, 1 something asks for attention, 2 something is wrong. Before a site starts: whether
it is fit for production, where it is said to be that.
"""

from __future__ import annotations

import argparse
import importlib
import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, add_verb, say
from hattama.web.kernel.commands.answers import FORMATS, announce, print_rows, progress
from hattama.web.kernel.commands.preparation import NOT_INSTALLED

if TYPE_CHECKING:
    from hattama.web.operations.watching.judgements import Judgement

_HELP = Message(
    "check all that the site needs: clock, keys, disk, database… (exit code: 0 good, 1 attention, 2 wrong)"
)
_ONLY = Message("do not show what is good")
_LOOKED = Message("checks")
_HEADS = (
    Message("State"),
    Message("Check"),
    Message("What was found, and what to do"),
)
_CODES = {"good": 0, "attention": 1, "wrong": 2}


def register(subparsers: Any, language: str) -> None:
    """Add `doctor`."""
    parser = add_verb(subparsers, "doctor", say(_HELP, language), _run)
    parser.add_argument("--format", choices=FORMATS, default="table")
    parser.add_argument("--trouble", action="store_true", help=say(_ONLY, language))


def _run(args: argparse.Namespace) -> int:
    variables = dict(os.environ)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hattama.web.operations.settings")
    folder = Path(variables.get("HATTAMA_DATA", "") or "var")
    if not (variables.get("HATTAMA_SECRET_KEY") or (folder / "secret_key").exists()):
        # Reading the settings would make a key and keep it; nothing is to be changed here.
        os.environ["HATTAMA_SECRET_KEY"] = secrets.token_urlsafe(50)
    try:
        importlib.import_module("django")
    except ModuleNotFoundError:
        print(say(NOT_INSTALLED, args.language), file=sys.stderr)
        return 2
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        # Not `prepare`: it applies migrations, and nothing is changed here.
        django.setup()
    except ImproperlyConfigured as refused:
        # The settings themselves are the first thing that is wrong: without them nothing else can be asked.
        said_so = refused.say(args.language) if hasattr(refused, "say") else str(refused)
        _print([("wrong", "settings", line, "") for line in said_so.splitlines()], args)
        return 2
    from django.utils import translation

    from hattama.web.operations.doctor.examination import CHECKS, examine
    from hattama.web.operations.doctor.patient import Patient

    # It takes seconds, and on a large log minutes.
    with translation.override(args.language), progress(say(_LOOKED, args.language), len(CHECKS)) as advance:
        found = list(examine(Patient(variables=variables), advance))
    return show(found, args)


def show(found: list[Judgement], args: argparse.Namespace) -> int:
    """Print what was found; the exit code that the worst of it asks for."""
    shown = [one for one in found if one.level != "good"] if args.trouble else found
    _print([(one.level.value, one.code, *one.say(args.language)) for one in shown], args)
    return max((_CODES[one.level.value] for one in found), default=0)


def _print(rows: list[tuple[str, str, str, str]], args: argparse.Namespace) -> None:
    if args.format != "table":
        print_rows(("level", "check", "found", "mend"), rows, args.format)
        return
    from hattama.web.operations.watching.judgements import LEVEL_WORDS, Level

    # For people the worst comes first, and what to do stands below what was found.
    worst_first = sorted(rows, key=lambda row: -_CODES[row[0]])
    told = [
        (say(LEVEL_WORDS[Level(level)], args.language), code, f"{found}\n→ {mend}" if mend else found)
        for level, code, found, mend in worst_first
    ]
    print_rows([say(head, args.language) for head in _HEADS], told, "table")


_UNFIT = Message("HATTAMA_PRODUCTION=1 is given, but these settings stand against a start:")


def refuse_unfit(language: str) -> None:
    """Tell what is wrong with the settings; in production exit with code 2 where anything refuses a start.

    To be called after `prepare`: it reads the database.
    """
    from hattama.web.operations.find_demonstration_traces import find_demonstration_traces
    from hattama.web.operations.find_unreachable import find_unreachable
    from hattama.web.operations.settings.production import is_production, production_faults
    from hattama.web.operations.settings.variables import told_slips

    if not is_production(os.environ):
        faults = told_slips(os.environ)
    else:
        faults = production_faults(os.environ, find_demonstration_traces())
    faults = [*faults, *find_unreachable()]
    refusing = [fault for fault in faults if fault.refuses]
    if refusing:
        announce(_UNFIT, language)
    for fault in faults:
        print(fault.say(language), file=sys.stderr)
    if refusing:
        raise Refused(Message("Nothing was started. To mend: {count}."), count=len(refusing))
