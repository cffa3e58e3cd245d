"""Calendars that programs subscribe to: lines of at most 75 octets, no letter torn, nothing smuggled in."""

import datetime

from hattama.publish.calendar_feeds import CalendarEvent, render_icalendar

AT = datetime.datetime(2023, 3, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=6)))


def event(**changed: str) -> CalendarEvent:
    said = {"summary": "Шағым", "description": "kz-elections/20(9)", "address": "https://example.org/1"}
    return CalendarEvent("tiny/1@example.org", AT, **(said | changed))


def lines(*events: CalendarEvent) -> list[str]:
    """As a program reads them: folded lines are joined again."""
    return render_icalendar("Сайлау", events, AT).decode().replace("\r\n ", "").split("\r\n")


def test_a_limit_is_a_moment_in_utc_between_begin_and_end():
    told = lines(event())
    assert told[0] == "BEGIN:VCALENDAR" and told[-2:] == ["END:VCALENDAR", ""]
    assert "DTEND:20230329T180000Z" in told and "DTSTAMP:20230329T180000Z" in told


def test_what_lasts_until_midnight_stands_in_a_calendar_under_the_day_that_it_ends():
    """Midnight in Almaty is 18:00 by UTC."""
    assert "DTSTART:20230329T173000Z" in lines(event())


def test_a_calendar_without_events_has_a_component_all_the_same():
    """RFC 5545, section 3.6: at least one; section 3.6.5: a time zone is one."""
    told = lines()
    assert told.count("BEGIN:VTIMEZONE") == told.count("END:VTIMEZONE") == 1
    assert "BEGIN:VTIMEZONE" not in lines(event())


def test_no_line_is_longer_than_75_octets_and_no_letter_is_torn():
    said = "ә" * 400 + "😀" * 50
    made = render_icalendar("Сайлау", [event(summary=said)], AT)
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    assert all(line.decode() is not None for line in made.split(b"\r\n"))
    assert f"SUMMARY:{said}" in lines(event(summary=said))


def test_what_people_wrote_ends_no_line_and_begins_no_event():
    told = lines(event(summary="a\r\nEND:VEVENT\nb;c,d\\e\x00\u2028f", address="https://x/\r\nATTACH:y"))
    assert "SUMMARY:a\\nEND:VEVENT\\nb\\;c\\,d\\\\e\\nf" in told
    assert "URL:https://x/ATTACH:y" in told
    assert told.count("END:VEVENT") == 1
