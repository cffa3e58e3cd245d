"""A form on which votes for lists stand with votes for the persons on them, and relations between the two."""

from __future__ import annotations

from collections.abc import Mapping

from hattama.core.norms import NOTHING_CITED
from hattama.core.protocols import (
    CHOICES,
    PERSONS,
    FigureDefinition,
    Form,
    Protocol,
    ProtocolRules,
    Relation,
    check_protocol,
    derive_figures,
    form_keys,
    is_known_key,
    parse_statement,
    row_names,
    row_places,
)
from hattama.core.vocabulary import NO_WORDS, Choice, Contest, Finding, Severity, Verdict, Words


def person(code: str) -> Choice:
    return Choice(code, Words.of({"en": code.title()}))


A = Choice("a", Words.of({"en": "List A"}), persons=(person("ada"), person("ben")))
B = Choice("b", Words.of({"en": "List B"}), persons=(person("cleo"),))
ALONE = Choice("alone", Words.of({"en": "Alone"}))
CONTEST = Contest("one", "party_list", NO_WORDS, (A, B, ALONE))
FORM = Form(
    "list",
    NO_WORDS,
    (
        FigureDefinition("votes", NO_WORDS, NOTHING_CITED, group=CHOICES),
        FigureDefinition("preferences", NO_WORDS, NOTHING_CITED, group=PERSONS),
    ),
    roles=(("votes", "votes"), ("preferences", "preferences")),
)
WHOLE = {
    **{"votes[a]": 50, "votes[b]": 20, "votes[alone]": 7},
    **{"preferences[ada]": 30, "preferences[ben]": 20, "preferences[cleo]": 20},
}


def found(text: str, each: str, figures: Mapping[str, int], *illegible: str) -> list[Finding]:
    relation = Relation(
        "ZZ-1", Severity.HARD, NOTHING_CITED, NO_WORDS, text, parse_statement(text), each=each
    )
    protocol = Protocol("p", "one", figures, frozenset(illegible))
    findings = check_protocol(ProtocolRules(FORM, (), (relation,)), CONTEST, protocol)
    return [one for one in findings if one.code == "ZZ-1"]


def test_the_rows_of_persons_stand_list_by_list_and_every_one_is_asked_for() -> None:
    assert form_keys(FORM, CONTEST, required=True) == tuple(WHOLE)
    assert is_known_key(FORM, CONTEST, "preferences[cleo]")
    assert not is_known_key(FORM, CONTEST, "preferences[a]")
    assert not is_known_key(FORM, CONTEST, "votes[cleo]")


def test_a_blank_line_of_a_person_is_missing_and_an_unknown_person_is_named() -> None:
    figures = {key: value for key, value in WHOLE.items() if key != "preferences[ben]"}
    rules = ProtocolRules(FORM, (), ())
    findings = check_protocol(rules, CONTEST, Protocol("p", "one", {**figures, "preferences[zed]": 1}))
    assert [(one.code, one.fields) for one in findings] == [
        ("FORM-MISSING", ("preferences[ben]",)),
        ("FORM-UNKNOWN", ("preferences[zed]",)),
    ]


def test_the_votes_of_each_list_are_held_against_the_sum_of_its_own_persons() -> None:
    assert found("within(preferences) == votes", CHOICES, WHOLE) == []
    (finding,) = found("within(preferences) == votes", CHOICES, {**WHOLE, "preferences[ben]": 19})
    assert (finding.row, finding.left, finding.right) == ("a", 49, 50)
    assert finding.fields == ("preferences[ada]", "preferences[ben]", "votes[a]")


def test_at_most_so_many_preferences_a_vote() -> None:
    figures = {**WHOLE, "preferences[cleo]": 41}
    assert [one.row for one in found("within(preferences) <= 2 * votes", CHOICES, figures)] == ["b"]


def test_a_relation_asked_of_each_person_reads_the_votes_of_the_persons_own_list() -> None:
    figures = {**WHOLE, "preferences[cleo]": 21}
    (finding,) = found("preferences <= votes", PERSONS, figures)
    assert (finding.row, finding.fields) == ("cleo", ("preferences[cleo]", "votes[b]"))
    (share,) = found("2 * preferences <= within(preferences)", PERSONS, {**WHOLE, "preferences[cleo]": 0})
    assert (share.row, share.right) == ("ada", 50)


def test_a_missing_person_leaves_the_relation_of_that_list_alone_unchecked() -> None:
    figures = {key: value for key, value in WHOLE.items() if key != "preferences[ben]"}
    (finding,) = found("within(preferences) == votes", CHOICES, figures, "preferences[ben]")
    assert (finding.row, finding.verdict) == ("a", Verdict.CANNOT_BE_CHECKED)


def test_a_list_without_persons_is_not_asked_about_them() -> None:
    assert found("within(preferences) == 0 * votes", CHOICES, {"votes[alone]": 7}) != []
    assert all(one.row != "alone" for one in found("within(preferences) == votes", CHOICES, {}))


def test_the_votes_for_all_persons_can_be_added_up() -> None:
    (finding,) = found("sum(preferences) == 71", "", WHOLE)
    assert finding.left == 70
    assert derive_figures(ProtocolRules(FORM, (), ()), CONTEST, WHOLE) == {}


def test_a_person_is_named_after_the_list_and_numbered_within_it() -> None:
    assert [names.say("en") for names in row_names(CONTEST, "ben")] == ["List A", "Ben"]
    assert {code: place for code, (place, _) in row_places(CONTEST).items()} == {
        **{"a": "1", "ada": "1.1", "ben": "1.2", "b": "2", "cleo": "2.1", "alone": "3"}
    }
