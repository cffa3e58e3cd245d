"""Findings as a typist reads them, whoever states their rule."""

from dataclasses import replace

from hattama.core.protocols import DEED_RULES
from hattama.core.vocabulary import Contest, Finding, Severity, Verdict, Words
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack
from hattama.web.kernel.pages.findings_text import FindingText, finding_texts

RULES = parse_rulepack(read_rulepack("kz-2023"), "kz-2023").rules[0]
BOOK = {"here": replace(RULES, relations=()), "there": RULES}
HERE = Contest("here", "party_list", Words.of({"en": "Here"}), ())


def text_of(code: str, *fields: str, row: str = "") -> FindingText:
    finding = Finding(code, Severity.SOFT, Verdict.BROKEN, fields, 2, 1, row)
    (text,) = finding_texts(BOOK, HERE, [finding], "en")
    return text


def test_a_relation_that_only_other_contests_state_is_said_in_its_words() -> None:
    text = text_of("KZ-K10A", "there/voters_listed", "third/voters_listed")
    assert (text.sentence, text.keys) == (RULES.relation("KZ-K10A").words["en"], ())


def test_a_rule_of_deeds_is_said_in_its_words() -> None:
    assert text_of("DEED-OUTSIDE").sentence == DEED_RULES["DEED-OUTSIDE"].words.english


def test_a_code_that_no_version_knows_is_said_by_itself() -> None:
    text = text_of("ZZ-NEW", "participants", row="2")
    assert (text.code, text.sentence, text.row, text.keys) == ("ZZ-NEW", "", "2", ("participants",))
