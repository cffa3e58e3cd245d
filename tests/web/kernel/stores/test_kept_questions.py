"""A question that is kept compiled says what the question built anew says."""

import threading
from contextlib import closing
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection, connections
from django.db.models import F, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext

from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.stores import kept_questions
from hattama.web.kernel.stores.kept_questions import answers_ahead, ask_ahead, kept_question, tell_ahead

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines, pytest.mark.usefixtures("tiny")]


def by_code(election: str, code: str) -> QuerySet[AreaRow]:
    rows = AreaRow.objects.select_related("election").defer("election__definition").exclude(kind="unit")
    return rows.filter(election=election, code=code).annotate(above=F("parent__code"))


def in_areas(codes: list[str], depth: int) -> QuerySet[AreaRow, tuple[str, int]]:
    rows = AreaRow.objects.filter(code__in=codes, depth=depth)
    return rows.order_by("-code").values_list("code", "depth")


def in_either(code: str) -> QuerySet[AreaRow, tuple[str, int]]:
    rows = AreaRow.objects.values_list("code", "depth")
    return rows.filter(code=code).union(rows.filter(parent__code=code))


def of_rows(pks: list[int]) -> QuerySet[AreaRow, str]:
    return AreaRow.objects.filter(pk__in=pks).values_list("code", flat=True)


def below(parent: int | None) -> QuerySet[AreaRow, str]:
    return AreaRow.objects.filter(parent=parent).values_list("code", flat=True)


CODES = list(map(str, range(40)))
ASKED = [
    (by_code, ("tiny", "P001")),
    (by_code, ("tiny", "P002")),
    (by_code, ("tiny", "P' OR 1=1 --")),
    (by_code, ("%s", "\x01")),
    (in_areas, (["P001", "P002"], 3)),
    (in_areas, (["P001", "P002"], 1)),
    (in_areas, (["P003", "P003", "P001"], 3)),
    (in_areas, (CODES, 3)),
    (in_areas, ([*CODES, "P001", "P001"], 3)),
    (in_areas, ([], 3)),
    (of_rows, (list(range(80)),)),
    (in_either, ("P001",)),
    (below, (None,)),
]


def test_what_is_kept_says_what_is_built_anew_for_each_of_its_values():
    kept = {build: kept_question(build) for build, _ in ASKED}
    for build, values in ASKED * 2:
        answers = [list(map(str, rows)) for rows in (kept[build](*values), build(*values))]
        assert sorted(answers[0]) == sorted(answers[1]), (build, values)
    (row,) = kept[by_code]("tiny", "P001")
    with CaptureQueriesContext(connection) as more:
        assert (row.election.pk, row.above, row.kind) == ("tiny", row.parent.code, "ordinary")
        assert row.election.definition
    assert len(more) == 2, "the area above, and what was left for later"


def test_what_a_question_prefetches_is_there():
    parents = AreaRow.objects.filter(children__code="P001").values_list("code", flat=True)
    rows = kept_question(lambda code: AreaRow.objects.filter(code=code).prefetch_related("children"))
    (parent,) = rows(parents.get())
    with CaptureQueriesContext(connection) as more:
        assert "P001" in {child.code for child in parent.children.all()}
    assert len(more) == 0


def test_it_is_put_into_sql_once_for_any_number_of_values():
    question = kept_question(lambda codes, depth: in_areas(codes, depth))
    with patch.object(SQLCompiler, "as_sql", autospec=True, side_effect=SQLCompiler.as_sql) as compiled:
        for code in ("P001", "P002", "P003"):
            assert question([code], 3) == list(in_areas([code], 3))
            assert question([code, "P002"], 3)
            assert question([code, *CODES], 3)
    ours, anew = 1, 3
    assert compiled.call_count == ours + anew


def test_a_value_that_stands_nowhere_in_the_question_is_a_mistake():
    with pytest.raises(AssertionError, match="each value stands in the SQL"):
        kept_question(lambda code, unused: by_code("tiny", code))("P001", "P002")


def test_postgresql_plans_it_once_for_numbers_of_every_size_and_lists_of_every_length():
    question = kept_question(lambda pk: AreaRow.objects.filter(pk=pk, kind="once").values_list("code"))
    of_many = kept_question(lambda pks: AreaRow.objects.filter(pk__in=pks, kind="once"))
    for pk in (1, 2**20, 2**40):
        assert question(pk) == of_many([pk, 3]) == of_many([pk] * 50) == []
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%\"kind\" = $%%'"
            )
            assert cursor.fetchone() == (2,)


