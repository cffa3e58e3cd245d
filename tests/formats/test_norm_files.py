"""The laws that come with the program: every norm can be read, and what it names is there."""

import datetime
import re
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from hattama.core.norms import Certainty
from hattama.core.norms.deadlines import Outlook, due, event_moment
from hattama.formats.days_of_rest import load_calendar
from hattama.formats.faults import InputFaults
from hattama.formats.norm_files import (
    UnknownNorm,
    load_law,
    load_norm,
    read_law,
    read_norms_of,
    shipped_norm_ids,
)
from hattama.formats.toml_documents import read_toml
from hattama.rulepacks import norm_laws, read_norms

ALMATY = ZoneInfo("Asia/Almaty")
IN_2023 = datetime.date(2023, 3, 19)
# Short names that the sources give to several bodies each, and our own names of editions.
SHORT = re.compile(
    r"\b(?:ОСК|АСК|УСК|ОРК|АРК|УРК|БАҚ|ЦИК|ТИК|УИК|ОИК|ЦКР|ТКР|УКР|МЗП|НКО|C[ER]C|[TP][ER]Cs?|MCI|E20\d\d)\b"
)


@pytest.mark.parametrize("law_id", norm_laws())
def test_a_law_read_norm_by_norm_is_the_law_read_whole(law_id):
    data = read_norms(law_id)
    document = read_toml(data, f"{law_id}.toml")
    law = read_law(document)
    whole = tuple(read_norms_of(document, law))
    document.close()
    document.document.refuse_if_faulty()
    assert law == load_law(law_id)
    assert law.law_id == law_id
    assert whole == tuple(load_norm(norm_id) for norm_id in shipped_norm_ids(law_id))
    assert len(whole) == len(re.findall(r"(?m)^\[\[norm\]\]$", data.decode()))


def test_norms_name_only_norms_that_there_are():
    for law_id in norm_laws():
        for norm_id in shipped_norm_ids(law_id):
            norm = load_norm(norm_id)
            assert norm.editions, norm_id
            assert all(load_norm(other) for other in norm.see), norm_id


@pytest.mark.parametrize("law_id", norm_laws())
def test_a_norm_is_summed_up_in_a_sentence_without_bare_abbreviations(law_id):
    """It is the lead of the norm's page and its line in the law's table; "25 MCI." there tells nothing."""
    told = [text for norm_id in shipped_norm_ids(law_id) for text in load_norm(norm_id).summary.values()]
    assert [text for text in told if SHORT.search(text)] == []
    assert [text for text in told if text.endswith(".") and len(text.split()) < 3] == []


def test_editions_of_a_law_follow_each_other_and_none_is_in_force_beside_another():
    for law_id in norm_laws():
        editions = load_law(law_id).editions
        for before, after in pairwise(editions):
            assert before.in_force_to < after.in_force_from, after.name


def test_an_edition_that_was_not_read_holds_no_norm_as_read():
    for law_id in norm_laws():
        unread = {edition.name for edition in load_law(law_id).editions if not edition.sources}
        for norm_id in shipped_norm_ids(law_id):
            for text in load_norm(norm_id).editions:
                assert text.edition not in unread or text.certainty is not Certainty.READ, norm_id


def test_a_norm_that_nobody_wrote_is_refused():
    for unknown in ("kz-elections/43(99)", "kz-nothing/1", "kz-elections"):
        with pytest.raises(UnknownNorm):
            load_norm(unknown)


def test_a_norm_stands_only_in_the_days_of_its_editions():
    districts = load_norm("kz-elections/95(3)")
    assert districts.on(IN_2023).edition == "E2023"
    assert districts.on(datetime.date(2026, 7, 1)) is None
    observers = load_norm("kz-elections/20-1(1)")
    assert observers.on(datetime.date(2023, 1, 6)) is None


@pytest.mark.parametrize(
    ("polling_on", "ends"),
    [(datetime.date(2021, 1, 10), "2021-01-18"), (IN_2023, "2023-03-30")],
)
def test_the_central_commission_has_as_long_as_the_edition_of_the_day_says(polling_on, ends):
    norm = load_norm("kz-elections/97(1)")
    (deadline,) = norm.deadlines_in(norm.on(polling_on).edition)
    calendar = load_calendar("KZ", ALMATY)
    answer = due(deadline, event_moment(deadline.start, polling_on, ALMATY), calendar)
    assert answer.at == datetime.datetime.fromisoformat(ends).replace(tzinfo=ALMATY)


def test_working_days_pass_over_holidays_moved_days_and_no_others():
    calendar = load_calendar("kz", ALMATY)
    assert not calendar.is_working(datetime.date(2023, 3, 21))
    assert calendar.is_working(datetime.date(2023, 7, 1))
    assert not calendar.is_working(datetime.date(2023, 7, 7))
    assert not load_calendar("KZ", ALMATY).is_sure(IN_2023, datetime.date(2026, 1, 1))
    plain = load_calendar("GE", ALMATY)
    registered = datetime.datetime(2023, 3, 17, 10, tzinfo=ALMATY)
    (deadline,) = load_norm("kz-access/11(17)").deadlines_in("ACC2022")
    ends = [due(deadline, registered, one) for one in (calendar, plain)]
    assert [answer.at.date().isoformat() for answer in ends] == ["2023-03-30", "2023-03-25"]
    assert [answer.is_sure for answer in ends] == [True, False]
    assert ends[0].outlook is Outlook.DUE


BROKEN = b"""
[law]
id = "xx-law"
country = "XX"
adopted = "1"
text = "https://example.org"
names = { kk = "a", ru = "a", en = "a" }
of = { kk = "a", ru = "a", en = "a" }
[[edition]]
name = "E1"
number = "1"
amended_on = 2020-01-01
in_force_from = 2020-01-01
[[norm]]
id = "xx-other/1"
kind = "wish"
who = ["nobody"]
editions = { E2 = "read", E1 = "guessed" }
deadlines = [{ start = "day", amount = 1 }, { start = "day", unit = "days", clock = "25:00" }]
summary = { kk = "a", ru = "a" }
"""


def test_everything_wrong_with_a_norm_is_told_at_once():
    document = read_toml(BROKEN, "xx.toml")
    tuple(read_norms_of(document, read_law(document)))
    with pytest.raises(InputFaults) as refusal:
        document.document.refuse_if_faulty()
    codes = [fault.code for fault in refusal.value.faults]
    assert codes.count("NORM-LAW") == 1
    assert codes.count("NORM-EDITION") == 1
    assert codes.count("TOML-VALUE") == 5
    assert codes.count("TOML-MISSING") == 1
    assert len(codes) == 9
