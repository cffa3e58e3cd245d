"""States by what was said on the night and after it: steps, papers, turnout, claims, draws, letters."""

import datetime
from fractions import Fraction

from hattama.core.entries import AuditMethod, Claim, Notion, Stage, TurnoutPoint
from hattama.core.protocols import CustodyEvent, Decision, Holder, StepPlace
from hattama.formats.claim_tables import StatedClaim
from hattama.formats.turnout_tables import SOURCES, StatedTurnout
from hattama.web.audits.conduct import commit_audit, draw_on, measure_risk, order_recount, throw_seed
from hattama.web.audits.count import codes_of, type_count, wanted_of
from hattama.web.audits.reading import load_book
from hattama.web.claims.record import record_claims
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.night.record_custody import CustodyWord, record_custody
from hattama.web.night.record_step import record_step
from hattama.web.notices.subscriptions import ask_to_be_told, confirm_subscription
from hattama.web.record_checks.draw_papers import draw_papers, fix_list
from hattama.web.record_checks.read_paper import judge_figure, read_paper
from hattama.web.record_checks.record_check import JudgedAs, Origin
from hattama.web.record_checks.tables import DrawnPaper
from hattama.web.turnout.record import record_turnout
from tests.crawl.made import precincts
from tests.crawl.states import Site, state
from tests.web.people import person
from tests.web.protocols.life.people import LATER, everybody
from tests.web.tiny_election import (
    ELECTION_ID,
    NIGHT,
    PARTY,
    SINGLE,
    annul,
    area_row,
    open_tiny,
    protocol,
    publish,
    scan_of,
    sound_figures,
)

HOUR = datetime.timedelta(hours=1)
SEED = "27182818284590452353"


@state("steps of the night that cannot be", dense=True)
def strange_steps(site: Site) -> None:
    open_tiny()
    people = everybody()
    said = [
        ("", "boxes_opened", -30),
        ("", "closed", 30),
        (PARTY, "signed", -20),
        (PARTY, "counted", 40),
        (PARTY, "sorted", 60),
        (SINGLE, "posted", -48),
        (PARTY, "copy_handed", 24 * 150),
    ]
    for contest, step, hours in said:
        at = NIGHT + HOUR * hours
        record_step(people.chair, area_row("P001"), contest, step, at, now=LATER, place=StepPlace.ELSEWHERE)
    advance_log(ELECTION_ID, now=LATER)
    record_step(people.reviewer, area_row("P001"), "", "received", NIGHT - HOUR * 9, now=LATER)
    record_step(people.reviewer, area_row("D11"), "", "sent_to_central", NIGHT - HOUR * 20, now=LATER)
    publish(protocol("P001"))


@state("papers in two places")
def strange_papers(site: Site) -> None:
    open_tiny()
    people = everybody()
    said = [
        (CustodyEvent.ARCHIVED, -5, Holder.ARCHIVE, ""),
        (CustodyEvent.SIGNED, 0, None, ""),
        (CustodyEvent.RECEIVED, -1, Holder.TERRITORIAL, ""),
        (CustodyEvent.COPIED, 1, Holder.OBSERVER, "Біреу <b>"),
        (CustodyEvent.ISSUED, 100, Holder.PRECINCT, ""),
        (CustodyEvent.SIGNED, 2, None, ""),
    ]
    for event, hours, holder, name in said:
        word = CustodyWord("A-1", event, NIGHT + HOUR * hours, PARTY, holder=holder, name=name)
        record_custody(people.chair, area_row("P001"), word, now=LATER)
    word = CustodyWord("Z" * 40, CustodyEvent.POSTED, NIGHT, PARTY, replaces=2)
    record_custody(people.chair, area_row("P001"), word, now=LATER)
    advance_log(ELECTION_ID, now=LATER)


def announced(area: str, hour: int, voters: int | None, registered: int | None = 1000, share: str = ""):
    """Turnout of an area at an hour of the day."""
    part = Fraction(share) / 100 if share else None
    at = datetime.datetime(2023, 3, 19, hour, tzinfo=datetime.timezone(HOUR * 6))
    return StatedTurnout(
        2, "", TurnoutPoint(area, Notion.BALLOTS_ISSUED, at, voters, registered, part), share or None
    )


@state("turnout that cannot be")
def strange_turnout(site: Site) -> None:
    open_tiny()
    rows = [
        *(announced("R1", hour, voters) for hour, voters in ((10, 500), (12, 300), (14, 300), (16, 5000))),
        *(
            announced("KZ", hour, voters, 6000)
            for hour, voters in ((10, 1), (12, 5999), (14, 0), (20, 10**15))
        ),
        announced("R2", 10, 500, 1000, "10.00"),
        announced("R2", 12, None, None, "250"),
        announced("R2", 14, 0, 0),
        announced("P001", 10, 999),
        announced("D11", 10, None, None, "0"),
    ]
    record_turnout(ELECTION_ID, rows, SOURCES[0], now=NIGHT)
    record_turnout(ELECTION_ID, [announced("R1", 16, 1)], SOURCES[3], now=NIGHT)
    publish(protocol("P001"), protocol("P002", figures=sound_figures(ballots_issued=1)))


