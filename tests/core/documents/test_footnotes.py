from hattama.core.documents.footnotes import find_notes


def notes_of(text):
    first, lines = 0, []
    for line in text.split("\n"):
        lines.append((first, line))
        first += len(line) + 1
    return find_notes(text, lines)


def test_marks_and_notes_are_found_together():
    found = notes_of("The list was shown.1 It was long,2 very.\n\n1  See the law.\n2  See the rules.\n")
    assert [note.number for note in found.notes] == [1, 2]
    assert [number for *_, number in found.marks] == [1, 2]


def test_raised_digits_are_marks():
    found = notes_of("The list was shown¹ in May².\n\n¹ See the law.\n\n² See the rules.")
    assert [note.number for note in found.notes] == [1, 2]


def test_lines_that_begin_with_a_number_are_no_notes_without_a_mark():
    assert notes_of("There were\n1  House and\n2  Gardens in 2022.\n").notes == ()


def test_a_decimal_is_no_mark():
    found = notes_of("One.1 It was 54.2 per cent. Two.2\n\n1  A note.\n\n2  Another.\n")
    assert [found_start for found_start, *_ in found.marks] == [4, 32]


def test_a_mark_without_its_note_is_missing():
    assert notes_of("One.1 Two.2 Three.3\n\n1  A note.\n\n3  Another.\n").missing == (2,)


def test_a_note_whose_mark_was_lost_takes_no_other_with_it():
    found = notes_of("One.1 Two. Three.3\n\n1  First.\n2  Second.\n3  Third.\n")
    assert [note.number for note in found.notes] == [1, 2, 3] and found.missing == ()
