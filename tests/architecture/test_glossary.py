"""Every domain word of the code is in the glossary, every row is whole, no word comes back that the law says
otherwise, and a breach of each is caught."""

from pathlib import Path

import pytest

from tests.architecture import glossary, terms
from tests.architecture.tree import ROOT

CHECKS = (
    glossary.words_missing_from_the_glossary,
    glossary.words_that_code_has_given_up,
    glossary.incomplete_rows,
    terms.words_the_law_says_otherwise,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_glossary_and_the_code_speak_the_same_words(check):
    assert check(ROOT) == []


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A house with one room, one noun and one refusal, and a glossary that knows them."""
    room = tmp_path / "src/hattama/core/protocols"
    room.mkdir(parents=True)
    door = "from hattama.core.protocols.papers import Paper, PaperLost, Vanished\n"
    (room / "__init__.py").write_text(door, "utf-8")
    classes = ("Paper", "Inner", "PaperLost(Exception)", "Vanished(PaperLost)")
    (room / "papers.py").write_text("".join(f"class {name}: ...\n" for name in classes), "utf-8")
    write(tmp_path, "| хаттама | протокол | protocol | `Paper` |")
    return tmp_path


def write(root: Path, *lines: str) -> None:
    head = ("| Қазақша | Русский | English | in code |", "|---|---|---|---|")
    (root / "GLOSSARY.md").write_text("\n".join((*head, *lines, "")), "utf-8")


def breaches(root: Path) -> list[str]:
    return [breach for check in CHECKS for breach in check(root)]


def test_a_model_in_which_all_is_well_has_no_breach(model):
    assert breaches(model) == []


@pytest.mark.parametrize(
    ("lines", "breach"),
    [
        ((), "src/hattama/core/protocols/papers.py:1: Paper does not stand in GLOSSARY.md"),
        (
            ("| хаттама | протокол | protocol | `Paper` |", "| үлес | доля | share | `Share` |"),
            "GLOSSARY.md:4: nothing is called Share",
        ),
        (("| хаттама |  | protocol | `Paper` |",), "GLOSSARY.md:3: every cell of a row is filled"),
        (("| хаттама | протокол | `Paper` |",), "GLOSSARY.md:3: every cell of a row is filled"),
        (
            ("| хаттама | протокол | protocol | `Paper` |", "| хаттама | лист | sheet | — |"),
            "GLOSSARY.md:4: хаттама stands at line 3 already",
        ),
    ],
)
def test_a_breach_is_named_with_its_place(model, lines, breach):
    write(model, *lines)
    assert breaches(model) == [breach]


@pytest.mark.parametrize(
    ("row", "breach"),
    [
        ("| қайталама дауыс беру | повторное голосование | repeat voting | — |", "better: қайта дауыс беру"),
        ("| қағаз | бумага | paper | — |", "better: бумажный протокол, протокол"),
        ("| сайлау күні | день голосования | polling day | — |", "день голосования is дауыс беру күні"),
    ],
)
def test_a_word_that_the_law_says_otherwise_does_not_come_back(model, row, breach):
    write(model, "| хаттама | протокол | protocol | `Paper` |", row)
    (told,) = breaches(model)
    assert told.startswith("GLOSSARY.md:4: ")
    assert told.endswith(breach)
