"""Registers of the demonstration before its night: packs take all of it in, and nothing is of a later day."""

from collections import Counter

from hattama.core.documents.letters import plain_letters
from hattama.core.records import RecordDeed, Registry
from hattama.core.vocabulary import Words
from hattama.demonstration import made_up_registers
from hattama.demonstration.contests import POLLING_ON
from hattama.formats.register_packs import shipped_registers
from tests.demonstration.made import SMALL, demonstration
from tests.rulepacks.a_register import ARegister
from tests.shared_material import shared_path


def test_packs_take_it_in_and_all_of_it_lies_before_the_day_of_voting() -> None:
    made = demonstration(SMALL)
    told = made_up_registers(made.areas, made.seed)
    assert told == made_up_registers(made.areas, made.seed)
    registry = Registry(shipped_registers())
    for one in told:
        if isinstance(one, RecordDeed):
            assert one.at.date() < POLLING_ON
            registry.do(one)
        else:
            registry.say(one)
    kinds = Counter(one.kind.code for one in registry.of("information-requests"))
    assert (kinds["question"], kinds["answer"]) == (53, 53 * 8)
    # All that is said is said to be made up, but for one report: nothing is made up in its name.
    for one in told:
        if not isinstance(one, RecordDeed):
            document = one.document
            is_report = one.register == "recommendations"
            assert document is not None and ("ойдан шығарылған" in document.title) is not is_report


def test_what_two_reports_say_of_earlier_recommendations_is_in_their_words_and_makes_chains() -> None:
    """R03, R04: freedoms and results by precinct, unaddressed in 2022 and in 2023; what was heeded since."""
    made = demonstration(SMALL)
    book = ARegister("recommendations")
    texts = {
        report: " ".join(plain_letters(shared_path("sources", name).read_text("utf-8")).text.split())
        for report, name in (("odihr_2022", "000.txt"), ("odihr_2023", "001.txt"))
    }
    for one in made_up_registers(made.areas, made.seed):
        if isinstance(one, RecordDeed) or one.register != "recommendations":
            continue
        book.registry.say(one)
        if one.kind == "mention":
            # Marks of footnotes stand between sentences of the text.
            said, text = one.document.quotation, texts[one.values["by_report"]]
            assert all(part in text for part in said.split(". ")), said
    assert book.number("unaddressed") == (10, 21) and book.broken("unaddressed_again") == 4
    assert {code: n for code, n in book.parts("unaddressed").items() if n} == {
        "odihr_2022": 7,
        "odihr_2023": 3,
    }
    assert book.number("unaddressed_chains") == (2, None)
    mentions = [one for one in book.registry.of("recommendations") if one.kind.code == "mention"]
    said = {(one.value("matter"), one.value("by_report")): one.value("said") for one in mentions}
    for matter in ("freedoms", "results_by_precinct"):
        assert said[matter, "odihr_2022"] == said[matter, "odihr_2023"] == "ignored"
    assert [said["threshold", report] for report in ("odihr_2022", "odihr_2023")] == ["partly", "heeded"]


def test_the_recommendations_are_those_of_the_report_of_2022_and_what_it_assesses() -> None:
    """R01, R02, FX10: thirteen with their texts, seven of them priorities; 2, 9 and 21 of earlier reports."""
    made = demonstration(SMALL)
    book = ARegister("recommendations")
    for one in made_up_registers(made.areas, made.seed):
        if not isinstance(one, RecordDeed) and one.register == "recommendations":
            book.registry.say(one)
    counted = [book.number(f"assessed_{status}")[0] for status in ("full", "mostly", "partial", "none")]
    assert counted == [2, 9, 21, 0] and set(book.found()) == {("REG-RULE", "unaddressed_again")}
    records = [one for one in book.registry.of("recommendations") if one.kind.code == "recommendation"]
    own = {one.value("number"): one for one in records if one.value("report") == "odihr_2022"}
    assert sorted(own) == list(range(1, 14))
    assert {one.value("topic") for one in own.values()} >= {"law", "results", "tabulation", "appeals"}
    assert [number for number, one in own.items() if one.value("priority") == "yes"] == list(range(1, 8))
    source = plain_letters(shared_path("sources", "000.txt").read_text("utf-8")).text.split()
    flowing = " ".join(source).replace("- ", "-")
    for number, one in own.items():
        text = one.value("text")
        assert isinstance(text, Words) and set(dict(text.texts)) == {"kk", "ru", "en"}
        assert text.say("kk")[:60] in flowing, number
