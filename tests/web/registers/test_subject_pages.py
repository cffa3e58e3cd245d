"""Pages that packs ask for beside lists: every shape is drawn, its table says the same, its sums are held."""

import datetime
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from hattama.core.records import Money, PageShape
from hattama.formats.stated_numbers import shipped_numbers
from hattama.publish.register_numbers import reckon
from hattama.web.registers.public import grid_pages, subject_pages
from hattama.web.registers.public.flow_pages import flow_table
from hattama.web.registers.public.numbers_page import unknown_of
from hattama.web.registers.reading import registers_in_force
from tests.rulepacks.a_register import ARegister, at


def drawn(book: ARegister, code: str, election: str = "") -> Any:
    """What the page shows, of the records of a book and what was published of an election."""
    for one in shipped_numbers():
        if one.election == election and one.statement.register == book.pack.register_id:
            book.registry.say(one.statement)
    asked = book.pack.page(code)
    assert asked is not None
    numbers = reckon(book.pack, book.registry, book.moment)
    page = SimpleNamespace(row=SimpleNamespace(polling_on=book.moment.polling_on))
    context = subject_pages._DRAWN[asked.shape](cast("Any", page), asked, numbers)
    return SimpleNamespace(**context)


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Grids ask the election for its calendar; here the book has one."""
    monkeypatch.setattr(grid_pages, "moment_of", lambda row, now: ARegister("candidates").moment)
    with translation.override("en"):
        yield


def test_the_published_flow_of_candidates_ends_with_370_and_its_gap_of_four_is_marked() -> None:
    (flow,) = drawn(ARegister("candidates"), "flow", "kz-2023").flows
    said = {line.words.say("en"): (line.number, line.gap) for line in flow.lines}
    assert next(iter(said.values())) == ("609", "")
    assert [gap for _, gap in said.values() if gap] == ["4"]
    last = flow.lines[-1]
    assert (last.number, last.sum) == ("370", "435 − 54 − 33 + 22 = 370")
    assert max(line.trunk + line.piece for line in flow.lines) <= 1000


def test_nominations_for_president_of_2011_balance() -> None:
    (flow,) = drawn(ARegister("candidates"), "president", "kz-2011").flows
    assert (flow.lines[0].number, flow.lines[-1].sum) == ("22", "22 − 5 − 4 − 5 − 4 = 4")


def test_accreditation_is_drawn_as_fourteen_of_seventeen_and_238_of_267() -> None:
    groups = drawn(ARegister("observers"), "accreditation", "kz-2023").groups
    assert [bar.said.split(" (")[0] for group in groups for bar in group.bars] == ["14 of 17", "238 of 267"]
    assert [bar.width for group in groups for bar in group.bars] == [823, 891]


def test_a_total_that_is_not_the_sum_of_its_lines_is_marked() -> None:
    book = ARegister("recommendations")
    lines = drawn(book, "matrix", "kz-2022-referendum").lines
    assert [cell.text for cell in lines[-1][1]] == ["2", "9", "21"]
    assert not any(cell.is_wrong for _, cells in lines for cell in cells)
    other = ARegister("recommendations")
    other.say("", {"mostly_2016": 4, "mostly_2019": 1, "mostly_2021": 3, "assessed_mostly": 9}, "")
    assert [cell.is_wrong for cell in drawn(other, "matrix").lines[-1][1]] == [False, True, False]


def test_who_may_vote_and_stand_is_told_by_the_day_without_any_record() -> None:
    """H13: a table whose every number has its norm, or the Constitution in the words above it."""
    lines = drawn(ARegister("candidates"), "eligibility").lines
    assert [[cell.text for cell in cells] for _, cells in lines] == [
        ["18", "", ""],
        ["25", "10", ""],
        ["40", "15", "5"],
    ]
    assert not any(cell.width for _, cells in lines for cell in cells), "an age is no part of anything"
    assert [head.cited.ids for head, _ in lines] == [("kz-elections/4(1)",), (), ("kz-elections/54(1)",)]
    after = drawn(ARegister("candidates", datetime.date(2026, 8, 23)), "eligibility").lines
    assert [[cell.text for cell in cells] for _, cells in after] == [
        ["18", "", ""],
        ["–", "–", ""],
        ["–", "–", "–"],
    ]


def test_what_is_told_again_stands_in_the_columns_of_several_reports() -> None:
    """R03: a matter in a row, a report in a column."""
    book = ARegister("recommendations")
    for report in ("odihr_2022", "odihr_2023"):
        book.say("mention", {"by_report": report, "matter": "freedoms", "said": "ignored"})
    seen = drawn(book, "chains")
    assert len(seen.heads) == 2
    (told,) = [
        cells for head, cells in seen.lines if head.name == "freedom of assembly, expression and the media"
    ]
    assert [cell.words for cell in told] == ["still unaddressed"] * 2 and all(cell.record_id for cell in told)


def fund(book: ARegister, name: str, *minors: int) -> None:
    of = book.say("fund", {"holder": name, "holder_is": "party"})
    for minor in minors:
        row = {"fund": of, "direction": "income", "origin": "own", "amount": Money(minor, "KZT")}
        book.say("item", row)


def test_a_fund_beyond_its_ceiling_has_a_bar_beyond_the_line() -> None:
    book = ARegister("campaign-finance")
    fund(book, "Above", 400_000_000_00)
    fund(book, "Below", 100_000_000_00, 75_000_000_00)
    own = drawn(book, "ceilings").groups[0]
    above, below = own.bars
    assert above.name.startswith("Above") and above.is_over and above.over == 1000 - own.ticks[0]
    assert not below.is_over and below.width == own.ticks[0] // 2


def test_of_a_day_whose_minimum_wage_nobody_knows_that_is_said() -> None:
    book = ARegister("campaign-finance", datetime.date(2026, 8, 19))
    fund(book, "A fund", 100_00)
    measure = book.pack.measure("own_parties")
    assert measure is not None
    (wage,) = unknown_of(book.pack, [measure], datetime.date(2026, 8, 19))
    assert (wage.table.code, wage.until) == ("minimum_wage", datetime.date(2024, 12, 31))
    assert unknown_of(book.pack, [measure], datetime.date(2023, 3, 19)) == []
    group = drawn(book, "ceilings").groups[0]
    assert group.unknown and not group.bars
    said = render_to_string("registers/public_unknown.html", {"unknown": group.unknown})
    assert "minimum wage" in said and "31 December 2024" in said


def test_constituencies_lie_on_both_sides_of_the_mean() -> None:
    book = ARegister("constituencies")
    for number, voters in (("1", 50), ("2", 100), ("3", 150)):
        book.say("constituency", {"number": number, "area": "75", "voters": voters})
    group, of_country = drawn(book, "deviation").groups
    assert {bar.said.split(" of ")[1] for bar in of_country.bars} == {"414\u202f915 (-100.0 %)"}
    assert group.axis == 500 and len(group.ticks) == 4
    assert [(bar.is_over, bar.over_x + bar.over > 500) for bar in group.bars] == [
        (True, True),
        (False, False),
        (True, False),
    ]


def test_questions_stand_in_the_order_of_their_numbers_and_answers_are_counted() -> None:
    book = ARegister("information-requests")
    request = book.say("request", {"number": "1"})
    for item in ("1.10", "1.9", "1.1"):
        of = book.say("question", {"request": request, "item": item})
        book.say("answer", {"question": of, "addressee": "A body", "given": "full"})
        if item == "1.9":
            book.say("answer", {"question": of, "addressee": "Another", "given": "none"})
    seen = drawn(book, "grid")
    assert [head.name for head, _ in seen.lines] == ["1.1", "1.9", "1.10"]
    assert all(head.record_id for head, _ in seen.lines)
    assert [[cell.text for cell in cells] for _, cells in seen.lines] == [["6", ""], ["6", "1"], ["6", ""]]
    assert [key.counts for key in seen.keys if key.number in (1, 6)] == [("0", "1"), ("3", "0")]
    assert seen.unsaid == ["0", "2"]
    columns, rows = grid_pages.grid_table(seen.heads, seen.lines)
    answers = [{cell for cell in row[1:] if cell} for row in rows]
    assert columns == ("row", "A body", "Another") and len(set.union(*answers)) == 2
    assert next(key.rank for key in seen.keys if key.number == 6) == 5


def test_shares_of_airtime_are_of_the_outlet_and_of_the_week() -> None:
    book = ARegister("media")
    for day, name, seconds in ((6, "A", 30), (12, "B", 10), (13, "A", 5)):
        on = datetime.date(2023, 3, day)
        item = {"outlet": "A channel", "published_on": on, "subject": "party", "subject_name": name}
        book.say("item", {**item, "seconds": seconds})
    (outlet,) = drawn(book, "outlets").lines
    assert [cell.text.split(" (")[0] for cell in outlet[1]] == ["35 of 45", "10 of 45"]
    (row,) = grid_pages.grid_table(drawn(book, "outlets").heads, [outlet])[1]
    assert row[1:] == (35, 10)
    weeks = drawn(book, "weeks").lines
    assert [[cell.width for cell in cells] for _, cells in weeks] == [[750, 250], [1000, 0]]


def test_a_commission_stands_below_its_parent_with_the_parent_it_had_before() -> None:
    book = ARegister("commissions")
    old, new = (book.say("commission", {"name": None, "level": "regional", "seats": 7}) for _ in range(2))
    child = book.say("commission", {"level": "territorial", "seats": 3, "parent": old}, source="press")
    book.say("commission", {"parent": new, "parent_since": datetime.date(2022, 6, 8)}, child)
    for post in ("chair", "secretary"):
        book.say("member", {"commission": child, "post": post})
    # Who is said to be below itself is drawn, and nothing goes round.
    own = book.say("commission", {"level": "district"}, "rec-own")
    book.say("commission", {"parent": own}, own)
    seen = drawn(book, "tree")
    nodes = {node.record_id: node for node in seen.nodes}
    assert set(nodes) == {old, new, own} and not nodes[old].children
    (below,) = nodes[new].children
    assert (below.since, [name for name, _ in below.earlier]) == ("08.06.2022", [nodes[old].name])
    assert [(said.split(" (")[0], short) for _, said, short in below.numbers] == [("2 of 3", True)]
    assert seen.count == 4 and not seen.unreached


def test_a_circle_of_parents_is_told_and_not_followed() -> None:
    book = ARegister("commissions")
    first, second = (book.say("commission", {"level": "district"}) for _ in range(2))
    book.say("commission", {"parent": second}, first)
    book.say("commission", {"parent": first}, second)
    assert drawn(book, "tree").unreached == 2


def test_a_timeline_holds_the_day_of_voting_and_counts_what_has_no_day() -> None:
    book = ARegister("administration")
    book.say("meeting", {"commission": "A", "held_at": at(19, month=2)})
    book.say("meeting", {"commission": "B"})
    seen = drawn(book, "meetings")
    assert seen.undated == 1 and seen.ends == (datetime.date(2023, 2, 19), datetime.date(2023, 3, 19))
    assert seen.voting_at > 900 and all(one.x >= 0 and one.x + one.width <= 1000 for one in seen.spans)


def test_the_table_of_a_flow_has_its_numbers_and_how_far_a_step_is_off() -> None:
    told = drawn(ARegister("candidates"), "flow", "kz-2023").flows
    columns, rows = flow_table(told, "en")
    table = [dict(zip(columns, row, strict=True)) for row in rows]
    (off,) = [one for one in table if one["off_by"]]
    assert abs(off["off_by"]) == 4 and off["number"] == off["must_be"] + off["off_by"]
    assert all(isinstance(one["number"], int) for one in table) and table[0]["must_be"] == ""


@pytest.mark.django_db
def test_every_grid_and_flow_is_a_file_and_no_other_shape_is(client: Any, tiny: Any) -> None:
    for register in registers_in_force(tiny):
        for page in register.pages:
            address = f"/data/tiny/subjects/{register.register_id}/{page.code}.ru.csv"
            seen = client.get(f"/ru/e/tiny/registers/{register.register_id}/pages/{page.code}/")
            has_table = page.shape in (PageShape.GRID, PageShape.FLOW)
            assert (address in seen.content.decode()) is has_table
            answer = client.get(address)
            assert answer.status_code == (200 if has_table else 404), address
            head = "row" if page.shape is PageShape.GRID else "flow,step,turn,number,must_be,off_by"
            assert not has_table or answer.content.decode("utf-8-sig").startswith(head)
    assert client.get("/data/tiny/subjects/complaints/no-such.ru.csv").status_code == 404


@pytest.mark.django_db
def test_every_page_of_every_pack_opens_before_anything_is_known(client: Any, tiny: Any) -> None:
    shapes = set()
    for register in registers_in_force(tiny):
        for place, page in enumerate(register.pages):
            home = f"{('', '/ru', '/en')[place % 3]}/e/tiny/registers/{register.register_id}/pages/"
            assert client.get(f"{home}{page.code}/").status_code == 200, (register.register_id, page.code)
            shapes.add(page.shape)
    assert shapes == set(PageShape)
    assert client.get("/e/tiny/registers/complaints/pages/no-such/").status_code == 404
