import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.protocols import MOST_COPIES, MOST_PAGES, PaperIdentity, is_paper, parse_paper, render_paper
from hattama.core.protocols.paper_identity import LONGEST_PAPER_TEXT, NotAPaper, PaperFault

PAPER = PaperIdentity("kz-demo", "party_list", "75-0123", "1a2b3c4d", 2, 1)
TEXT = "HATTAMA1/kz-demo/party_list/75-0123/1a2b3c4d/2/1"

papers = st.builds(
    PaperIdentity,
    election_id=st.from_regex(r"[a-z0-9]([a-z0-9-]{0,46}[a-z0-9])?", fullmatch=True),
    contest=st.from_regex(r"[a-z][a-z0-9_]{0,47}", fullmatch=True),
    area_id=st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9_-]{0,62}[A-Za-z0-9])?", fullmatch=True),
    layout_code=st.from_regex(r"[0-9a-f]{8}", fullmatch=True),
    copy_number=st.integers(0, MOST_COPIES),
    page=st.integers(0, MOST_PAGES - 1),
)


def test_the_text_of_a_paper_names_all_that_tells_it_from_others():
    assert render_paper(PAPER) == TEXT
    assert parse_paper(TEXT) == PAPER


@given(papers)
def test_the_text_of_every_paper_is_read_back(paper):
    text = render_paper(paper)
    assert len(text) <= LONGEST_PAPER_TEXT
    assert text.isascii()
    assert parse_paper(text) == paper


@given(st.text(max_size=300) | st.text(max_size=40).map(lambda text: TEXT + text))
def test_any_text_names_a_paper_or_is_refused_for_a_named_reason(text):
    match parse_paper(text):
        case NotAPaper(fault):
            assert fault in PaperFault
        case paper:
            assert render_paper(paper) == text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", PaperFault.NOT_OURS),
        ("https://example.org/", PaperFault.NOT_OURS),
        ("HATTAMA", PaperFault.NOT_OURS),
        ("HATTAMA2/kz-demo/party_list/75-0123/1a2b3c4d/2/1", PaperFault.OTHER_VERSION),
        ("HATTAMA1/" + "a" * LONGEST_PAPER_TEXT, PaperFault.TOO_LONG),
        ("HATTAMA1/kz-demo/party_list/75-0123/1a2b3c4d/2", PaperFault.PARTS),
        (TEXT + "/0", PaperFault.PARTS),
        ("HATTAMA1/KZ/party_list/75-0123/1a2b3c4d/2/1", PaperFault.ELECTION),
        ("HATTAMA1/kz-demo/Party/75-0123/1a2b3c4d/2/1", PaperFault.CONTEST),
        ("HATTAMA1/kz-demo/party_list/../1a2b3c4d/2/1", PaperFault.AREA),
        ("HATTAMA1/kz-demo/party_list/75-0123/1A2B3C4D/2/1", PaperFault.LAYOUT),
        ("HATTAMA1/kz-demo/party_list/75-0123/1a2b3c4d/02/1", PaperFault.COPY),
        ("HATTAMA1/kz-demo/party_list/75-0123/1a2b3c4d/1000/1", PaperFault.COPY),
        ("HATTAMA1/kz-demo/party_list/75-0123/1a2b3c4d/2/-1", PaperFault.PAGE),
        ("HATTAMA1/kz-demo/party_list/75-0123/1a2b3c4d/2/12", PaperFault.PAGE),
        (TEXT.replace("/2/", "/٢/"), PaperFault.COPY),
    ],
)
def test_a_text_that_names_no_paper_is_refused_for_its_reason(text, fault):
    assert parse_paper(text) == NotAPaper(fault)


def test_a_part_that_no_paper_can_have_is_refused():
    with pytest.raises(ValueError):
        PaperIdentity("kz-demo", "party_list", "75-0123", "1a2b3c4d", MOST_COPIES + 1)


def test_the_printed_identifier_is_one_by_which_custody_knows_a_paper():
    assert PAPER.printed == "N5CS-JQ3N-24VK"
    assert is_paper(PAPER.printed)


def test_pages_and_copies_of_one_precinct_have_identifiers_of_their_own():
    printed = {
        PaperIdentity("kz-demo", "party_list", f"75-{number:04}", "1a2b3c4d", copy, page).printed
        for number in range(200)
        for copy in range(5)
        for page in range(2)
    }
    assert len(printed) == 2000
