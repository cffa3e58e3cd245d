"""A small log in which everything happens that can happen to a protocol."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from hattama.core.entries import protocol_in, salted_sha256
from hattama.core.tabulation import expected_findings
from hattama.verification.foundation import Foundation
from hattama.verification.troubles import Weight
from tests.verification.made_bundle import Files, Signer, folded_totals, make_bundle
from tests.verification.made_log import entry, head_entries, make_foundation, protocol

Body = dict[str, Any]
SALT = "0123456789abcdef" * 2
WORD = "=The box of ballots, «№ 2», was counted\r\ntwice"
SCANS = (b"the first scan", b"the second scan", b"the withdrawn scan")
DECISION = {"authority": "court", "number": "12-3", "decided_on": "2026-08-31", "document": None}


class Night:
    """Entries one after another; findings are what the rules say."""

    def __init__(self, foundation: Foundation, signer: Signer) -> None:
        self.foundation = foundation
        self.bodies: list[Body] = list(head_entries(foundation, signer.key))
        self._current: dict[str, dict[str, Any]] = {}

    def add(self, body: Body) -> int:
        """Append an entry; its index."""
        self.bodies.append(body)
        return len(self.bodies) - 1

    def protocol(self, precinct: str, contest: str, times: int = 1, **fields: Any) -> int:
        """Append a version of a protocol."""
        body = protocol(self.foundation, precinct, contest, times, **fields)
        others = self._current.setdefault(precinct, {})
        body["findings"] = expected_findings(self.foundation.ground, body, others)
        others[contest] = protocol_in(body)
        return self.add(body)

    def replace(self, kind: str, precinct: str, contest: str, replaces: int, version: int, times: int) -> int:
        """Append a correction or a recount."""
        decided = {"reason": "recount", "decision": DECISION}
        fields = {"kind": kind, "version": version, "replaces": replaces, "scans": [], **decided}
        return self.protocol(precinct, contest, times, **fields)

    def annul(self, precinct: str, contest: str, index: int) -> None:
        """Append an annulment."""
        about = {"area": precinct, "contest": contest, "annuls": index, "within": precinct}
        body = entry("annulment", **about, reason="court", decision=DECISION)
        self.add(body)
        del self._current[precinct][contest]

    def state_totals(self) -> None:
        """Append a cut of totals."""
        size = len(self.bodies)
        totals = folded_totals(self.foundation, self.bodies)
        for area in self.foundation.units:
            for contest in self.foundation.contests_in(area):
                self.add(self._total(area, contest, size, totals[area, contest].facts()))

    def close(self) -> None:
        """Append a cut of totals and the closing entry."""
        size = len(self.bodies)
        root = self.foundation.areas.root.area_id
        totals = folded_totals(self.foundation, self.bodies)
        self.state_totals()
        counts = {
            name: {c: getattr(totals[root, c], name) for c in self.foundation.contests_in(root)}
            for name in ("expected", "received", "annulled")
        }
        self.add(entry("close", election=self.foundation.election.election_id, tree_size=size, **counts))

    def _total(self, area: str, contest: str, size: int, facts: dict[str, Any]) -> Body:
        return entry(
            "total",
            area=area,
            contest=contest,
            level=self.foundation.areas.area(area).level,
            tree_size=size,
            rule_pack_sha256=self.foundation.sha256["rulepack.toml"],
            **facts,
        )


def file_of(scan: bytes) -> dict[str, Any]:
    """A scan as entries name it."""
    sha256 = hashlib.sha256(scan).hexdigest()
    return {"sha256": sha256, "bytes": len(scan), "media_type": "image/png", "pages": 1}


def turnout(area: str, share: str, *, contest: str | None = None) -> Body:
    """A figure of turnout that was announced during the day."""
    when = "2026-08-30T16:10:00+05:00"
    figures = {"voters": None, "registered": None, "share": share}
    return entry(
        "turnout", area=area, contest=contest, notion="ballots_issued", at=when, source="press", **figures
    )


def steps(area: str, contest: str | None = None, corrects: Body | None = None, **clocks: str) -> Body:
    """Times of steps of the evening, by clock."""
    times = {code: f"2026-08-30T{clock}:00+05:00" for code, clock in clocks.items()}
    said = {"places": {}, "corrects": corrects or {}, "method": "typed"}
    return entry("steps", area=area, contest=contest, times=times, **said)


def custody(area: str, number: int, event: str, clock: str, replaces: int | None = None) -> Body:
    """What happened to the paper A-1, by clock."""
    nothing = dict.fromkeys(
        ("contest", "holder", "holder_sha256", "attachment", "document", "shown_to", "pages", "seal")
    )
    said = {"number": number, "replaces": replaces, "paper": "A-1", "event": event, "method": "typed"}
    return entry("custody", area=area, at=f"2026-08-30T{clock}:00+05:00", **nothing, **said)


def tell_of_the_night(night: Night, contest: str) -> None:
    """Times with a correction and a finding; a paper with a mistaken record; a commission's own step."""
    night.add(steps("P000000", closed="20:00", boxes_opened="20:30"))
    night.add(steps("P000000", contest, counted="22:00", signed="21:00"))
    corrected = {"closed": "2026-08-30T20:00:00+05:00"}
    night.add(steps("P000000", corrects=corrected, closed="20:05"))
    night.add(steps("R00", summarised="23:50"))
    night.add(custody("P000002", 1, "signed", "22:10"))
    night.add(custody("P000002", 2, "carried", "21:10"))
    night.add(custody("P000002", 3, "carried", "22:40", replaces=2))