@state("turnout alone, of one hour")
def one_hour(site: Site) -> None:
    open_tiny()
    record_turnout(ELECTION_ID, [announced("KZ", 10, None, None, "0.01")], SOURCES[0], now=NIGHT)


@state("claims that differ from protocols and from each other")
def claims_differ(site: Site) -> None:
    open_tiny()
    publish(*map(protocol, precincts()))
    claims = [
        Claim("KZ", PARTY, "central_commission", Stage.FINAL, sound_figures(invalid=48)),
        Claim("KZ", PARTY, "central_commission", Stage.PRELIMINARY, {"votes[dala]": 10**15 - 1}),
        Claim("R1", PARTY, "territorial_commission", Stage.FINAL, {"votes[dala]": 1}),
        Claim("D11", PARTY, "territorial_commission", Stage.FINAL, {"participants": 0}),
        Claim("KZ", SINGLE, "central_commission", Stage.FINAL, {"votes[asan]": 7}),
    ]
    record_claims(ELECTION_ID, [StatedClaim(2, one, NIGHT) for one in claims], "ab" * 32, now=LATER)
    again = Claim("R1", PARTY, "territorial_commission", Stage.FINAL, {"votes[dala]": 2})
    record_claims(ELECTION_ID, [StatedClaim(2, again, None)], "cd" * 32, now=LATER)


@state("claims and nothing received")
def claims_alone(site: Site) -> None:
    open_tiny()
    claim = Claim("KZ", PARTY, "central_commission", Stage.PRELIMINARY, sound_figures())
    record_claims(ELECTION_ID, [StatedClaim(2, claim, None)], "ab" * 32, now=LATER)


def drawn() -> list[DrawnPaper]:
    """Papers of four precincts, drawn by lot."""
    open_tiny()
    scans = {(area, PARTY): scan_of(area, PARTY, shade) for shade, area in enumerate(precincts()[:4], 40)}
    publish(*map(protocol, precincts()), scans=scans)
    auditor = person(Role.AUDITOR, "KZ", username="auditor")
    listed = fix_list(auditor, ElectionRow.objects.get(pk=ELECTION_ID), now=LATER)
    draw_papers(auditor, listed, SEED, 4, now=LATER)
    return list(DrawnPaper.objects.order_by("position"))


@state("papers drawn and not read")
def papers_drawn(site: Site) -> None:
    drawn()


@state("papers drawn, read again and judged", dense=True)
def papers_judged(site: Site) -> None:
    papers = drawn()
    for number in range(3):
        reader = person(Role.READER, "KZ", username=f"reader{number}")
        for paper in papers[:3]:
            if number < 2 or paper.position % 2:
                figures = sound_figures(invalid=12 if number else 10**15 - 1)
                read_paper(reader, paper, figures, frozenset(), now=LATER)
    head = person(Role.CENTRAL_HEAD, "KZ")
    first = papers[0]
    area = area_row(first.area.code)
    judge_figure(
        *(head, area, PARTY, first.entry_index, "invalid", Origin.STRANGERS, JudgedAs.OUR_ERROR, "Көрдім."),
        published=12,
        read=str(10**15 - 1),
        now=LATER,
    )


@state("a list fixed and nothing drawn, then annulled")
def fixed(site: Site) -> None:
    open_tiny()
    publish(protocol("P001"), scans={("P001", PARTY): scan_of("P001")})
    auditor = person(Role.AUDITOR, "KZ", username="auditor")
    fix_list(auditor, ElectionRow.objects.get(pk=ELECTION_ID), now=LATER)
    annul("P001")


@state("an audit whose counts cannot be, a recount, and all of it annulled", dense=True)
def audited(site: Site) -> None:
    open_tiny()
    publish(*map(protocol, precincts()))
    row = ElectionRow.objects.get(pk=ELECTION_ID)
    auditor = person(Role.AUDITOR, "KZ", username="auditor")
    head, other = (person(Role.CENTRAL_HEAD, "KZ", username=name) for name in ("head", "other"))
    limit = Fraction(1, 10)
    commit_audit(auditor, row, PARTY, AuditMethod.BATCHES, limit, now=LATER)
    throw_seed(auditor, row, 1, SEED, "<b>'\"&", "\u202e😀", LATER, now=LATER)
    draw_on(auditor, row, 1, 30, now=LATER)
    decision = Decision("court", "<b>", None)
    order_recount(head, row, PARTY, [area_row(precincts()[0])], decision, None, now=LATER)
    for number, most in ((1, 10**9), (2, 0)):
        area = area_row(precincts()[0])
        for who in (head, other):
            book = load_book(row)
            told = dict.fromkeys(codes_of(book, number), most)
            if wanted_of(book, number, area.code) is not None:
                type_count(who, book, number, area, told, now=LATER)
    measure_risk(auditor, row, 1, calls_all=True, now=LATER)
    for area_id in precincts():
        annul(area_id)


@state("letters asked for")
def letters(site: Site) -> None:
    open_tiny()
    publish(protocol("P001"))
    for area in ("KZ", "P001"):
        asked = ask_to_be_told(area_row(area), f"{area}@example.org", "kk", now=LATER)
        assert asked is not None
        confirm_subscription(asked, now=LATER)
    ask_to_be_told(area_row("R1"), "nobody@example.org", "ru", now=LATER)
