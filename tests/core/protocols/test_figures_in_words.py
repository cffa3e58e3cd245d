"""Digits and words of one figure held against each other; unreadable words disagree with nothing."""

from hattama.core.protocols import FORM_RULES, Protocol, check_words
from hattama.core.vocabulary import Verdict
from tests.core.protocols.small_form import FORM

SAID = {"four hundred": 400, "five": 5, "none": 0}


def words(figures, said, illegible=()):
    return check_words(FORM, Protocol("P", "party_list", figures, frozenset(illegible), words=said), SAID.get)


def test_words_that_say_what_the_digits_say_are_no_finding():
    assert words({"listed": 400, "votes[a]": 0}, {"listed": "four hundred", "votes[a]": "none"}) == ()


def test_words_that_say_another_number_are_a_finding_with_both_numbers():
    (finding,) = words({"listed": 401}, {"listed": "four hundred"})
    assert finding.code == "FORM-WORDS"
    assert finding.severity is FORM_RULES["FORM-WORDS"].severity
    assert finding.verdict is Verdict.BROKEN
    assert (finding.fields, finding.left, finding.right) == (("listed",), 401, 400)


def test_words_that_cannot_be_read_are_no_disagreement():
    (finding,) = words({"listed": 400}, {"listed": "four hunched"})
    assert finding.verdict is Verdict.CANNOT_BE_CHECKED
    assert (finding.left, finding.right) == (None, None)


def test_words_beside_blank_or_illegible_digits_cannot_be_checked():
    found = words({}, {"listed": "five", "issued": "five"}, illegible=["issued"])
    assert [(f.fields, f.verdict) for f in found] == [
        (("listed",), Verdict.CANNOT_BE_CHECKED),
        (("issued",), Verdict.CANNOT_BE_CHECKED),
    ]


def test_figures_without_words_are_not_asked():
    assert words({"listed": 400, "issued": 5}, {}) == ()


def test_findings_stand_in_the_order_of_the_form():
    said = {"invalid": "five", "votes[b]": "five", "listed": "five", "votes[a]": "five"}
    found = words(dict.fromkeys(said, 6), said)
    assert [f.fields[0] for f in found] == ["listed", "votes[a]", "votes[b]", "invalid"]