def claim(foundation: Foundation, contest: str, **figures: int) -> Body:
    """What the central commission announced for the whole country."""
    root = foundation.areas.root
    said = {
        "source": "central_commission",
        "stage": "preliminary",
        "stated_at": None,
        "document_sha256": None,
        "document": None,
    }
    place = {"area": root.area_id, "level": root.level, "contest": contest}
    return entry("claim", **place, figures=figures, replaces=None, **said)


def eventful_night(foundation: Foundation, signer: Signer) -> Night:
    """Two contests in ten precincts (P000000 to P000009), one of which stays silent."""
    night = Night(foundation, signer)
    one, two = (contest.code for contest in foundation.election.contests)
    first = night.protocol("P000000", one, scans=[file_of(SCANS[0])])
    night.protocol("P000001", one, 2, explanation_sha256=salted_sha256(WORD, SALT), scans=[])
    night.protocol("P000001", two, 3, scans=[])
    blank = protocol(foundation, "P000002", one)["figures"]
    del blank["invalid"]
    night.protocol("P000002", one, figures=blank, illegible=["invalid"], scans=[])
    night.state_totals()
    night.add(turnout("R00", "57.02"))
    night.add(turnout("P000009", "41.07", contest=one))
    said = night.add(claim(foundation, one, participants=1200))
    night.add(claim(foundation, one, participants=1250) | {"replaces": said})
    tell_of_the_night(night, one)
    night.add(entry("scan", area="P000001", contest=one, scan=file_of(SCANS[1]), address=None))
    corrected = night.replace("correction", "P000000", one, first, 2, 2)
    night.annul("P000000", one, corrected)
    night.replace("recount", "P000000", one, corrected, 3, 1)
    lonely = night.protocol("P000003", two, scans=[file_of(SCANS[2])])
    night.annul("P000003", two, lonely)
    broken = protocol(foundation, "P000004", one)["figures"]
    broken["votes"]["a"] += 1
    night.protocol("P000004", one, figures=broken, scans=[])
    for number in range(5, 9):
        for contest in (two, one):
            night.protocol(f"P{number:06d}", contest, 1 + number % 3, scans=[])
    withdrawn = file_of(SCANS[2])["sha256"]
    for what, sha256, precinct, contest in (("scan", withdrawn, "P000003", two),):
        place = {"area": precinct, "contest": contest}
        night.add(entry("redaction", **place, what=what, sha256=sha256, reason="court", decision=DECISION))
    return night


def eventful_bundle(*, closed: bool = True) -> tuple[Foundation, Sequence[Body], Files]:
    """The bundle of such a night."""
    signer = Signer()
    foundation = make_foundation(10, 2)
    night = eventful_night(foundation, signer)
    if closed:
        night.close()
    return foundation, night.bodies, remake(foundation, night.bodies, signer)


def small_bundle() -> Files:
    """The bundle of two precincts, small enough for every byte of it to be tried."""
    signer = Signer()
    foundation = make_foundation(2, 1, districts=1, regions=1)
    night = Night(foundation, signer)
    first = night.protocol(
        "P000000", "contest0", explanation_sha256=salted_sha256(WORD, SALT), scans=[file_of(SCANS[0])]
    )
    night.replace("correction", "P000000", "contest0", first, 2, 2)
    broken = protocol(foundation, "P000001", "contest0")["figures"]
    broken["votes"]["a"] += 1
    night.protocol("P000001", "contest0", figures=broken, scans=[file_of(SCANS[1])])
    night.close()
    return remake(foundation, night.bodies, signer)


def remake(foundation: Foundation, bodies: Sequence[Body], signer: Signer) -> Files:
    """The bundle of these entries."""
    words = {salted_sha256(WORD, SALT): (SALT, WORD)}
    return make_bundle(foundation, bodies, signer, explanations=words, scans=SCANS[:2])


def codes(troubles: Iterable[Any]) -> set[str]:
    """The codes of what a check found, but for what only qualifies its verdict."""
    return {trouble.kind.code for trouble in troubles if trouble.kind.weight is not Weight.QUALIFIES}


def qualifying(troubles: Iterable[Any]) -> set[str]:
    """The codes of what qualifies the verdict of a check."""
    return {trouble.kind.code for trouble in troubles if trouble.kind.weight is Weight.QUALIFIES}
