"""A process of many commissions: it submits protocols, publishes them, and says which of them are in.

    python -m tests.web.kernel.log.kill_writer prepare PRECINCTS
    python -m tests.web.kernel.log.kill_writer write SHARD SHARDS
    python -m tests.web.kernel.log.kill_writer log
    python -m tests.web.kernel.log.kill_writer tables ENTRIES
    python -m tests.web.kernel.log.kill_writer audit

It may be killed at any instruction. `log` is what `hattama log write` runs.
`write` prints a line for each act that came back as published; every
checkpoint that is signed, published or not, is first noted in `signed` in the data folder.
"""

import base64
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.real import PATIENCE

ELECTION = "kill"


def prepare(precincts: int) -> None:
    """Load and open an election of so many precincts, and one person who may act for all of them."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from hattama.formats.area_lists import parse_areas
    from hattama.formats.election_definition import parse_election
    from hattama.rulepacks import read_rulepack
    from hattama.web.kernel.accounts.roles import Role
    from hattama.web.kernel.accounts.tables import Membership
    from hattama.web.kernel.elections.open_election import ElectionFiles, load_election, open_election
    from hattama.web.kernel.elections.tables import AreaRow
    from hattama.web.kernel.log.advance_log import advance_log
    from tests.web.tiny_election import ELECTION_TOML

    definition = ELECTION_TOML.replace(b'"tiny"', f'"{ELECTION}"'.encode()).replace(b'"R1"', b'"KZ"')
    head = "area_id,parent_id,level,number,kind,time_zone,voters_registered,name_kk\n"
    rows = "KZ,,nation,,unit,,,Ел\n"
    rows += "".join(f"R{n},KZ,region,{n},unit,,,Өңір {n}\n" for n in range(1, (precincts - 1) // 1000 + 2))
    rows += "".join(f"P{n:05},R{n // 1000 + 1},precinct,{n},ordinary,,1000,№ {n}\n" for n in range(precincts))
    areas = (head + rows).encode()
    tree = parse_areas(io.BytesIO(areas), "areas.csv", time_zone="Asia/Almaty")
    election = parse_election(definition, "election.toml")
    files = ElectionFiles(election, tree.areas, definition, areas, read_rulepack("kz-2023"))
    load_election(files, now=timezone.now())
    open_election(ELECTION, now=timezone.now())
    advance_log(ELECTION, now=timezone.now())
    person = get_user_model().objects.create(username="typist")
    root = AreaRow.objects.get(election_id=ELECTION, code="KZ")
    Membership.objects.create(user=person, area=root, role=Role.TYPIST.value)


def write(shard: int, shards: int) -> None:
    """Submit the protocols of every precinct of this shard, as long as there are any."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from hattama.core.protocols.life_refusals import ProtocolAlreadyEntered
    from hattama.web.kernel.elections.tables import AreaRow
    from hattama.web.kernel.log.publish_act import publish_act
    from hattama.web.protocols.enter import enter_protocol
    from tests.web.tiny_election import protocol

    _note_what_is_signed()
    person = get_user_model().objects.get(username="typist")
    mine = AreaRow.objects.filter(election=ELECTION, kind="ordinary").order_by("code")
    for area in list(mine.select_related("election"))[shard::shards]:
        for contest in ("party", "single"):
            try:
                act = enter_protocol(person, area, protocol(area.code, contest), now=timezone.now()).act
            except ProtocolAlreadyEntered:
                continue
            if publish_act(act, now=timezone.now()):
                os.write(1, f"{area.code} {contest}\n".encode())


def log() -> None:
    """Write the log for all others."""
    from hattama.web.kernel.commands.endings import sigterm_asks
    from hattama.web.operations.write_logs import write_logs

    _note_what_is_signed()
    with sigterm_asks() as to_end:
        write_logs(to_end, lambda: True, "en")


def _note_what_is_signed() -> None:
    """Every signature leaves a line in the file `signed` before anybody can see it."""
    from django.conf import settings

    from hattama.web.kernel.log.signers import FileSigner

    sign = FileSigner.sign
    descriptor = os.open(Path(settings.DATA_DIR) / "signed", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def noted(self: FileSigner, checkpoint: Any, keys: Any, proof_from: Any) -> Any:
        root = base64.b64encode(checkpoint.root).decode("ascii")
        os.write(descriptor, f"{checkpoint.size} {root}\n".encode())
        return sign(self, checkpoint, keys, proof_from)

    FileSigner.sign = noted  # type: ignore[method-assign]


def tables(entries: int) -> None:
    """Wait, a minute at the most, until the public tables follow from so many entries; print from how many
    they do, and how many protocols they show.
    """
    import time

    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.kernel.log.snapshots import load_public_size
    from hattama.web.kernel.published.tables import PublishedProtocol

    until = time.monotonic() + PATIENCE
    while (size := load_public_size(ElectionRow.objects.get(pk=ELECTION))) < entries:
        assert time.monotonic() < until, f"{size} entries"
        time.sleep(0.05)
    print(json.dumps([size, PublishedProtocol.objects.count()]))


def audit() -> None:
    """Finish what killed writers left, then print what the database holds."""
    from django.utils import timezone

    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.kernel.log.advance_log import advance_log
    from hattama.web.kernel.log.rebuild_published import rebuild_published
    from hattama.web.kernel.log.tables import Act, LogEntry, PendingAct
    from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal

    told = ("area__code", "contest", "received", "figures", "tree_size")

    def totals() -> list[Any]:
        rows = PublishedTotal.objects.order_by("area__code", "contest").values_list(*told)
        return [
            [*row] for row in rows.values_list("area__code", "contest", "received", "figures", "tree_size")
        ]

    _note_what_is_signed()
    advance_log(ELECTION, now=timezone.now())
    before = totals()
    rebuild_published(ElectionRow.objects.get(pk=ELECTION))
    held = {
        "acts": Act.objects.filter(kind="protocol").count(),
        "pending": PendingAct.objects.count(),
        "entries": LogEntry.objects.count(),
        "published": PublishedProtocol.objects.count(),
        "totals_follow_from_the_log": totals() == before,
    }
    print(json.dumps(held))


def main(words: Sequence[str]) -> None:
    """Run one of them with Django set up from the environment."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hattama.web.operations.settings")
    django.setup()
    verb, *numbers = words
    {"prepare": prepare, "write": write, "log": log, "tables": tables, "audit": audit}[verb](
        *map(int, numbers)
    )


if __name__ == "__main__":
    main(sys.argv[1:])
