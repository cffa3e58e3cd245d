"""Two elections of the same areas, with something of everybody's in each: papers, reports, accounts."""

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from hattama.core.records import Document
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.protocols.enter import enter_protocol
from hattama.web.registers.record import record_told
from hattama.web.reports.report_difference import report_difference
from hattama.web.reports.tables import DifferenceReport
from hattama.web.scans.take_scan import take_scan
from hattama.web.sent_copies.tables import SentCopy, SentPicture
from hattama.web.video.tables import SentRecording
from tests.web.people import person
from tests.web.read_scans import read_as_form
from tests.web.registers.complaints import statement
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, open_another, picture, protocol, sound_figures

HELD_IN = "D11"
"""Where a person of the matrix holds the role."""

OTHER_ELECTION = "later"


@dataclass(frozen=True, slots=True)
class Whose:
    """Objects of one place: a precinct, a report, a paper and a recording of it, a role held in it."""

    election_id: str
    area_id: str
    unit_id: str
    report: DifferenceReport
    sha256: str
    held: Membership
    record_id: str
    recording: SentRecording
    copy: SentCopy

    def parameters(self, name: str, *, above: bool = False) -> dict[str, Any]:
        """What stands for the parameters of the address of this name."""
        return {
            "election_id": self.election_id,
            "area_id": self.unit_id if above else self.area_id,
            "number": self._number(name),
            "sha256": self.sha256,
            "record_id": self.record_id,
        } | ({"pk": self.recording.pk} if name == "desk:original" else {})

    def _number(self, name: str) -> int:
        if name.startswith("desk:sent_copy"):
            return self.copy.pk
        # The only page of the paper; every other number in an address is a report's.
        return 1 if name == "desk:paper_page" else self.report.pk


def lay_out() -> dict[str, Whose]:
    """The objects by whose they are: `own` (within HELD_IN), of `another area`, of `another election`.

    The second election, open already, has areas of the same names as the first.
    """
    open_another(OTHER_ELECTION)
    places = {
        "own": (ELECTION_ID, "P001", "D11"),
        "another area": (ELECTION_ID, "P101", "D12"),
        "another election": (OTHER_ELECTION, "P001", "D11"),
    }
    return {whose: _objects(*place, shade) for shade, (whose, place) in enumerate(places.items(), 40)}


def _objects(election_id: str, area_id: str, unit_id: str, shade: int) -> Whose:
    area = AreaRow.objects.select_related("election").get(election_id=election_id, code=area_id)
    on = area.election.polling_on
    night = NIGHT.replace(year=on.year, month=on.month, day=on.day)
    typist = person(Role.TYPIST, username=f"typist-{shade}")
    held = Membership.objects.create(user=typist, area=area, role=Role.TYPIST.value)
    scan = take_scan(picture(shade), area=area, contest=PARTY, now=night)
    read_as_form(scan, sound_figures())
    signed = replace(protocol(area_id), signed_at=night - timedelta(minutes=30))
    enter_protocol(typist, area, signed, now=night, scan=scan)
    advance_log(election_id, now=night)
    shown = PublishedProtocol.objects.get(area=area)
    said = {"message": "Тақтада басқа сан.", "photo": picture(shade + 100), "contact": "8 700"}
    report = report_difference(shown, {"invalid": 987654}, **said, now=night)
    record_id = f"complaint-{shade}"
    told = replace(
        statement(record_id, area=area_id, subject="breach"), document=Document(sha256=scan.sha256)
    )
    record_told(election_id, [told], now=night)
    recording = SentRecording.objects.create(
        area=area,
        token=f"{shade:032}",
        sent_by=typist,
        name="film.mp4",
        camera="camera",
        begun_at=night,
        ended_at=night,
        size_bytes=len(picture(shade)),
        expires_at=night,
        original=scan,
    )
    copy = sent_copy(area, picture(shade + 50))
    return Whose(election_id, area_id, unit_id, report, scan.sha256, held, record_id, recording, copy)


def sent_copy(area: AreaRow, photo: bytes) -> SentCopy:
    """A copy as a stranger sent it, whatever kind of election this is."""
    sha256 = hashlib.sha256(photo).hexdigest()
    told = {"area": area, "contest": PARTY, "photo_sha256": sha256, "size_bytes": len(photo)}
    copy = SentCopy.objects.create(election=area.election, code_sha256=sha256, sent_at=NIGHT, **told)
    SentPicture.objects.create(copy=copy, data=photo)
    return copy
