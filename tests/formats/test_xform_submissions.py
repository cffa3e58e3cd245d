"""A filled form as a phone, or anybody, sends it."""

import time

import pytest

from hattama.formats.xform_submissions import (
    InstanceRefused,
    InstanceTooLarge,
    InstanceUnnamed,
    parse_instance,
)
from hattama.formats.xforms import read_form
from tests.formats.test_xforms import FORM

SENT = """<?xml version='1.0' ?>
<data xmlns:jr="http://openrosa.org/javarosa" id="counting" version="2026-1">
<start>2026-03-15T20:01:02.123+05:00</start>
<counting><station>P1</station><announced>yes</announced><photo>1710.jpg</photo><empty/></counting>
<member>A</member><member>B</member>
<orx:meta xmlns:orx="http://openrosa.org/xforms"><audit>audit.csv</audit>
<orx:instanceID>uuid:1</orx:instanceID><orx:deprecatedID>uuid:0</orx:deprecatedID></orx:meta></data>"""


def test_answers_are_read_by_the_names_of_their_questions():
    sent = parse_instance(SENT.encode())
    assert (sent.form_id, sent.version) == ("counting", "2026-1")
    assert (sent.instance_id, sent.deprecated_id) == ("uuid:1", "uuid:0")
    assert sent.answers["announced"] == "yes"
    assert (sent.answers["member"], sent.answers["member[2]"]) == ("A", "B")
    assert "empty" not in sent.answers
    assert sent.file_names(read_form(FORM.encode(), "form")) == {"1710.jpg": "photo", "audit.csv": "audit"}


def test_a_return_that_is_written_as_a_number_ends_no_row_of_a_table_of_answers():
    sent = parse_instance(SENT.replace(">yes<", ">yes&#13;&#10;no&#13;<").encode())
    assert sent.answers["announced"] == "yes\nno"


def test_twenty_thousand_answers_of_one_name_are_read_in_a_moment():
    started = time.process_time()
    sent = parse_instance(SENT.replace("<empty/>", "<a>1</a>" * 19_000).encode())
    assert sent.answers["a[19000]"] == "1"
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", InstanceRefused),
        (b"<html><body>Log in to the hotel</body></html>", InstanceUnnamed),
        (b'<!DOCTYPE a [<!ENTITY b "c">]>' + SENT.encode()[22:], InstanceRefused),
        (b'<?xml version="1.0" encoding="no-such"?><a/>', InstanceRefused),
        (SENT.replace("uuid:1", "uuid: 1").encode(), InstanceUnnamed),
        (SENT.replace("uuid:1", "u" * 250).encode(), InstanceUnnamed),
        (SENT.replace("<empty/>", "<a>" * 60 + "</a>" * 60).encode(), InstanceTooLarge),
        (SENT.replace("<empty/>", "<a/>" * 20_000).encode(), InstanceTooLarge),
        (SENT.replace("<empty/>", " " * 2**20).encode(), InstanceTooLarge),
    ],
)
def test_what_is_no_filled_form_is_refused(data, refusal):
    with pytest.raises(refusal):
        parse_instance(data)


def test_a_files_name_is_no_path():
    sent = parse_instance(SENT.replace("1710.jpg", "../../etc/passwd").encode())
    assert sent.file_names(read_form(FORM.encode(), "form")) == {"audit.csv": "audit"}
