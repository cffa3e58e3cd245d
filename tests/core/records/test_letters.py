"""Letters about records: one to each who is named, about what fulfils its condition, and only to the late."""

from dataclasses import replace

from hattama.core.records import Letter, facts_of, letters_about, parse_condition
from tests.core.records.small_register import KIND, MOMENT, register, registry, statement, words

WATER = Letter(
    "request",
    words("request"),
    words("{title}"),
    to=("topic",),
    items="request",
    link=("after",),
    where=parse_condition("dead > 1"),
)
REMINDER = Letter("reminder", words("reminder"), words("{title}"), deed="answer")


def test_each_who_is_named_has_a_letter_about_the_records_that_lead_here_and_fulfil_its_condition() -> None:
    book = registry(register(kinds=(replace(KIND, letters=(WATER, REMINDER)),)))
    book.say(statement({"title": "A"}))
    for number, (topic, dead) in enumerate((("water", 2), ("roads", 3), ("water", 5), ("roads", 1))):
        book.say(statement({"topic": topic, "dead": dead, "after": "rec-001"}, f"rec-1{number}"))
    every = facts_of(book, MOMENT, "requests")
    due = letters_about(every[0], WATER, every)
    named = {one.to: [facts.record.record_id for facts in one.about] for one in due}
    assert named == {"roads": ["rec-11"], "water": ["rec-10", "rec-12"]}
    assert not any(one.is_body or one.sent_at for one in due)
    # Nobody is late with anything here.
    assert letters_about(every[0], REMINDER, every) == []
