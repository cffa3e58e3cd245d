from hattama.core.documents.letters import plain_letters


def test_look_alike_letters_take_the_alphabet_of_their_word():
    plain = plain_letters("үшiн CОРК Pеter COVID-19")
    assert plain.text == "үшін СОРК Peter COVID-19"
    assert [word.meant for word in plain.mixed] == ["үшін", "СОРК", "Peter"]


def test_a_schwa_written_twice_is_one_letter_that_knows_its_place():
    plain = plain_letters("нəәтиже")
    assert (plain.text, plain.doubled) == ("нәтиже", (1,))
    assert plain.at[2] == 3
    assert plain_letters("нəтиже").text == "нәтиже"


def test_a_divided_word_is_joined_and_what_cannot_be_seen_goes():
    plain = plain_letters("сай\u00ad\n   лау\u200b күн\u0456")
    assert plain.text == "сайлау күні"
    assert plain.at[3] == 8
    assert plain_letters("и\u0306").text == "й"


def test_an_old_spelling_with_two_real_letters_is_left_alone():
    assert plain_letters("тәә").text == "тәә"
