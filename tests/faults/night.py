"""What is done inside the site's environment by a process of its own.

    python -m tests.faults.night prepare PRECINCTS ACCOUNTS
    python -m tests.faults.night audit
    python -m tests.faults.night return

`return` gives back jobs of killed workers as if their lease were over. `audit` finishes what waits, folds the
log anew, makes the bundle and has it verified.
"""

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

ELECTION = "kill"
PASSPHRASE = "тоғыз қабат торқа"


def prepare(precincts: int, accounts: int) -> None:
    """An open election of so many precincts, and people who may enter the protocols of a share of them."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command

    from hattama.web.kernel.accounts.roles import Role
    from hattama.web.kernel.accounts.tables import Membership
    from hattama.web.kernel.elections.tables import AreaRow
    from tests.web.kernel.log import kill_writer

    call_command("migrate", verbosity=0)
    kill_writer.prepare(precincts)
    areas = list(AreaRow.objects.filter(election=ELECTION, kind="ordinary").order_by("code"))
    # Hashed once for all of them: that takes a third of a second.
    password, people = make_password(PASSPHRASE), get_user_model()
    typists = people.objects.bulk_create(
        people(username=f"typist{number}", password=password) for number in range(accounts)
    )
    Membership.objects.bulk_create(
        Membership(user=typists[number % accounts], area=area, role=Role.TYPIST.value)
        for number, area in enumerate(areas)
    )


def audit() -> None:
    """Print what the database holds, whether the totals follow from the log, and what `verify` says."""
    from django.conf import settings
    from django.utils import timezone

    from hattama.cli.main import main as hattama
    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.kernel.log.advance_log import advance_log
    from hattama.web.kernel.log.rebuild_published import rebuild_published
    from hattama.web.kernel.log.refresh_bundle import refresh_bundle
    from hattama.web.kernel.log.tables import Act, LogEntry, PendingAct
    from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal

    told = ("area__code", "contest", "received", "figures", "tree_size")

    def totals() -> list[object]:
        return list(PublishedTotal.objects.order_by("area__code", "contest").values_list(*told))

    advance_log(ELECTION, now=timezone.now())
    before = totals()
    rebuild_published(ElectionRow.objects.get(pk=ELECTION))
    refresh_bundle(ELECTION, whole=True)
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = hattama(["--lang", "en", "verify", str(Path(settings.DATA_DIR) / "public" / ELECTION)])
    held = {
        "acts": Act.objects.filter(kind="protocol").count(),
        "pending": PendingAct.objects.count(),
        "entries": LogEntry.objects.count(),
        "published": PublishedProtocol.objects.count(),
        "totals_follow_from_the_log": totals() == before,
        "verify": code,
        "verify_said": said.getvalue() if code != 3 else "",
    }
    print(json.dumps(held))


def return_jobs() -> None:
    """Give back every job that stands as running."""
    import datetime

    from django.utils import timezone

    from hattama.web.scans.scan_jobs import return_lost_jobs

    print(return_lost_jobs(timezone.now(), datetime.timedelta(0)))


def main(words: list[str]) -> None:
    """Run one of them with Django set up from the environment."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hattama.web.operations.settings")
    django.setup()
    verb, *numbers = words
    {"prepare": prepare, "audit": audit, "return": return_jobs}[verb](*map(int, numbers))


if __name__ == "__main__":
    main(sys.argv[1:])
