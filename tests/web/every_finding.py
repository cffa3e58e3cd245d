"""The tiny election in a state in which every rule has found something once, and two unknown ones have."""

import datetime
from fractions import Fraction

from hattama.core.entries import Notion, TurnoutPoint
from hattama.core.tabulation import OWN_RULES, FindingRule, RuleKind, rule_book
from hattama.core.vocabulary import Verdict
from hattama.formats.turnout_tables import SOURCES, StatedTurnout
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.published.missing import add_counts, finding_counts
from hattama.web.kernel.published.tables import PublishedFinding, PublishedProtocol, PublishedTotal
from hattama.web.night.tables import NightFinding
from hattama.web.turnout.record import record_turnout
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, SINGLE, area_row, protocol, publish

NEW = "ZZ-NEW"
NEW_AT_NIGHT = "ZZ-NIGHT"
BY_KIND = {
    kind: sorted(code for code, rule in OWN_RULES.items() if rule.kind is kind)
    for kind in RuleKind
    if any(rule.kind is kind for rule in OWN_RULES.values())
}
_NIGHT_FIELDS = {
    "STEP-ORDER": ["signed", "counted"],
    "STEP-LATE": ["signed", "counted"],
    "PAPER-ORDER": ["000123-A", "carried", "signed"],
    "PAPER-FUTURE": ["000123-A", "carried"],
    "PAPER-TWO": ["000123-A", "000124-A"],
}


def rules_of_protocols() -> list[FindingRule]:
    """The rules that an entry of the tiny election's protocols may speak of, those of the pack among them."""
    definition = load_definition(ElectionRow.objects.get(pk=ELECTION_ID))
    return rule_book(definition.rules.values()).of_protocols([NEW])


def fire_every_finding() -> None:
    """P001 breaks every rule of protocols in one contest and leaves it open in the other; its night and that
    of its district break every rule of times and papers; turnout breaks every rule of turnout."""
    publish(protocol("P001"), protocol("P001", SINGLE))
    for contest, verdict in ((PARTY, Verdict.BROKEN), (SINGLE, Verdict.CANNOT_BE_CHECKED)):
        _say_of_protocol(contest, verdict)
    for area_id in ("P001", "D11"):
        for code in (*BY_KIND[RuleKind.STEP], *BY_KIND[RuleKind.PAPER], NEW_AT_NIGHT):
            _say_of_night(area_id, code)
    record_turnout(ELECTION_ID, [*_odd_turnout()], SOURCES[0], now=NIGHT)


def _say_of_protocol(contest: str, verdict: Verdict) -> None:
    row = PublishedProtocol.objects.get(area=area_row("P001"), contest=contest)
    sides = (2, 1) if verdict is Verdict.BROKEN else (None, None)
    row.findings = [
        {
            "code": rule.code,
            "severity": rule.severity.value,
            "verdict": verdict.value,
            "fields": ["participants"],
            "left": sides[0],
            "right": sides[1],
            "row": "",
        }
        for rule in rules_of_protocols()
    ]
    row.has_broken = verdict is Verdict.BROKEN
    row.save()
    place = {"election": row.election, "protocol": row, "area": row.area, "entry_index": row.entry_index}
    told = [PublishedFinding(**place, **finding) for finding in row.findings]
    PublishedFinding.objects.filter(protocol=row).delete()
    for total in PublishedTotal.objects.filter(area__in=row.area.reach_ids(), contest=row.contest):
        add_counts(total.findings, finding_counts(row))
        total.save()
    PublishedFinding.objects.bulk_create(told)


def _say_of_night(area_id: str, code: str) -> None:
    area = area_row(area_id)
    NightFinding.objects.create(
        election=area.election,
        area=area,
        kind="custody" if code.startswith("PAPER-") else "steps",
        code=code,
        severity="hard",
        fields=_NIGHT_FIELDS.get(code, ["signed"]),
        left=None if code in ("STEP-PLACE", "PAPER-TWO") else 20,
        right=None if code in ("STEP-PLACE", "PAPER-TWO") else 10,
    )


def _odd_turnout() -> list[StatedTurnout]:
    # R1 falls. R2 says at two what R1 says, leaps above its list at four, and gives another figure of those
    # who took part, with a share that does not follow from it.
    issued, took_part = Notion.BALLOTS_ISSUED, Notion.PARTICIPANTS
    said = [
        ("R1", issued, 14, 380),
        ("R1", issued, 16, 370),
        ("R2", issued, 14, 380),
        ("R2", issued, 16, 1001),
    ]
    zone = datetime.timezone(datetime.timedelta(hours=6))
    points = [
        TurnoutPoint(area, notion, datetime.datetime(2023, 3, 19, hour, tzinfo=zone), voters, 1000)
        for area, notion, hour, voters in said
    ]
    at = points[-1].at
    points.append(TurnoutPoint("R2", took_part, at, 300, 1000, Fraction(35, 100)))
    return [StatedTurnout(2, "", point, None if point.share is None else "35.00") for point in points]
