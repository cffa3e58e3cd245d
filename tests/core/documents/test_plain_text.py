from hattama.core.documents.plain_text import read_plain
from hattama.core.documents.sources import SourceText


def passages(text, starts=()):
    return [
        (passage.note, passage.text.strip()) for passage in read_plain(SourceText("a", text, starts)).passages
    ]


def test_a_paragraph_goes_on_after_the_foot_of_the_page():
    text = (
        "The commission met in the\nhall1 and voted on\n\n1  The hall of the school.\n\n"
        "Report  Page: 4\n\nthe list of voters. It was late.\n"
    )
    assert passages(text) == [
        (0, "The commission met in the hall and voted on the list of voters. It was late."),
        (1, "The hall of the school."),
    ]


def test_running_lines_and_page_numbers_are_no_text():
    page = "Mission report on the early election\n\nSentence {n} says so.\n\n{n}\n\f"
    pages = [page.format(n=number) for number in (1, 2, 3)]
    starts = tuple(sum(map(len, pages[:at])) for at in range(3))
    assert [text for _, text in passages("".join(pages), starts)] == [
        f"Sentence {n} says so." for n in (1, 2, 3)
    ]


def test_every_letter_of_a_passage_knows_where_it_stood():
    source = SourceText("a", "Барлығы 12\u00a0032\u00a0550 сай-\nлаушы тіркелген.\nСайлаушы келді.")
    reading = read_plain(source)
    passage = reading.passages[0]
    assert "12 032 550 сайлаушы тіркелген" in passage.text
    start = passage.text.index("тіркелген")
    assert reading.place(passage, start, start + 9).offset == source.text.index("тіркелген")


def test_a_compound_word_keeps_its_hyphen_and_an_abbreviation_ends_no_sentence():
    assert passages("Өзін-\nөзі ұсынған.")[0][1] == "Өзін-өзі ұсынған."
    passage = read_plain(SourceText("a", "В 2022 г. Комиссия работала. Она закрыта.")).passages[0]
    assert len(list(passage.sentences())) == 2
