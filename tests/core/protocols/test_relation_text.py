import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hattama.core.protocols import (
    Comparison,
    Name,
    Number,
    Refusal,
    RelationSyntaxError,
    Same,
    Sum,
    parse_expression,
    parse_statement,
)
from hattama.core.protocols.relations import DEEPEST_NESTING, LONGEST_TEXT, Operation
from tests.core.protocols.written_relations import (
    comparisons,
    expressions,
    render_expression,
    render_statement,
)


def test_a_relation_is_read_as_a_lawyer_would_read_it():
    assert parse_statement("sum(votes) + against_all == participants") == Comparison(
        Operation("+", Sum("votes"), Name("against_all")), "==", Name("participants")
    )


def test_multiplication_binds_before_addition_and_equals_are_read_from_the_left():
    assert parse_expression("a - b - c * 2") == Operation(
        "-", Operation("-", Name("a"), Name("b")), Operation("*", Name("c"), Number(2))
    )


def test_a_relation_between_protocols_names_one_figure():
    assert parse_statement("same(voters_listed)") == Same("voters_listed")


def test_spaces_and_line_ends_say_nothing():
    assert parse_statement("a\n\t<=b") == parse_statement("  a <= b  ")


@given(expressions)
def test_an_expression_written_and_read_again_is_the_same(expression):
    text = render_expression(expression)
    assume(len(text) <= LONGEST_TEXT)
    assert parse_expression(text) == expression


@given(comparisons)
def test_a_statement_written_and_read_again_is_the_same(statement):
    text = render_statement(statement)
    assume(len(text) <= LONGEST_TEXT)
    assert parse_statement(text) == statement


def test_parentheses_are_written_only_where_they_say_something():
    assert (
        render_statement(parse_statement("((a) + (b * (c + 1))) == (same_as)"))
        == "a + b * (c + 1) == same_as"
    )
    assert render_statement(parse_statement("same( a )")) == "same(a)"


@pytest.mark.parametrize(
    ("text", "reason", "position", "found"),
    [
        ("a = b", Refusal.SINGLE_EQUALS, 3, "="),
        ("a == б", Refusal.UNKNOWN_SIGN, 6, "б"),
        ("a ==\u00a0b", Refusal.UNKNOWN_SIGN, 5, "\u00a0"),
        ("A == b", Refusal.UNKNOWN_SIGN, 1, "A"),
        ("a == ", Refusal.OPERAND_EXPECTED, 6, ""),
        ("", Refusal.OPERAND_EXPECTED, 1, ""),
        ("-1 == a", Refusal.OPERAND_EXPECTED, 1, "-"),
        ("a == 1 + same(a)", Refusal.OPERAND_EXPECTED, 10, "same"),
        ("sum(a + b) == 1", Refusal.CLOSING_EXPECTED, 7, "+"),
        ("sum(1) == 1", Refusal.NAME_EXPECTED, 5, "1"),
        ("sum(ceil) == 1", Refusal.NAME_EXPECTED, 5, "ceil"),
        ("sum votes == 1", Refusal.OPENING_EXPECTED, 5, "votes"),
        ("(a == b", Refusal.CLOSING_EXPECTED, 4, "=="),
        ("a + b", Refusal.COMPARISON_EXPECTED, 6, ""),
        ("a b == 1", Refusal.COMPARISON_EXPECTED, 3, "b"),
        ("a <= b <= c", Refusal.CHAINED_COMPARISON, 8, "<="),
        ("a == b c", Refusal.END_EXPECTED, 8, "c"),
        ("a == 2b", Refusal.END_EXPECTED, 7, "b"),
        ("same(a) == b", Refusal.END_EXPECTED, 9, "=="),
        ("same(a, b)", Refusal.UNKNOWN_SIGN, 7, ","),
        ("a == 1234567890123456", Refusal.NUMBER_TOO_LONG, 6, "1234567890123456"),
        ("a == b / 2", Refusal.QUOTIENT_NOT_ROUNDED, 6, "b"),
        ("1 + a / 2 == b", Refusal.QUOTIENT_NOT_ROUNDED, 1, "1"),
    ],
)
def test_a_text_that_is_no_relation_is_refused_for_its_reason_at_its_place(text, reason, position, found):
    with pytest.raises(RelationSyntaxError) as refused:
        parse_statement(text)
    assert (refused.value.reason, refused.value.position, refused.value.found) == (reason, position, found)


def test_every_reason_for_refusal_is_given_by_some_text():
    marked = test_a_text_that_is_no_relation_is_refused_for_its_reason_at_its_place.pytestmark[0]
    shown = {reason for _, reason, _, _ in marked.args[1]}
    assert shown | {Refusal.TOO_LONG, Refusal.TOO_DEEP} == set(Refusal)


def test_a_quotient_may_stand_where_it_is_rounded():
    parse_statement("a <= ceil(b * 101 / 100)")
    parse_statement("a <= floor(b / 2) + ceil((b + 1) / 3)")
    parse_expression("floor(a / 2)")
    with pytest.raises(RelationSyntaxError, match="quotient_not_rounded"):
        parse_expression("a / 2")


def test_a_relation_has_a_longest_length():
    longest = "a == " + "b" * (LONGEST_TEXT - 5)
    parse_statement(longest)
    with pytest.raises(RelationSyntaxError, match="too_long"):
        parse_statement(longest + "b")


def test_a_relation_has_a_deepest_nesting():
    deepest = "(" * DEEPEST_NESTING + "a" + ")" * DEEPEST_NESTING
    assert parse_expression(deepest) == Name("a")
    with pytest.raises(RelationSyntaxError, match="too_deep") as refused:
        parse_expression(f"({deepest})")
    assert refused.value.position == DEEPEST_NESTING + 1


def test_parentheses_side_by_side_are_not_nested():
    parse_expression(" + ".join(["(a)"] * 60))


@given(st.text(alphabet="ab(sum)ceil+-*/<>=! 109\n\u00a0ә", max_size=60))
def test_any_text_at_all_is_read_or_refused_by_name(text):
    try:
        statement = parse_statement(text)
    except RelationSyntaxError as refused:
        assert 1 <= refused.position <= len(text) + 1
        assert text[refused.position - 1 :].startswith(refused.found)
    else:
        assert parse_statement(render_statement(statement)) == statement
