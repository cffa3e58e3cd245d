"""States by what became of protocols: annulled, preliminary, corrected; and by what became of their scans."""

import datetime
from functools import partial
from pathlib import Path

from django.contrib.auth.models import User

from hattama.core.protocols import Decision
from hattama.core.vocabulary import Deed
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.published.tables import PublishedProtocol, Scan
from hattama.web.kernel.stores.content_store import content_path
from hattama.web.offline.accept_statement import accept_statement
from hattama.web.protocols.change import Grounds, annul_protocol, change_protocol, investigate_protocol
from hattama.web.protocols.enter import enter_protocol
from hattama.web.reports.report_difference import report_difference
from hattama.web.reports.review_report import ReportState, review_report
from tests.crawl.made import load_definition_bytes, open_now, precincts
from tests.crawl.states import Site, state
from tests.web.kernel.log.test_life import act
from tests.web.offline_device import RECEIVED_AT, Device
from tests.web.open_night import hold_night
from tests.web.people import person
from tests.web.protocols.life.people import GROUNDS, LATER, People, everybody, paper, swapped
from tests.web.read_scans import read_as_form, read_without_marks
from tests.web.tiny_election import (
    ELECTION_ID,
    ELECTION_TOML,
    NIGHT,
    PARTY,
    annul,
    area_row,
    load_tiny,
    open_tiny,
    picture,
    protocol,
    publish,
    scan_of,
    sound_figures,
)
from tests.web.whole_site import whole_site

UNDECIDED = Grounds("court_decision", Decision("court"))


def open_with(entry: str) -> People:
    """The tiny election with this `[entry]` table, and its people."""
    load_definition_bytes(
        ELECTION_TOML.replace(b"[[contest]]", f"[entry]\n{entry}\n\n[[contest]]".encode(), 1)
    )
    people = everybody()
    open_now()
    return people


def open_with_heads() -> User:
    """The tiny election, in the log of which heads stand before anything is decided; the central one."""
    load_tiny()
    person(Role.TERRITORIAL_HEAD, "R1")
    head = person(Role.CENTRAL_HEAD, "KZ")
    open_now()
    return head


def take_in() -> None:
    advance_log(ELECTION_ID, now=LATER)


@state("a night with something of everything")
def night(site: Site) -> None:
    open_with_heads()
    hold_night()


@state("the whole site", dense=True)
def whole(site: Site) -> None:
    whole_site(site.settings, Path(site.settings.DATA_DIR))


@state("everything annulled")
def annulled(site: Site) -> None:
    open_tiny()
    publish(*map(protocol, precincts()))
    for area in precincts():
        annul(area)


@state("annulled and come again")
def come_again(site: Site) -> None:
    head = open_with_heads()
    publish(protocol("P001"), protocol("P002"))
    again = protocol("P001", figures=sound_figures(participants=1), explanation="Қайта саналды.")
    recount = partial(change_protocol, Deed.RECOUNT)
    for change, what in ((annul_protocol, PARTY), (recount, again), (annul_protocol, PARTY)):
        change(head, area_row("P001"), what, GROUNDS, now=LATER)
        take_in()


@state("everything preliminary")
def preliminary(site: Site) -> None:
    open_with('preliminary = true\nconfirmed_by = "person"')
    for area in precincts():
        enter_protocol(person(Role.TYPIST, area), area_row(area), protocol(area), now=NIGHT)
    take_in()


@state("two entries that differ, after every round")
def differing(site: Site) -> None:
    people = open_with("entries = 2")
    for user, read in ((people.aigul, paper()), (people.berik, swapped())):
        enter_protocol(user, area_row("P001"), read, now=NIGHT)
    take_in()
    enter_protocol(person(Role.TYPIST, "P002"), area_row("P002"), protocol("P002"), now=NIGHT)


@state("a person has to confirm")
def unconfirmed(site: Site) -> None:
    people = open_with('confirmed_by = "person"')
    enter_protocol(people.aigul, area_row("P001"), paper(), now=NIGHT)
    take_in()


