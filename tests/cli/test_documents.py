"""`hattama documents check`: what is printed, in which language, and with which code it ends."""

import json
import re
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.core.documents import RULES

GUILTY = "Observers saw 33 of the 120 stations (38 per cent) open late.\n"


@pytest.fixture
def guilty(tmp_path):
    file = tmp_path / "report.txt"
    file.write_text(GUILTY, "utf-8")
    return file


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("kk", "120 ішінен 33 – 27.5 %, ал құжатта 38 % деп көрсетілген."),
        ("ru", "33 из 120 – это 27.5 %, а указано 38 %."),
        ("en", "33 of 120 is 27.5 %, stated is 38 %."),
    ],
)
def test_a_contradiction_is_said_with_its_place_and_quotation(guilty, language, sentence, capsys):
    assert main(["documents", "check", str(guilty), "--lang", language]) == 1
    said = capsys.readouterr().out
    assert sentence in said and "report.txt" in said and "33 of the 120 stations" in said


def test_the_same_as_json(guilty, capsys):
    assert main(["documents", "check", str(guilty), "--json", "--lang", "en"]) == 1
    (record,) = json.loads(capsys.readouterr().out)
    assert (record["rule"], record["weight"], record["found"], record["expected"]) == (
        "DOC-SHARE",
        "contradiction",
        "38",
        "27.5",
    )
    place = record["places"][0]
    assert (place["page"], place["line"]) == (None, 1)
    assert GUILTY[place["offset"] :].startswith(place["quote"].split()[0])


def test_questions_alone_and_nothing_end_with_0(tmp_path, capsys):
    file = tmp_path / "a.txt"
    file.write_text("Observers saw 43 of the 121 stations (35 per cent).", "utf-8")
    assert main(["documents", "check", str(file)]) == 0
    assert "DOC-SHARE" in capsys.readouterr().out


def test_what_is_no_document_is_refused_with_2(tmp_path, capsys):
    file = tmp_path / "a.pdf"
    file.write_bytes(b"MZ")
    assert main(["documents", "check", str(file), "--lang", "ru"]) == 2
    assert "a.pdf" in capsys.readouterr().err
    assert main(["documents", "check"]) == 2


def test_the_rules_are_listed_with_their_examples(capsys):
    assert main(["documents", "check", "--rules", "--lang", "kk"]) == 0
    said = capsys.readouterr().out
    assert "DOC-SHARE: " in said and "29 per cent" in said


def test_the_example_of_the_documentation_is_what_is_printed(tmp_path, capsys):
    page = (Path(__file__).parents[2] / "docs/citizen/documents.md").read_text("utf-8")
    example = page.split("\n> ")[1].split("\n")[0]
    printed = page.split("<!-- documents-check -->\n```\n")[1].split("\n```")[0]
    file = tmp_path / "example.txt"
    file.write_text(example, "utf-8")
    main(["documents", "check", str(file), "--lang", "en"])
    assert capsys.readouterr().out.strip() == printed
    assert set(RULES) == set(re.findall(r"^\| `(DOC-[A-Z-]+)`", page, re.MULTILINE))
