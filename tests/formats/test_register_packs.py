"""Register packs: what is wrong with one is told with its line; the template is sound and nothing else is."""

import datetime

import pytest

from hattama.formats.faults import InputFaults
from hattama.formats.register_packs import parse_register
from hattama.rulepacks import register_template

TEXT = register_template().decode()


def faults(old: str, new: str) -> list[tuple[str, str, str]]:
    assert TEXT.count(old) >= 1, old
    with pytest.raises(InputFaults) as refusal:
        parse_register(TEXT.replace(old, new, 1).encode(), "zz.toml")
    assert all(fault.row for fault in refusal.value.faults)
    return [(fault.code, fault.field, fault.found) for fault in refusal.value.faults]


def test_the_template_with_which_authors_begin_is_sound() -> None:
    pack = parse_register(register_template(), "zz.toml")
    assert (pack.register_id, pack.precedence) == ("requests", ("commission", "press"))
    (kind,) = pack.kinds
    assert [deed.code for deed in kind.course.deeds] == ["register", "answer"]
    assert [measure.code for measure in pack.measures] == ["answered_late", "by_answer", "questions_answered"]


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ('list = "answers"', 'list = "replies"', "REGISTER-NAME", "kind[1].field[6].list"),
        ('type = "date"', 'type = "day"', "TOML-VALUE", "kind[1].field[3].type"),
        ('type = "date"', 'type = "date"\nlist = "answers"', "REGISTER-TYPE", "kind[1].field[3].list"),
        ('code = "sent_on"', 'code = "state"', "PACK-TWICE", "kind[1].field[3].code"),
        ('"sent_on", "state"', '"sender", "state"', "REGISTER-SHOWN", "kind[1].columns"),
        ('kk = "{number}:', 'kk = "{figure}:', "REGISTER-NAME", "kind[1].summary"),
        ('to = "registered"', 'to = "received"', "REGISTER-NAME", "kind[1].deed[1].to"),
        ('from = ["sent"]', "from = []", "TOML-MISSING", "kind[1].deed[1].from"),
        ('starts = ["reply"]', 'starts = ["answer"]', "REGISTER-NAME", "kind[1].deed[1].starts"),
        ('stops = ["reply"]', 'stops = ["replies_*"]', "REGISTER-NAME", "kind[1].deed[2].stops"),
        ('by = ["commission"]', 'by = ["office"]', "REGISTER-NAME", "kind[1].deed[1].by"),
        ('attach = ["reply"]', 'attach = ["letter"]', "REGISTER-NAME", "kind[1].deed[2].attach"),
        ("final = true\nwords", "words", "REGISTER-END", "kind[1].state"),
        ('from = ["sent", "registered"]', 'from = ["sent"]', "REGISTER-END", "kind[1].state"),
        ('norms = ["kz-elections/49/p4"]\nevent', "event", "PACK-LIMIT", "kind[1].clock[1].norms"),
        ('"complaint_received"', '"voting_day"', "PACK-DEADLINE", "kind[1].clock[1].norms"),
        (
            '["kz-elections/49/p4"]\nevent',
            '["kz-elections/49/p9"]\nevent',
            "PACK-NORM",
            "kind[1].clock[1].norms",
        ),
        ("law_on = 2023-03-19", "law_on = 2011-04-03", "PACK-FORCE", "kind[1].clock[1].norms"),
        ("missed(reply)", "missed(answer)", "REGISTER-NAME", "measure[1].formula"),
        ("missed(reply)", "missed reply)", "REGISTER-WHERE", "measure[1].formula"),
        ("missed(reply)", 'answer == \\"none\\"', "REGISTER-NAME", "measure[1].formula"),
        ("missed(reply)", "place is stated", "REGISTER-NAME", "measure[1].formula"),
        ('"count(request)"', '"count(question)"', "REGISTER-NAME", "measure[1].base"),
        ('"count(request)"', '"requests"', "REGISTER-NAME", "measure[1].base"),
        ('"count(request)"', '"count(request) /"', "REL-OPERAND", "measure[1].base"),
        ("sum(answered of", "sum(given of", "REGISTER-NAME", "measure[3].formula"),
        ('by = "answer"\nchart', 'by = "colour"\nchart', "REGISTER-NAME", "measure[2].by"),
        ("answered <= questions", "answered <= asked", "REGISTER-NAME", "kind[1].relation[1].relation"),
        ("answered <= questions", "same(answered)", "TOML-VALUE", "kind[1].relation[1].relation"),
        ("\nrequired = true", "\nneeded = true", "TOML-UNKNOWN", "kind[1].field[1].needed"),
        ('ru = "полный"', 'kk = "полный"', "TOML-SYNTAX", ""),
    ],
)
def test_each_thing_that_is_wrong_is_told_at_its_place(old: str, new: str, code: str, field: str) -> None:
    assert (code, field) in {(found, at) for found, at, _ in faults(old, new)}


