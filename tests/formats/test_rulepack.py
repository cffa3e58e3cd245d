import datetime
import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.protocols import CHOICES, Refusal, Scope
from hattama.core.vocabulary import Severity
from hattama.formats import rulepack_faults
from hattama.formats.faults import FaultKind, InputFaults
from hattama.formats.outcome_rules import parse_outcome_rules
from hattama.formats.rulepack import parse_rulepack
from hattama.phrases import LANGUAGES, say_fault
from tests.formats.broken_packs import BROKEN_PACKS, BROKEN_STEPS
from tests.formats.small_pack import TEXT, changed

PACK = parse_rulepack(TEXT.encode(), "zz.toml")
RULES = PACK.rules[0]


def refused(data):
    with pytest.raises(InputFaults) as refusal:
        parse_rulepack(data, "zz.toml")
    return refusal.value.faults


def test_a_pack_says_whose_law_it_states_and_which_edition():
    assert PACK.pack_id == "zz-2024"
    assert PACK.country == "ZZ"
    assert (PACK.edition.number, PACK.law_on) == ("No. 1", datetime.date(2026, 8, 30))
    assert PACK.languages == ("en",)
    assert PACK.sources == ("Electoral Act, No. 1",)
    assert PACK.names["kk"] == "аты"
    assert PACK.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


def test_a_pack_is_written_in_the_languages_of_its_own_readers():
    english = re.sub(r'(kk|ru) = "[^"]*", ', "", TEXT)
    assert {fault.code for fault in refused(english.encode())} == {"PACK-LANGUAGE"}
    alone = english.replace('languages = ["en"]', 'languages = ["en"]\nwritten_in = ["en"]')
    pack = parse_rulepack(alone.encode(), "zz.toml")
    assert (dict(pack.names), dict(pack.law.names)) == ({"en": "name"}, {"en": "Electoral Act"})
    assert parse_outcome_rules(alone.encode(), "zz.toml").names == pack.names
    spanish = refused(alone.replace('written_in = ["en"]', 'written_in = ["es", "en"]').encode())
    assert {say_fault(fault, "en").partition(": the text")[2] for fault in spanish} == {
        " must stand in each of these languages: es, en; absent: es. A pack for readers of others names them "
        "under written_in"
    }


def test_a_form_keeps_its_lines_in_the_order_of_the_paper():
    assert [figure.code for figure in RULES.form.figures] == ["listed", "participants", "papers", "votes"]
    papers = RULES.form.figure("papers")
    assert (papers.group, papers.required, papers.summed, papers.inferred) == ("boxes", False, False, True)
    assert papers.hint["en"] == "each box"
    listed = RULES.form.figure("listed")
    assert (listed.mark, listed.cited.ids, listed.required, listed.summed) == ("1", ("zz-act/1",), True, True)
    # Readers know the law of a pack of one's own from nowhere else: it has no pages.
    assert listed.cited.say("en") == "art. 1 of the Electoral Act"
    assert RULES.form.figure("votes").group == CHOICES
    assert RULES.form.group("boxes").max_rows == 9
    assert RULES.form.roles == (("registered", "listed"), ("votes", "votes"), ("valid", "valid"))


def test_a_line_is_on_the_paper_and_in_digits_alone_unless_the_pack_says_otherwise():
    line = 'code = "listed"\n'
    for words, expected in (
        ("", (True, False)),
        ("on_paper = false\n", (False, False)),
        ("in_words = true\n", (True, True)),
    ):
        pack = parse_rulepack(changed(line, line + words), "zz.toml")
        figure = pack.rules[0].form.figure("listed")
        assert (figure.on_paper, figure.in_words) == expected


def test_texts_may_stand_in_more_languages_than_the_three():
    assert RULES.form.figure("participants").label["ka"] == "აქტივობა"


def test_a_form_may_be_like_another_but_for_its_code_and_title():
    other = PACK.rules[1]
    assert (other.form.code, other.form.title["en"]) == ("other", "other")
    assert other.form.figures == RULES.form.figures
    assert (other.derived, other.example) == (RULES.derived, RULES.example)


def test_a_relation_belongs_to_the_forms_that_it_names_or_to_all():
    assert [relation.code for relation in RULES.relations] == [
        "ZZ-R01", "ZZ-R02", "ZZ-R02B", "ZZ-R03", "ZZ-R04", "ZZ-R05"
    ]  # fmt: skip
    assert "ZZ-R02" not in [relation.code for relation in PACK.rules[1].relations]


def test_a_relation_keeps_everything_that_the_pack_says_of_it():
    relation = RULES.relation("ZZ-R02")
    assert (relation.severity, relation.cited.say("ru"), relation.tolerance) == (
        Severity.SOFT,
        "ст. 2 закона; ст. 4 закона",
        1,
    )
    assert (relation.text, relation.when_text) == ("participants == valid", "participants > 0")
    assert relation.statement is not None
    assert relation.when is not None
    assert (relation.inferred, relation.enabled, relation.scope) == (True, True, Scope.PROTOCOL)
    assert (relation.words["ru"], relation.note["ru"]) == ("не равно", "примечание")
    other = RULES.relation("ZZ-R02B")
    assert (other.enabled, other.instead_of) == (False, "ZZ-R02")
    assert RULES.relation("ZZ-R03").each == "boxes"


