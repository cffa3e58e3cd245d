import pytest

from hattama.core.vocabulary import is_area_id, is_code, is_election_id, is_record_id, is_rule_code


@pytest.mark.parametrize("text", ["a", "voters_listed", "p_41", "a" * 48])
def test_a_code_is_lower_case_words(text):
    assert is_code(text)


@pytest.mark.parametrize("text", ["", "1a", "_a", "A", "votes[a]", "дауыс", "a" * 49, "a\n", "a-b"])
def test_anything_else_is_no_code(text):
    assert not is_code(text)


@pytest.mark.parametrize("text", ["kz-2023", "1", "ro-2024-ep"])
def test_an_election_identifier_may_have_inner_hyphens(text):
    assert is_election_id(text)


@pytest.mark.parametrize("text", ["", "-a", "a-", "KZ", "a_b", "../x", "a" * 49, "a\n"])
def test_anything_else_is_no_election_identifier(text):
    assert not is_election_id(text)


@pytest.mark.parametrize("text", ["001", "A.1-2_3", "7"])
def test_an_area_identifier_keeps_its_leading_zeros_and_inner_signs(text):
    assert is_area_id(text)


@pytest.mark.parametrize("text", ["", ".", "..", "a..b", "a/b", ".a", "a.", "a b", "а", "a" * 65])
def test_nothing_that_could_leave_a_folder_is_an_area_identifier(text):
    assert not is_area_id(text)


@pytest.mark.parametrize("text", ["rec-001", "k3v9p2x7", "a" * 48])
def test_a_record_identifier_is_lower_case_with_inner_hyphens(text):
    assert is_record_id(text)


@pytest.mark.parametrize("text", ["", "abcde", "-abcde", "abcde-", "ABCDEF", "abc_de", "a" * 49, "abcdef\n"])
def test_anything_else_is_no_record_identifier(text):
    assert not is_record_id(text)


@pytest.mark.parametrize("text", ["KZ-K01", "KZ-K05A", "FORM-ILLEGIBLE", "RO-P02"])
def test_a_rule_code_is_a_family_and_a_member(text):
    assert is_rule_code(text)


@pytest.mark.parametrize("text", ["", "KZ", "KZ-", "KZ-01", "kz-k01", "KZ-K01-A", "KZ-K01\n"])
def test_anything_else_is_no_rule_code(text):
    assert not is_rule_code(text)
