"""Starts today's program on a data folder, tells what it finds there, and lets the log go on."""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    """Print one line of JSON."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "hattama.web.operations.settings"
    from hattama.web.kernel.commands.preparation import prepare

    prepare("en")
    from django.contrib.auth import get_user_model
    from django.test import Client

    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.kernel.log.check_log import check_log
    from hattama.web.kernel.log.refresh_bundle import refresh_bundle
    from hattama.web.kernel.log.tables import Act, LogEntry, PendingAct
    from hattama.web.kernel.stores.content_store import get_content
    from hattama.web.operations.backups.named_content import named_content
    from tests.web.tiny_election import protocol, publish

    election = ElectionRow.objects.get()
    told: dict[str, object] = {
        "entries": LogEntry.objects.count(),
        "acts": Act.objects.count(),
        "pending": PendingAct.objects.count(),
        "published": check_log(election).published,
        "content": [len(get_content(sha256)) for sha256, _ in named_content()],
        "accounts": get_user_model().objects.count(),
    }
    told["refused"] = [table for table in ("act", "log_entry") if is_protected(table)]
    client = Client(headers={"host": "localhost"})
    told["pages"] = [client.get(path).status_code for path in sys.argv[1:]]
    # What the earlier release published is continued, not begun anew.
    publish(protocol("P202"))
    refresh_bundle(election.pk, whole=True)
    told["after"] = check_log(election).published
    print(json.dumps(told))


def is_protected(table: str) -> bool:
    """Whether the database refuses to empty a table."""
    from django.db import DatabaseError, connection, transaction

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
    except DatabaseError:
        return True
    return False


if __name__ == "__main__":
    main()
