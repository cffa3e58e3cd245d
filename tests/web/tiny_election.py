"""An election small enough to add up by hand: two regions, three districts, six polling stations.

    KZ  Республика
        R1  Алматы облысы     D11 Қаскелең ауданы   P001 P002 P003
                              D12 Талғар ауданы     P101
        R2  Қостанай облысы   D21 Әулиекөл ауданы   P201 P202 (abroad in all but name: another time zone)

The party contest is held everywhere, the single-mandate contest in region R1 alone.
"""

import datetime
import io
from collections.abc import Mapping

from PIL import Image

from hattama.core.entries import recorded_text
from hattama.core.protocols import Protocol
from hattama.formats.area_lists import parse_areas
from hattama.formats.election_definition import parse_election
from hattama.rulepacks import read_rulepack
from hattama.web.kernel.elections.open_election import ElectionFiles, load_election, open_election
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import record_act
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.published.tables import PublishedProtocol, Scan
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from hattama.web.scans.take_scan import take_scan
from tests.web.prepared import built_once

ELECTION_ID = "tiny"
PARTY = "party"
SINGLE = "single"

ELECTION_TOML = """
[election]
id = "tiny"
date = 2023-03-19
rule_pack = "kz-2023"
time_zone = "Asia/Almaty"
demonstration = true

[election.names]
kk = "Шағын сайлау"
ru = "Малые выборы"
en = "Tiny election"

[[election.notices]]
kk = "Бұл – ойдан шығарылған сайлау."
ru = "Это выдуманные выборы."
en = "This election is made up."

[[contest]]
code = "party"
kind = "party_list"
form = "party_list"
seats = 5
names = { kk = "Партиялық тізімдер", ru = "Партийные списки", en = "Party lists" }

[[contest.choice]]
code = "dala"
registered_order = 2
names = { kk = "«Дала» партиясы", ru = "Партия «Дала»", en = "Dala party" }

[[contest.choice]]
code = "ozen"
registered_order = 1
names = { kk = "«Өзен» партиясы", ru = "Партия «Өзен»", en = "Özen party" }

[[contest]]
code = "single"
kind = "single_mandate"
form = "single_mandate"
seats = 1
areas = ["R1"]
names = { kk = "Бір мандатты округ", ru = "Одномандатный округ", en = "Single-mandate district" }

[[contest.choice]]
code = "asan"
names = { kk = "Асан Үлгі", ru = "Асан Улги", en = "Asan Ülgi" }

[[contest.choice]]
code = "ulgi"
names = { kk = "Үсен Үлгі", ru = "Усен Улги", en = "Üsen Ülgi" }
""".lstrip().encode()

AREAS_CSV = """\
area_id,parent_id,level,number,kind,time_zone,voters_registered,name_kk,name_ru,name_en,address_kk,address_ru,commission_kk,commission_ru
KZ,,nation,,unit,,,Республика,Республика,Republic,,,,
R1,KZ,region,1,unit,,,Алматы облысы,Алматинская область,Almaty region,,,,
R2,KZ,region,2,unit,,,Қостанай облысы,Костанайская область,Qostanai region,,,,
D11,R1,district,11,unit,,,Қаскелең ауданы,Каскеленский район,Qaskeleng district,,,,
D12,R1,district,12,unit,,,Талғар ауданы,Талгарский район,Talghar district,,,,
D21,R2,district,21,unit,,,Әулиекөл ауданы,Аулиекольский район,Äuliekol district,,,,
P001,D11,precinct,1,ordinary,,1000,№ 1 сайлау учаскесі,Избирательный участок № 1,Polling station No. 1,"Абай көшесі, 7, № 12 мектеп","улица Абая, 7, школа № 12",№ 1 учаскелік сайлау комиссиясы,Участковая избирательная комиссия № 1
P002,D11,precinct,2,ordinary,,1000,№ 2 сайлау учаскесі,Избирательный участок № 2,Polling station No. 2,"Өтеген батыр көшесі, 30","улица Отеген батыра, 30",№ 2 учаскелік сайлау комиссиясы,Участковая избирательная комиссия № 2
P003,D11,precinct,10,ordinary,,1000,№ 10 сайлау учаскесі,Избирательный участок № 10,Polling station No. 10,"Жібек жолы, 1","Жибек жолы, 1",№ 10 учаскелік сайлау комиссиясы,Участковая избирательная комиссия № 10
P101,D12,precinct,101,hospital,,200,№ 101 сайлау учаскесі,Избирательный участок № 101,Polling station No. 101,"Аудандық аурухана","Районная больница",№ 101 учаскелік сайлау комиссиясы,Участковая избирательная комиссия № 101
P201,D21,precinct,0007,ordinary,Asia/Aqtau,1000,№ 7 сайлау учаскесі,Избирательный участок № 7,Polling station No. 7,"Қобыланды батыр көшесі, 5","улица Кобыланды батыра, 5",№ 7 учаскелік сайлау комиссиясы,Участковая избирательная комиссия № 7
P202,D21,precinct,8,ordinary,,1000,№ 8 сайлау учаскесі,Избирательный участок № 8,Polling station No. 8,"Достық даңғылы, 2","проспект Достык, 2",№ 8 учаскелік сайлау комиссиясы,Участковая избирательная комиссия № 8
""".encode()  # noqa: E501

