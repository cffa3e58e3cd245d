"""The tiny election with something behind every page: papers of every kind, a scan that was read, a draw."""

import datetime
from pathlib import Path

from django.contrib.auth import get_user_model

from hattama.core.entries import Notion, TurnoutPoint
from hattama.formats.turnout_tables import SOURCES, StatedTurnout
from hattama.web.kernel.pages.remembered_pages import forget_pages
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.record_checks.draw_papers import draw_papers, fix_list
from hattama.web.reports.report_difference import report_difference
from hattama.web.turnout.record import record_turnout
from tests.web.open_night import hold_night
from tests.web.prepared import built_once
from tests.web.protocols.life.people import LATER
from tests.web.read_scans import read_as_form
from tests.web.registers.complaints import three_complaints
from tests.web.tiny_election import (
    ELECTION_ID,
    NIGHT,
    PARTY,
    SINGLE,
    area_row,
    protocol,
    publish,
    scan_of,
    sound_figures,
)

SEED = "27182818284590452353"
DAY = datetime.datetime(2023, 3, 19, tzinfo=datetime.timezone(datetime.timedelta(hours=6)))


def whole_site(settings: object, folder: Path, *files: bytes) -> None:
    """Beside the night of `hold_night`: P202 has a form whose scan was read, P003 its single-mandate paper
    later, turnout falls in R1, somebody complains and somebody reports another paper, and papers are drawn to
    be read again."""
    forget_pages()
    settings.DATA_DIR = folder
    settings.MAIL_READY = True
    _hold_whole_night(*files)


@built_once
def _hold_whole_night(*files: bytes) -> None:
    hold_night(*files)
    scan = scan_of("P202", PARTY, shade=7)
    publish(protocol("P202"), scans={("P202", PARTY): scan}, now=LATER)
    read_as_form(scan, sound_figures())
    later = LATER + datetime.timedelta(minutes=20)
    publish(protocol("P003", SINGLE), scans={("P003", SINGLE): scan_of("P003", SINGLE, 9)}, now=later)
    record_turnout(ELECTION_ID, [*day_of("KZ", 30, 52), *day_of("R1", 38, 37)], SOURCES[0], now=NIGHT)
    three_complaints()
    shown = PublishedProtocol.objects.get(area=area_row("P001"), contest=PARTY)
    report_difference(shown, {"invalid": 987654}, message="Тақтада басқа сан.", now=later)
    auditor = get_user_model().objects.get(username="auditor")
    listed = fix_list(auditor, shown.area.election, now=later)
    draw_papers(auditor, listed, SEED, 2, now=later)


def day_of(area: str, *percents: int) -> list[StatedTurnout]:
    """Turnout as stated at two, at four and so on."""
    return [
        StatedTurnout(
            2,
            "",
            TurnoutPoint(
                area, Notion.BALLOTS_ISSUED, DAY.replace(hour=14 + 2 * place), percent * 60, 6000, None
            ),
            str(percent),
        )
        for place, percent in enumerate(percents)
    ]
