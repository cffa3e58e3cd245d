import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.protocols import figure_key, form_keys, is_known_key, split_key
from hattama.core.vocabulary import is_code
from tests.core.protocols.small_form import CONTEST, FORM, figure


def test_a_complete_protocol_has_every_required_line_and_every_choice_in_the_order_of_the_paper():
    assert form_keys(FORM, CONTEST, required=True) == ("listed", "issued", "votes[a]", "votes[b]", "invalid")


@pytest.mark.parametrize("key", ["listed", "outside", "votes[a]", "papers[1]", "papers[20]"])
def test_the_form_has_a_place_for_its_lines_choices_and_rows(key):
    assert is_known_key(FORM, CONTEST, key)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "zz",
        "listed[1]",
        "votes",
        "votes[c]",
        "papers",
        "papers[0]",
        "papers[01]",
        "papers[21]",
        "papers[a]",
    ],
)
def test_the_form_has_no_place_for_anything_else(key):
    assert not is_known_key(FORM, CONTEST, key)


@pytest.mark.parametrize("digit", ["١", "²", "１"])
def test_digits_of_other_scripts_name_no_row(digit):
    assert not is_known_key(FORM, CONTEST, f"papers[{digit}]")


@pytest.mark.parametrize(
    "text", ["", "Votes", "votes[", "votes[]", "votes[a]x", "votes[a][b]", "votes[A]", "1"]
)
def test_what_is_not_a_key_cannot_be_split(text):
    with pytest.raises(ValueError) as refused:
        split_key(text)
    assert refused.value.args == (text,)


@given(
    st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True), st.from_regex(r"[a-z0-9_]{0,20}", fullmatch=True)
)
def test_a_key_split_and_joined_is_the_same_key(code, row):
    assert split_key(figure_key(code, row)) == (code, row)
    assert is_code(code)


def test_a_form_finds_its_lines_groups_and_parts():
    assert FORM.figure("listed") == figure("listed")
    assert FORM.group("boxes").max_rows == 20
    assert FORM.role("registered") is None
    with pytest.raises(KeyError):
        FORM.figure("boxes")
    with pytest.raises(KeyError):
        FORM.group("listed")
