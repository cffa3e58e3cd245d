"""`hattama privacy purge`: delete what is personal and no longer needed."""

from __future__ import annotations

import argparse
import datetime
from typing import Any

from hattama.core.vocabulary import said
from hattama.web.kernel.commands.answers import say
from hattama.web.kernel.commands.preparation import prepare

DAYS = 30

_HELP = said(
    "жеке деректер: керегі жоғын өшіру",
    "личные данные: удалить ненужное",
    "personal data: delete what is no longer needed",
)
_PURGE = said(
    "біткен сеанстарды, расталмаған жазылуларды, жауап берілген хабарламалардағы байланыс деректерін, "
    "қолданылған кодтарды өшіру",
    "удалить закончившиеся сеансы, неподтверждённые подписки, контакты из сообщений, на которые ответили, "
    "и использованные коды",
    "delete sessions that are over, unconfirmed subscriptions, contacts of answered reports and used codes",
)
_OLDER = said(
    "осынша күннен ескісін (әдепкісі: {days})",
    "старше стольких дней (по умолчанию {days})",
    "older than so many days ({days} by default)",
)
_DRY = said("тек санау, ештеңе өшірмеу", "только посчитать, ничего не удалять", "only count, delete nothing")
_LINES = {
    "sessions": said(
        "Біткен сеанстар: {count}.", "Закончившиеся сеансы: {count}.", "Sessions over: {count}."
    ),
    "session_places": said(
        "Сеанстардың желі мекенжайлары: {count}.",
        "Сетевые адреса сеансов: {count}.",
        "Network addresses of sessions: {count}.",
    ),
    "unconfirmed": said(
        "Расталмаған жазылулар: {count}.",
        "Неподтверждённые подписки: {count}.",
        "Unconfirmed subscriptions: {count}.",
    ),
    "contacts": said(
        "Жауап берілген хабарламалардағы байланыс деректері: {count}.",
        "Контакты в сообщениях, на которые ответили: {count}.",
        "Contacts of answered reports: {count}.",
    ),
    "paper_codes": said(
        "Қолданылған немесе мерзімі өткен кодтар: {count}.",
        "Использованные или просроченные коды: {count}.",
        "Codes used or expired: {count}.",
    ),
    "failed_logins": said(
        "Сәтсіз кіру санауыштары: {count}.",
        "Счётчики неудачных входов: {count}.",
        "Counts of failed logins: {count}.",
    ),
}
_DELETED = said("Өшірілді.", "Удалено.", "Deleted.")
_COUNTED = said("Ештеңе өшірілген жоқ.", "Ничего не удалено.", "Nothing was deleted.")


def register(subparsers: Any, language: str) -> None:
    """Add `privacy purge`."""
    parser = subparsers.add_parser("privacy", help=_HELP.say(language), description=_HELP.say(language))
    deeds = parser.add_subparsers(metavar="VERB", required=True)
    purge = deeds.add_parser("purge", help=_PURGE.say(language), description=_PURGE.say(language))
    older = _OLDER.say(language).format(days=DAYS)
    purge.add_argument("--older-than", metavar="DAYS", type=_days, default=DAYS, help=older)
    purge.add_argument("--dry-run", action="store_true", help=_DRY.say(language))
    purge.set_defaults(run=_run)


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise argparse.ArgumentTypeError(text)
    return int(text)


def _run(args: argparse.Namespace) -> int:
    prepare(args.language)
    from django.utils import timezone

    from hattama.web.operations.forget_personal import forget_personal

    counts = forget_personal(
        now=timezone.now(), older_than=datetime.timedelta(days=args.older_than), only_count=args.dry_run
    )
    for name, count in counts.items():
        say(_LINES[name], args.language, count=count)
    say(_COUNTED if args.dry_run else _DELETED, args.language)
    return 0