def test_after_somebody_looked_on_it_is_asked_anew():
    question = kept_question(lambda code: AreaRow.objects.filter(code=code).values_list("code", flat=True))
    assert question("P001") == ["P001"]
    with CaptureQueriesContext(connection) as seen:
        assert question("P002") == ["P002"]
    assert len(seen) == 1
    assert question("P003") == ["P003"]


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_between_two_requests_is_made_anew(settings):
    question = kept_question(lambda code: AreaRow.objects.filter(code=code).values_list("code", flat=True))
    assert question("P001") == ["P001"]
    if connection.vendor == "postgresql":
        kept = connection.connection
        kept.pgconn.finish()
        connection.health_check_enabled, connection.health_check_done = True, False
        assert question("P001") == ["P001"]
        assert connection.connection is not kept


def test_threads_share_what_is_compiled():
    question, answers = kept_question(lambda codes, depth: in_areas(codes, depth)), []
    question(["P001"], 3)

    def ask():
        try:
            answers.append(question(["P001"], 3))
        finally:
            connection.close()

    thread = threading.Thread(target=ask)
    with patch.object(SQLCompiler, "as_sql", autospec=True, side_effect=SQLCompiler.as_sql) as compiled:
        thread.start()
        thread.join()
    assert (len(answers), compiled.call_count) == (1, 0)


def end_session() -> None:
    """As an operator would, from another session."""
    with closing(connections.create_connection("default")) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])


@pytest.mark.django_db(transaction=True)
def test_the_first_of_a_request_finds_a_connection_that_was_lost_and_asks_once_more_by_another():
    if connection.vendor == "sqlite":
        pytest.skip("no server that could leave")
    ask = kept_question(by_code)
    assert ask("tiny", "P001")
    end_session()
    connection.health_check_enabled, connection.health_check_done = True, False
    lost = connection.connection
    assert [row.code for row in ask("tiny", "P001")] == ["P001"]
    assert connection.connection is not lost and connection.health_check_done
    end_session()
    with pytest.raises(OperationalError):
        ask("tiny", "P001")
    connection.close()


def test_the_first_of_a_request_that_stands_on_a_sound_connection_is_asked_once():
    ask = kept_question(by_code)
    assert ask("tiny", "P001")
    connection.health_check_enabled, connection.health_check_done = True, False
    refused = OperationalError("the statement itself")
    with (
        patch.object(kept_questions, "ask_planned", side_effect=refused) as asked,
        pytest.raises(type(refused)),
    ):
        ask("tiny", "P001")
    assert asked.call_count == 1


def test_what_is_asked_ahead_is_one_statement_and_says_what_each_question_says():
    asked = [(kept_question(build), values) for build, values in ASKED if [] not in values]
    alone = [list(map(str, ask(*values))) for ask, values in asked]
    with CaptureQueriesContext(connection) as seen, answers_ahead():
        ask_ahead(*asked)
        answers = [list(map(str, ask(*values))) for ask, values in asked]
    assert answers == alone and {len(rows) for rows in alone} >= {0, 1, 2}
    # Django has other SQL for nothing: what lies below None is asked by itself.
    assert len(seen) == (2 if connection.vendor == "postgresql" else len(asked))


def test_an_answer_ahead_is_given_once_to_who_asks_the_same_and_forgotten_at_the_end():
    ask = kept_question(
        lambda code: AreaRow.objects.filter(code=code, depth=3).values_list("code", flat=True)
    )
    ask_ahead((ask, ("P001",)))
    with answers_ahead():
        ask_ahead((ask, ("P001",)), (ask, ("P002",)))
        AreaRow.objects.filter(code__in=("P001", "P002")).update(depth=4)
        stale = connection.vendor == "postgresql"
        assert [ask("P003"), ask("P001"), ask("P001")] == [["P003"], ["P001"] if stale else [], []]
    assert ask("P002") == []


def test_what_is_told_ahead_is_given_once_and_within_another_deed_asked_anew():
    ask = kept_question(lambda code: AreaRow.objects.filter(code=code).values_list("code", flat=True))
    tell_ahead(ask, ("P001",), ["nobody asks ahead here"])
    with answers_ahead():
        tell_ahead(ask, ("P001",), ["told"])
        with answers_ahead():
            assert ask("P001") == ["P001"]
        assert [ask("P002"), ask("P001"), ask("P001")] == [["P002"], ["told"], ["P001"]]
        tell_ahead(ask, ("P001",), ["told"])
    assert ask("P001") == ["P001"]


@pytest.mark.django_db(transaction=True)
def test_the_first_of_a_request_may_be_several_asked_ahead():
    if connection.vendor == "sqlite":
        pytest.skip("no server that could leave")
    ask = kept_question(by_code)
    asked = [(ask, ("tiny", code)) for code in ("P001", "P002")]
    with answers_ahead():
        ask_ahead(*asked)
    end_session()
    connection.health_check_enabled, connection.health_check_done = True, False
    lost = connection.connection
    with answers_ahead():
        ask_ahead(*asked)
        assert [[row.code for row in ask(*values)] for ask, values in asked] == [["P001"], ["P002"]]
    assert connection.connection is not lost
