from hattama.core.documents.sources import PageLabel, SourceText, place_in


def test_a_place_is_told_by_page_line_and_character():
    source = SourceText("a.pdf", "one\ntwo\n\fthree\n", (0, 9))
    place = place_in(source, (), 9, 14)
    assert (place.page, place.line, place.offset, place.quote) == (2, 3, 9, "three")


def test_without_pages_of_the_file_printed_page_numbers_tell_where_none_is_left_out():
    source = SourceText("a.txt", "one\nPage: 7\ntwo\n8\n9\n")
    labels = (PageLabel(4, 11, 7), PageLabel(16, 17, 8), PageLabel(18, 19, 9))
    assert place_in(source, labels, 0, 3).page is None
    assert place_in(source, labels, 12, 15).page == 7
    assert place_in(source, labels[::2], 12, 15).page is None


def test_a_long_quotation_is_cut():
    assert place_in(SourceText("a", "word " * 200), (), 0, 1000).quote.endswith("…")
