"""Opened tables: the newest of each form stands, and what a form tells of a copy or of an act."""

from hattama.core.observation import OpenedTable, Seen, Submission, by_place, seen_at, standing_tables


def form(station: str, form_id: str = "copy", **answers: str) -> Submission:
    return Submission(form_id, "1", f"uuid:{station}", "К-01", "alma", station, answers)


def table(index: int, *sent: Submission, phase: str = "copy", organisation: str = "Alma") -> OpenedTable:
    return OpenedTable(index, "f" * 64, phase, organisation, by_place(sent))


def test_the_newest_table_of_each_form_of_each_organisation_stands() -> None:
    tables = (
        table(3, form("P1"), form("P2")),
        table(4, form("P1"), organisation="Another"),
        table(5, form("P1", "own")),
        table(6, form("P1")),
    )
    standing = standing_tables(tables)
    assert sorted(one.table.index for one in seen_at(standing, "P1")) == [4, 5, 6]
    assert seen_at(standing, "P2") == ()


def test_a_form_tells_of_an_act_by_its_phase_its_reason_or_its_answer() -> None:
    told = [
        Seen(table(1, phase="removal"), form("P1")),
        Seen(table(1), form("P1", why_none="refused")),
        Seen(table(1, phase="incident"), form("P1", act="list_not_shown")),
        Seen(table(1, phase="counting"), form("P1", why_none="refused")),
    ]
    assert [one.act for one in told] == ["removed", "copy_refused", "list_not_shown", ""]


def test_own_notes_and_forms_without_figures_are_no_copies() -> None:
    figures = {"contest": "list", "figure_invalid": "12"}
    certified = Seen(table(1), form("P1", copy="certified", **figures)).copy
    assert certified is not None and certified.figures == {"invalid": 12}
    assert Seen(table(1), form("P1", copy="own_notes", **figures)).copy is None
    assert Seen(table(1), form("P1", copy="none")).copy is None
    assert Seen(table(1, phase="counting"), form("P1", **figures)).copy is None