TABLE = """
[[table]]
code = "wage"
values = [
  { since = 2023-01-01, value = 7000000, document = "A law" },
  { since = 2022-01-01, value = 6, document = "A law" },
]
words = { kk = "a", ru = "a", en = "a" }
"""
RULE = '[[kind.rule]]\ncode = "held"\nwords = { kk = "a", ru = "a", en = "a" }\n'


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        ("", "TOML-VALUE", "code"),
        ('must = "answered <= 5"\nsame = ["number"]', "TOML-VALUE", "code"),
        ('must = "answered <="', "REGISTER-WHERE", "must"),
        ('must = "given <= 5"', "REGISTER-NAME", "where"),
        ('must = "answered <= 5"\nwhere = "missed(held)"', "REGISTER-NAME", "where"),
        ('same = ["colour"]', "REGISTER-NAME", "same"),
        ('recurs = ["number"]', "TOML-MISSING", "over"),
        ('recurs = ["number"]\nover = ["answer"]\nleast = 1', "TOML-VALUE", "least"),
        ('outlier = "answered"\nbase = "number"', "REGISTER-NAME", "base"),
        ('outlier = "answered"\nbase = "questions"\nmost = 1', "TOML-UNKNOWN", "most"),
        ('relation = "count(request) <= 1"\nby = ["colour"]', "REGISTER-NAME", "same"),
        ('relation = "count(request)"', "REL-COMPARE", "relation"),
        ('relation = "count(answer) <= 1"', "REGISTER-NAME", "relation"),
        ('relation = "value(colour) <= 1"', "REGISTER-NAME", "relation"),
        ('relation = "answered <= count(request)"', "REGISTER-NAME", "relation"),
        ('relation = "count(request) <= at(price, voting)"', "REGISTER-NAME", "relation"),
        ('relation = "count(request) <= at(wage, came_on)"', "REGISTER-NAME", "relation"),
        ('relation = "count(request) <= at(wage)"', "REGISTER-WHERE", "relation"),
    ],
)
def test_what_is_wrong_with_a_rule_is_told_at_its_place(text: str, code: str, key: str) -> None:
    found = faults("# Measures:", f"{RULE}{text}\n\n{TABLE}\n# Measures:")
    assert (code, f"kind[1].rule[1].{key}") in {(one, at) for one, at, _ in found}


def test_a_relation_over_groups_and_a_table_by_day_are_read() -> None:
    held = 'relation = "sum(answered of request) <= at(wage, voting)"\nby = ["answer"]\nsince = 2023-01-01'
    whole = TEXT.replace("# Measures:", f"{RULE}{held}\ndocument = 'A charter'\n{TABLE}\n# Measures:", 1)
    pack = parse_register(whole.encode(), "zz.toml")
    (rule,) = pack.kinds[0].rules
    assert rule.cited.document == "A charter" and not rule.covers(datetime.date(2022, 12, 31))
    assert pack.tables[0].on(datetime.date(2022, 5, 1)) == 6


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("2022-01-01", "2023-01-01", "PACK-TWICE", "table[1].values[2].since"),
        ("value = 6", "value = true", "TOML-INTEGER", "table[1].values[2].value"),
        ("[[table]]", '[[table]]\nexchanges = "EUR"', "TOML-MISSING", "table[1].currency"),
        (', document = "A law"', "", "TOML-MISSING", "table[1].values[1].norms"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_at_its_place(old: str, new: str, code: str, field: str) -> None:
    found = faults("# Measures:", TABLE.replace(old, new, 1) + "\n# Measures:")
    assert (code, field) in {(one, at) for one, at, _ in found}


def test_a_state_that_nothing_leads_to_is_told() -> None:
    lone = '[[kind.state]]\ncode = "lost"\nfinal = true\nwords = { kk = "a", ru = "a", en = "a" }\n\n'
    assert faults("# What must come", f"{lone}# What must come") == [
        ("REGISTER-REACH", "kind[1].state", "lost")
    ]


def test_a_power_may_rest_on_a_document_and_must_rest_on_something() -> None:
    power = '[[kind.power]]\ndeed = "answer"\nby = ["commission"]\n{0}\n\n# A time limit.'
    whole = TEXT.replace("# A time limit.", power.format('document = "Charter, 7"'), 1)
    (stated,) = parse_register(whole.encode(), "zz.toml").kinds[0].course.powers
    assert stated.cited.document == "Charter, 7"
    assert faults("# A time limit.", power.format("")) == [("TOML-MISSING", "kind[1].power[1].norms", "")]
