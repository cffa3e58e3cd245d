from hattama.core.vocabulary import Fault, Words
from hattama.phrases import say_fault

WORDS = Words.of({"kk": "{expected} күтілді: {found}", "en": "{expected} expected: {found}"})


def test_a_fault_says_file_row_and_field_before_what_is_wrong():
    fault = Fault("TABLE-NUMBER", WORDS, "areas.csv", 12, "votes", "12.0", "12")
    assert say_fault(fault, "en") == "areas.csv, row 12, votes: 12 expected: 12.0"
    assert say_fault(fault, "kk") == "areas.csv, 12-жол, votes: 12 күтілді: 12.0"


def test_what_is_not_known_of_the_place_is_left_out():
    assert say_fault(Fault("TABLE-NUMBER", WORDS, found="x", expected="y"), "en") == "y expected: x"
    assert say_fault(Fault("TABLE-NUMBER", WORDS, file="a.csv"), "en").startswith("a.csv: ")


def test_braces_in_what_was_found_come_out_as_they_were():
    fault = Fault("TABLE-NUMBER", WORDS, found="{expected}{", expected="1")
    assert say_fault(fault, "en") == "1 expected: {expected}{"