def test_examples_state_only_what_they_change_in_the_whole_example():
    example = RULES.relation("ZZ-R02").example
    whole = {
        "listed": 900, "participants": 500, "papers[1]": 3, "papers[2]": 4, "votes[a]": 300, "votes[b]": 200
    }  # fmt: skip
    assert dict(RULES.example) == whole
    assert [dict(figures) for figures in example.passing] == [{**whole, "votes[a]": 301}]
    rows = RULES.relation("ZZ-R03").example.passing[0]
    assert {key: value for key, value in rows if key.startswith("papers")} == {"papers[1]": 9}
    levels = RULES.relation("ZZ-R05").example.failing
    assert [dict(cells) for cells in levels] == [{"votes[a]": 1}, {"votes[a]": 2}]


@pytest.mark.parametrize(("old", "new", "code", "field", "found"), BROKEN_PACKS)
def test_a_pack_that_is_wrong_in_one_place_is_refused_for_that_at_that_place(old, new, code, field, found):
    faults = refused(changed(old, new))
    assert (code, field, found) in [(fault.code, fault.field, fault.found) for fault in faults]
    assert all(fault.file == "zz.toml" and fault.row for fault in faults)


def test_a_relation_that_is_too_long_is_refused_by_its_length():
    (fault,) = refused(changed("participants <= listed", "1 == " + "1 + " * 200))
    assert (fault.code, fault.field, fault.found, fault.expected) == (
        "REL-LONG",
        "relation[1].relation",
        "805",
        "500",
    )


def test_every_way_in_which_a_pack_can_be_wrong_was_shown():
    kinds = [kind for kind in vars(rulepack_faults).values() if isinstance(kind, FaultKind)]
    kinds.extend(rulepack_faults.SYNTAX[reason] for reason in Refusal)
    shown = {code for _, _, code, _, _ in BROKEN_PACKS} | {code for _, _, code, _ in BROKEN_STEPS}
    assert {kind.code for kind in kinds} - shown == {"REL-LONG"}


def test_every_fault_speaks_three_languages_and_repeats_what_was_found():
    for old, new, code, _, found in BROKEN_PACKS:
        fault = next(fault for fault in refused(changed(old, new)) if fault.code == code)
        assert len({say_fault(fault, language) for language in LANGUAGES}) == 3
        if "{found}" in fault.words.english:
            assert all(found in say_fault(fault, language) for language in LANGUAGES)


def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_file():
    data = (
        changed('ru = "много", ', "")
        .replace(b'country = "ZZ"', b'country = "Zz"')
        .replace(b"severity", b"weight", 1)
    )
    faults = refused(data)
    assert [(fault.code, fault.field) for fault in faults] == [
        ("TOML-VALUE", "pack.country"),
        ("TOML-MISSING", "relation[1].severity"),
        ("TOML-UNKNOWN", "relation[1].weight"),
        ("PACK-LANGUAGE", "relation[1].words"),
    ]
    assert [fault.row for fault in faults] == sorted(fault.row for fault in faults)


def test_an_empty_file_is_refused_for_everything_that_it_lacks():
    fields = [fault.field for fault in refused(b"")]
    assert {"pack", "pack.id", "pack.law_on", "pack.law", "form", "relation"} <= set(fields)
    assert len(fields) == len(set(fields))


def test_what_is_not_toml_is_refused_at_its_line():
    (fault,) = refused(changed('country = "ZZ"', "country = ZZ"))
    assert (fault.code, fault.row) == ("TOML-SYNTAX", 3)


def test_no_name_in_a_relation_is_looked_up_in_a_form_that_it_does_not_speak_of():
    # Without lines of its own the second form knows none of the names.
    other = changed('like = "list"\n', "")
    assert "PACK-FIGURE" in {fault.code for fault in refused(other)}


LINES = TEXT.splitlines()
WITH_VALUES = [number for number, line in enumerate(LINES) if " = " in line]
ODD_VALUES = [
    "1",
    "-1",
    "1.5",
    "true",
    '""',
    '"x"',
    '"sum("',
    "2024-01-01",
    "[]",
    "[{}]",
    "[1]",
    "{}",
    "{ a = 1 }",
]


@given(st.sets(st.sampled_from(range(len(LINES))), max_size=3))
def test_a_pack_with_lines_missing_is_read_or_refused_with_faults(missing):
    read_or_refused(line for number, line in enumerate(LINES) if number not in missing)


@given(st.dictionaries(st.sampled_from(WITH_VALUES), st.sampled_from(ODD_VALUES), min_size=1, max_size=3))
def test_a_pack_with_odd_values_is_read_or_refused_with_faults(odd):
    read_or_refused(
        f"{line.partition(' = ')[0]} = {odd[number]}" if number in odd else line
        for number, line in enumerate(LINES)
    )


def test_a_pack_whose_law_and_norm_are_no_words_is_refused():
    said = "\n".join(LINES)
    ids = [line for line in LINES if line.startswith("id = ")]
    with pytest.raises(InputFaults):
        parse_rulepack(said.replace(ids[1], "id = 1").replace(ids[2], "id = 1").encode(), "zz.toml")


def read_or_refused(lines):
    try:
        parse_rulepack("\n".join(lines).encode(), "zz.toml")
    except InputFaults as refusal:
        assert refusal.faults


@pytest.mark.parametrize(
    "data", [b"a = " + b"[" * 100_000, b"a = " + b"9" * 5000, b"\xff\xfe", b"a = 0000-01-01"]
)
def test_a_file_made_to_break_its_reader_is_refused_like_any_other(data):
    (fault,) = refused(data)
    assert fault.code in ("TOML-SYNTAX", "TOML-ENCODING")
