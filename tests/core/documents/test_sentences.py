from fractions import Fraction

from hattama.core.documents.plain_text import read_plain
from hattama.core.documents.sentences import clip, find_sentences, say_number
from hattama.core.documents.sources import SourceText


def test_numbers_stay_with_their_sentence():
    found = find_sentences(
        read_plain(SourceText("a", "There were 12 tables. Of 40 chairs 20 per cent were red."))
    )
    assert [[int(number.value) for number in sentence.numbers] for sentence in found] == [[12], [40, 20]]
    assert [int(number.value) for number in found[1].counts] == [40]


def test_a_clip_ends_between_words():
    (sentence,) = find_sentences(read_plain(SourceText("a", "alpha beta gamma delta epsilon zeta")))
    start, end = clip(sentence, 11, 16, around=8)
    assert sentence.passage.text[start:end].split() == ["beta", "gamma", "delta"]


def test_a_number_is_said_with_spaces_and_half_up():
    assert say_number(Fraction(12_032_550)) == "12 032 550"
    assert say_number(Fraction(5, 2)) == "3"
    assert say_number(Fraction(8000, 281), 1) == "28.5"


def test_a_table_run_together_is_no_sentence_of_numbers():
    (sentence,) = find_sentences(read_plain(SourceText("a", "1 of " * 20_000)))
    assert sentence.numbers == ()
