"""`hattama notify`: tell subscribers what the log took in. `serve` and `log keep` do it by themselves."""

from __future__ import annotations

import argparse
from typing import Any

from hattama.core.vocabulary import said
from hattama.web.kernel.commands.answers import Refused, say, tell
from hattama.web.kernel.commands.preparation import prepare

_HELP = said(
    "жазылғандарға өзгерістер туралы хат жіберу (serve мұны өзі істейді)",
    "отправить подписчикам письма об изменениях (serve делает это сам)",
    "send subscribers letters about changes (serve does it by itself)",
)
_SENT = said("Жіберілген хаттар: {count}.", "Отправлено писем: {count}.", "Letters sent: {count}.")
_NO_MAIL = said(
    "Хат жіберу бапталмаған: HATTAMA_MAIL және HATTAMA_MAIL_FROM айнымалыларын беріңіз "
    "(мысалы, smtp+tls://user:password@host:587).",
    "Отправка писем не настроена: задайте HATTAMA_MAIL и HATTAMA_MAIL_FROM "
    "(например, smtp+tls://user:password@host:587).",
    "No mail is set up: give HATTAMA_MAIL and HATTAMA_MAIL_FROM "
    "(for example smtp+tls://user:password@host:587).",
)


def register(subparsers: Any, language: str) -> None:
    """Add `notify`."""
    parser = subparsers.add_parser("notify", help=_HELP.say(language), description=_HELP.say(language))
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    prepare(args.language)
    from django.conf import settings
    from django.utils import timezone

    from hattama.web.notices.notify_subscribers import notify_subscribers

    if not settings.MAIL_READY:
        raise Refused(tell(_NO_MAIL, args.language))
    say(_SENT, args.language, count=notify_subscribers(now=timezone.now()))
    return 0
