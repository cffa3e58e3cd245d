"""Published rows read back for the public's files."""

import pytest

from hattama.web.kernel.log.snapshots import load_records
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedScan, Scan
from tests.web.tiny_election import NIGHT, protocol, publish

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

# SQLite refuses a question that names more alternatives than this.
MORE_THAN_SQLITE_ASKS_AT_ONCE = 1001


def test_more_scans_than_fit_into_one_question_are_all_read(tiny):
    publish(protocol("P001"))
    shown = PublishedProtocol.objects.get()
    hashes = [f"{number:064x}" for number in range(MORE_THAN_SQLITE_ASKS_AT_ONCE)]
    Scan.objects.bulk_create(
        Scan(sha256=sha256, media_type="image/png", size_bytes=1, pages=1, received_at=NIGHT)
        for sha256 in hashes
    )
    PublishedScan.objects.bulk_create(
        PublishedScan(protocol=shown, scan_id=sha256, entry_index=number)
        for number, sha256 in enumerate(hashes, start=10)
    )
    (record,) = load_records(PublishedProtocol.objects.all())
    assert [scan.sha256 for scan in record.scans] == hashes
