from hattama.core.documents.sources import PageLabel, SourceText, place_in


def test_a_place_is_told_by_page_line_and_character():
    source = SourceText("a.pdf", "one\ntwo\n\fthree\n", (0, 9))
    place = place_in(source, (), 9, 14)
    assert (place.page, place.line, place.offset, place.quote) == (2, 3, 9, "three")


def test_without_pages_of_the_file_the_printed_page_numbers_tell():
    source = SourceText("a.txt", "one\nPage: 7\ntwo\n")
    label = PageLabel(4, 11, 7)
    assert place_in(source, (label,), 0, 3).page is None
    assert place_in(source, (label,), 12, 15).page == 7


def test_a_long_quotation_is_cut():
    assert place_in(SourceText("a", "word " * 200), (), 0, 1000).quote.endswith("…")
