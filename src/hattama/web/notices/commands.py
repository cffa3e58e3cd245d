"""`hattama notify`: tell subscribers what the log took in. `serve` and `log keep` do it by themselves."""

import argparse
from typing import Any

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, say
from hattama.web.kernel.commands.answers import announce, read_clock
from hattama.web.kernel.commands.preparation import add_prepared

_HELP = Message("send subscribers letters about changes (serve does it by itself)")
_NO_MAIL = Message(
    "No mail is set up: give HATTAMA_MAIL and HATTAMA_MAIL_FROM "
    "(for example smtp+tls://user:password@host:587)."
)


def register(subparsers: Any, language: str) -> None:
    """Add `notify`."""
    add_prepared(subparsers, "notify", say(_HELP, language), _run)


def _run(args: argparse.Namespace) -> int:
    from django.conf import settings

    from hattama.web.notices.letters import notify_subscribers

    if not settings.MAIL_READY:
        raise Refused(_NO_MAIL)
    announce(Message("Letters sent: {count}."), args.language, count=notify_subscribers(now=read_clock()))
    return 0
