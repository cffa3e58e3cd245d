from pathlib import Path

from hattama.core.tabulation import OWN_RULES, rule_book
from hattama.formats.rulepack import parse_rulepack
from hattama.publish.rule_pages import INDEX, render_rule_pages
from hattama.rulepacks import read_rulepack, rulepack_ids
from tests.formats.small_pack import TEXT

DOCS = Path(__file__).resolve().parents[2] / "docs/format/rules"
PACKS = [parse_rulepack(read_rulepack(pack_id), pack_id) for pack_id in rulepack_ids()]
PAGES = render_rule_pages(PACKS)
SMALL = {
    name: page.decode() for name, page in render_rule_pages([parse_rulepack(TEXT.encode(), "zz")]).items()
}


def test_every_code_has_its_page_and_stands_in_the_index():
    codes = rule_book(rules for pack in PACKS for rules in pack.rules).keys()
    assert PAGES.keys() == {f"{code}.md" for code in codes} | {INDEX}
    assert all(f"[{code}]({code}.md)" in PAGES[INDEX].decode() for code in codes)


def test_every_page_shows_an_example_that_passes_and_one_that_fails():
    for code, rule in rule_book(rules for pack in PACKS for rules in pack.rules).items():
        page = PAGES[f"{code}.md"].decode()
        assert "passing" in page.lower() and "failing" in page.lower(), code
        assert code not in OWN_RULES or (rule.passing and rule.passing in page and rule.failing in page)


def test_the_pages_in_docs_are_those_of_the_packs():
    stale = [name for name, page in PAGES.items() if (DOCS / name).read_bytes() != page]
    assert stale == [], "write them again with: python -m hattama.cli.rule_pages"


def test_no_page_explains_a_code_that_nothing_states():
    # A code is for life: should a pack ever drop one, its page stays and is named here with the reason.
    assert {file.name for file in DOCS.iterdir()} == PAGES.keys()


def test_a_page_says_the_sentence_the_relation_the_law_and_how_sure_we_are():
    page = SMALL["ZZ-R02.md"]
    for text in (
        "- kk: тең емес",
        "- ru: не равно",
        "- en: not equal",
        "participants == valid",
        "| Severity | soft",
        "| Norms | `zz-act/2`, `zz-act/4` |",
        "| Inferred | yes",
        "| In force | yes |",
        "| Asked when | `participants > 0` |",
        "a difference of up to 1 is agreement",
        "- en: note",
    ):
        assert text in page


def test_a_page_shows_the_figures_of_a_passing_and_a_failing_example():
    assert "| `listed` | тізім | список | list | 900 | 499 |" in SMALL["ZZ-R01.md"]
    assert "the left side is 500 and the right side 499" in SMALL["ZZ-R01.md"]
    assert "| `papers[2]` | қағаз | бумага | paper | – | 10 |" in SMALL["ZZ-R03.md"]
    assert "| `contest2/listed` | тізім | список | list | 900 | 901 |" in SMALL["ZZ-R04.md"]
    assert "| `votes[a]` | дауыс | голос | vote | 1 | 1 | 1 | 2 |" in SMALL["ZZ-R05.md"]


def test_a_page_says_that_a_reading_is_switched_off_and_which_one_holds():
    page = SMALL["ZZ-R02B.md"]
    assert "| In force | no: switched off in this pack |" in page
    assert "| Another reading of | [ZZ-R02](ZZ-R02.md) |" in page


def test_a_code_that_several_forms_state_alike_is_told_once():
    assert SMALL["ZZ-R01.md"].count("## ") == 1
    assert "## zz-2024 (list), zz-2024 (other)" in SMALL["ZZ-R01.md"]


def test_a_code_that_packs_word_differently_is_told_in_each_wording():
    other = TEXT.replace('id = "zz-2024"', 'id = "zz-2025"').replace(
        "participants <= listed", "listed >= participants"
    )
    packs = [parse_rulepack(text.encode(), "zz") for text in (TEXT, other)]
    page = render_rule_pages(packs)["ZZ-R01.md"].decode()
    assert "## zz-2024 (list), zz-2024 (other)\n" in page
    assert "## zz-2025 (list), zz-2025 (other)\n" in page


def test_the_same_packs_make_the_same_pages():
    assert render_rule_pages(PACKS) == PAGES