@state("everything under investigation")
def investigated(site: Site) -> None:
    head = open_with_heads()
    publish(*map(protocol, precincts()))
    for area in precincts():
        investigate_protocol(
            Deed.OPEN_INVESTIGATION, head, area_row(area), PARTY, reason="complaint", now=LATER
        )
    take_in()
    investigate_protocol(Deed.CLOSE_INVESTIGATION, head, area_row("P101"), PARTY, reason="stands", now=LATER)
    take_in()


@state("corrected again and again")
def corrected(site: Site) -> None:
    head = open_with_heads()
    publish(protocol("P001"))
    for number in range(1, 9):
        changed = protocol("P001", figures=sound_figures(invalid=number))
        change_protocol(Deed.CORRECT, head, area_row("P001"), changed, GROUNDS, now=LATER)
        take_in()
    change_protocol(Deed.RECOUNT, head, area_row("P001"), protocol("P001"), GROUNDS, now=LATER)
    take_in()


@state("findings about deeds", dense=True)
def deeds(site: Site) -> None:
    people = open_with("entries = 1")
    above = person(Role.TYPIST, "D11", username="above")
    enter_protocol(above, area_row("P002"), protocol("P002"), now=NIGHT)
    accept_statement(Device(people.aigul).typed(acted_at="2023-03-20T05:40:05+06:00"), now=RECEIVED_AT)
    advance_log(ELECTION_ID, now=RECEIVED_AT)
    publish(protocol("P003"))
    change_protocol(
        Deed.CORRECT,
        people.head,
        area_row("P003"),
        protocol("P003", figures=sound_figures(invalid=1)),
        UNDECIDED,
        now=LATER,
    )
    publish(protocol("P101"))
    annul_protocol(people.head, area_row("P101"), PARTY, UNDECIDED, now=LATER)
    take_in()


@state("offline statements of every end")
def statements(site: Site) -> None:
    people = open_with("entries = 2")
    second = Device(people.berik)
    accept_statement(second.typed(step="second"), now=RECEIVED_AT)
    accept_statement(Device(people.aigul, "ecdsa-p256").typed(area="P002"), now=RECEIVED_AT)
    accept_statement(second.typed(area="P201"), now=RECEIVED_AT)
    take_in()


def with_scans() -> list[Scan]:
    """Four papers with scans, one of them read."""
    open_tiny()
    scans = {(area, PARTY): scan_of(area, PARTY, shade) for shade, area in enumerate(precincts()[:4], 40)}
    publish(*map(protocol, precincts()), scans=scans)
    found = list(scans.values())
    read_as_form(found[0], sound_figures())
    read_without_marks(found[1])
    return found


@state("scans gone from the store")
def scans_gone(site: Site) -> None:
    for scan in with_scans():
        content_path(scan.sha256).unlink()
    site.contradicts = True


@state("scans damaged in the store", dense=True)
def scans_damaged(site: Site) -> None:
    for scan in with_scans():
        path = content_path(scan.sha256)
        path.chmod(0o600)
        path.write_bytes(path.read_bytes()[:40] + b"\0")
    site.contradicts = True


@state("a scan withdrawn")
def withdrawn(site: Site) -> None:
    scans = with_scans()
    act("redaction", what="scan", sha256=scans[0].sha256)


@state("pages of scans gone")
def pages_gone(site: Site) -> None:
    for scan in with_scans()[:2]:
        for page in scan.page_rows.all():
            content_path(page.shown).unlink()
    site.contradicts = True


@state("reports of every end")
def reports(site: Site) -> None:
    head = open_with_heads()
    publish(*map(protocol, precincts()))
    ends = list(ReportState)
    for number, area in enumerate(precincts()):
        shown = PublishedProtocol.objects.get(area=area_row(area))
        report = report_difference(
            shown,
            {"invalid": number, "votes[dala]": 10**14},
            message="Тақтада <b>басқа</b> сан. " * 20,
            photo=picture(60 + number),
            contact="8 700",
            now=NIGHT + datetime.timedelta(minutes=number),
        )
        end = ends[number % len(ends)]
        released = {"released": picture(90 + number)} if number % 2 else {}
        if number:
            review_report(head, report, end, "Жауап.", **released, now=LATER)