LOADED_AT = datetime.datetime(2023, 3, 18, 12, 0, tzinfo=datetime.UTC)
NIGHT = datetime.datetime(2023, 3, 19, 17, 30, tzinfo=datetime.UTC)
"""Half past eleven in the evening in Almaty (UTC+6 in 2023), half past ten in Aqtau (UTC+5)."""

SOUND = {
    "voters_listed": 1000,
    "ballots_issued": 620,
    "issued_by_member[1]": 320,
    "issued_by_member[2]": 300,
    "ballots_received": 1010,
    "ballots_cancelled": 390,
    "participants": 600,
    "against_all": 30,
    "invalid": 12,
}
VOTES = {
    PARTY: {"votes[dala]": 370, "votes[ozen]": 200},
    SINGLE: {"votes[asan]": 250, "votes[ulgi]": 320},
}


def load_tiny(definition: bytes = ELECTION_TOML, areas_csv: bytes = AREAS_CSV) -> ElectionRow:
    """The election as a draft: loaded, not open."""
    files = ElectionFiles(
        election=parse_election(definition, "election.toml"),
        areas=parse_areas(io.BytesIO(areas_csv), "areas.csv", time_zone="Asia/Almaty").areas,
        definition=definition,
        areas_csv=areas_csv,
        rule_pack=read_rulepack("kz-2023"),
    )
    return load_election(files, now=LOADED_AT)


def open_tiny(*files: bytes) -> ElectionRow:
    """The election (or that of `files`) with its roster frozen and its first log entries written.

    Without `files` it may be open already.
    """
    stands = ElectionRow.objects.filter(pk=ELECTION_ID, opened_at__isnull=False)
    if files or not stands.exists():
        _open_tiny(*files)
    return stands.get()


@built_once
def _open_tiny(*files: bytes) -> None:
    load_tiny(*files)
    open_election(ELECTION_ID, now=LOADED_AT)
    advance_log(ELECTION_ID, now=LOADED_AT)


def open_another(election_id: str) -> str:
    """A second election of the same areas, three years later, open; its identifier."""
    definition = ELECTION_TOML.replace(b'id = "tiny"', f'id = "{election_id}"'.encode())
    load_tiny(definition.replace(b"2023-03-19", b"2026-03-22").replace(b"Tiny election", b"Later election"))
    open_election(election_id, now=LOADED_AT)
    advance_log(election_id, now=LOADED_AT)
    return election_id


def area_row(area_id: str) -> AreaRow:
    """The row of one of its areas, with its election."""
    rows = AreaRow.objects.select_related("election").defer("election__definition", "election__rule_pack")
    return rows.get(election_id=ELECTION_ID, code=area_id)


def sound_figures(contest: str = PARTY, **changes: int) -> dict[str, int]:
    """Figures that satisfy every relation, but for `changes`."""
    return SOUND | VOTES[contest] | changes


def protocol(
    area_id: str,
    contest: str = PARTY,
    *,
    figures: Mapping[str, int] | None = None,
    illegible: frozenset[str] = frozenset(),
    explanation: str = "",
) -> Protocol:
    """A protocol of a polling station, sound unless told otherwise, signed half an hour before NIGHT."""
    return Protocol(
        area_id=area_id,
        contest=contest,
        figures=sound_figures(contest) if figures is None else figures,
        illegible=illegible,
        signed_at=NIGHT - datetime.timedelta(minutes=30),
        explanation=explanation,
    )


def publish(
    *protocols: Protocol, scans: Mapping[tuple[str, str], Scan] | None = None, now: datetime.datetime = NIGHT
) -> None:
    """Bring protocols in and let the log take them; `scans` by area identifier and contest."""
    beside = scans or {}
    incoming = [Incoming(item, scan=beside.get((item.area_id, item.contest))) for item in protocols]
    import_protocols(ElectionRow.objects.get(pk=ELECTION_ID), incoming, now=now)
    advance_log(ELECTION_ID, now=now)


def picture(shade: int = 200) -> bytes:
    """A small PNG with something on it; another `shade` makes other bytes."""
    out = io.BytesIO()
    page = Image.new("L", (120, 160), shade)
    page.paste(shade ^ 128, (30, 40, 90, 70))
    page.save(out, "PNG")
    return out.getvalue()


def scan_of(area_id: str, contest: str = PARTY, shade: int = 200) -> Scan:
    """A scan that the store holds, for the paper of this polling station."""
    return take_scan(picture(shade), area=area_row(area_id), contest=contest, now=NIGHT)


def annul(area_id: str, contest: str = PARTY) -> None:
    """Let the log annul the current protocol of a polling station by a court's decision."""
    area = area_row(area_id)
    current = PublishedProtocol.objects.get(area=area, contest=contest)
    decision = {"authority": "court", "number": "7", "decided_on": "2023-03-19", "document": None}
    body = {
        "kind": "annulment",
        "schema": 2,
        "recorded_at": recorded_text(NIGHT),
        "area": area_id,
        "contest": contest,
        "annuls": current.entry_index,
        "within": area_id,
        "reason": "court",
        "decision": decision,
        "note_sha256": None,
        "done_by": [],
    }
    record_act(area.election, body, NIGHT, area=area, contest=contest)
    advance_log(ELECTION_ID, now=NIGHT)
