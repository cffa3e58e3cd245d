"""A small election's records, made by hand: one protocol as it should be, one that is odd in every way."""

import datetime

from hattama.core.norms import NOTHING_CITED
from hattama.core.protocols import CHOICES, FigureDefinition, Form, RowGroup
from hattama.core.tabulation import Total
from hattama.core.vocabulary import NO_WORDS, Choice, Contest, Election, Tally, Words
from hattama.publish.records import ExplanationRecord, ProtocolRecord, ScanRecord, TotalRecord


def figure(code: str, group: str = "") -> FigureDefinition:
    return FigureDefinition(code=code, label=Words.of({"kk": code}), cited=NOTHING_CITED, group=group)


FORM = Form(
    code="list",
    title=NO_WORDS,
    figures=(figure("voters"), figure("issued", "members"), figure("votes", CHOICES), figure("invalid")),
    groups=(RowGroup("members", NO_WORDS, 5),),
)
CONTEST = Contest(
    code="party",
    kind="party_list",
    names=Words.of({"kk": "Тізім", "ru": "Список"}),
    choices=(Choice("zhuldyz", Words.of({"kk": "Жұлдыз"}), 2), Choice("arna", Words.of({"kk": "Арна"}), 1)),
    form="party_list",
    seats=3,
)
ELECTION = Election(
    election_id="tiny",
    names=Words.of({"kk": "Сайлау"}),
    polling_on=datetime.date(2023, 3, 19),
    rule_pack="kz-2023",
    contests=(CONTEST,),
    demonstration=True,
    notices=(Words.of({"kk": "Ойдан шығарылған."}),),
)
FORMS = {"party": FORM}
CONTESTS = {"party": CONTEST}

FINDING = {
    "code": "KZ-K04", "severity": "hard", "verdict": "broken", "fields": ["voters", "votes[arna]"],
    "left": 21, "right": 20, "row": "",
}  # fmt: skip
UNCHECKED = FINDING | {
    "code": "KZ-K07",
    "verdict": "cannot_be_checked",
    "left": None,
    "right": None,
    "row": "2",
}

SOUND = ProtocolRecord(
    area_id="0001",
    contest="party",
    kind="protocol",
    entry_index=2,
    leaf_hash="ab" * 32,
    version=1,
    figures={"voters": 1000, "issued[1]": 7, "votes[zhuldyz]": 0, "votes[arna]": 600, "invalid": 4},
    illegible=(),
    findings=(),
    method="typed",
    signed_at="2023-03-19T22:40:00+06:00",
    recorded_at="2023-03-19T17:30:00+00:00",
    scans=(
        ScanRecord("cd" * 32, "image/png", 1234, 1, 2),
        ScanRecord("ef" * 32, "application/pdf", 99, 2, 5),
    ),
)
ODD = ProtocolRecord(
    area_id="0002",
    contest="party",
    kind="protocol",
    entry_index=3,
    leaf_hash="01" * 32,
    version=1,
    figures={"voters": 0, "votes[arna]": 20},
    illegible=("votes[zhuldyz]",),
    findings=(FINDING, UNCHECKED),
    method="imported",
    signed_at=None,
    recorded_at="2023-03-19T18:00:00+00:00",
    explanation=ExplanationRecord("77" * 32, "5a17", '=1+1\n"тырнақша", нүктелі үтір;'),
)
TOTAL = TotalRecord(
    "kz",
    "party",
    4,
    Total(expected=3, received=2, with_findings=1, without_scan=1, figures={"voters": Tally(1000, 2)}),
)
NOTHING = TotalRecord("r2", "party", 0, Total(expected=1))
