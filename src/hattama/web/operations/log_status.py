"""How a log stands: what is published, what waits, who has witnessed it."""

from __future__ import annotations

from django.conf import settings

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import COSIGNED, public_store
from hattama.web.kernel.log.gather_cosignatures import WitnessReport, judge, load_reports
from hattama.web.kernel.log.refresh_bundle import manifest_size
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.tables import PendingAct
from hattama.web.kernel.log.witnesses import load_witnesses
from hattama.web.kernel.log.write_state import read_mark
from hattama.web.operations.publish_copy import read_copied_size

Row = tuple[str, object]


def log_status(election: ElectionRow) -> list[Row]:
    """Facts by name. Raises WitnessesMalformed, or a LogRefusal when the published files are damaged."""
    store = public_store(election.pk)
    cosigned = store.checkpoint(COSIGNED)
    rows: list[Row] = [
        ("origin", election.origin),
        ("key", election.log_keys[-1][1] if election.log_keys else None),
        ("entries", load_log_size(election)),
        ("published", store.size()),
        ("pending", PendingAct.objects.filter(act__election=election).count()),
        ("states", read_mark(election.pk)),
        ("manifest", manifest_size(store)),
        ("witnessed", cosigned.checkpoint.size if cosigned else 0),
    ]
    if settings.STORE_BUCKET:
        rows.append(("copied", read_copied_size(election.pk)))
    return rows + _witness_rows(election)


def _witness_rows(election: ElectionRow) -> list[Row]:
    configured = load_witnesses()
    signed = public_store(election.pk).checkpoint()
    if not configured.witnesses or signed is None:
        return []
    judged = judge(election, configured, signed)
    reports = {report.name: report for report in load_reports(election.pk)}
    rows: list[Row] = [
        ("witnesses", len(configured.witnesses)),
        ("quorum", configured.quorum),
        ("cosigned", len(judged.witnessed_at)),
    ]
    for witness in configured.witnesses:
        report = reports.get(witness.name, WitnessReport(witness.name))
        rows += [
            (f"{witness.name} holds", report.held_size),
            (f"{witness.name} asked", report.asked_at or None),
            (f"{witness.name} trouble", report.trouble or None),
        ]
    return rows
