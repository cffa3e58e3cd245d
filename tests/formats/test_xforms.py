"""An organisation's XLSForm: every fault at its place, and the form that phones and the core get of it."""

import hashlib
import io
import time

import openpyxl
import pytest

from hattama.core.observation import QuestionKind
from hattama.formats.faults import InputFaults
from hattama.formats.xforms import compile_form, form_hash, read_form

FORM = """
| survey |
|  | type | name | label::Қазақша (kk) | label::Русский (ru) | relevant | required |
|  | start | start | | | | |
|  | begin group | counting | Санау | Подсчёт | | |
|  | text | station | Учаске | Участок | | yes |
|  | select_one yn | announced | Жарияланды ма? | Объявляли? | | |
|  | image | photo | Сурет | Фото | ${announced} = 'yes' | |
|  | end group | | | | | |
|  | audit | audit | | | | |
| choices |
|  | list_name | name | label::Қазақша (kk) | label::Русский (ru) | flagged | not_observed | code | norm |
|  | yn | yes | Иә | Да | | | | |
|  | yn | no | Жоқ | Нет | yes | | | |
|  | yn | not_observed | Көрмедім | Не видел | | | | |
|  | yn | left | Кетіп қалдым | Ушёл | | yes | | |
|  | indicators | announced | таңдау жарияланбады | выбор не объявляли | | | CV04 | kz-2026:58 |
|  | indicators | photo | | | | | | none |
| settings |
|  | form_id | version | form_title | form_title::Русский (ru) | default_language | attribute::phase |
|  | counting | 2026-1 | Санау | Подсчёт | Қазақша (kk) | counting |
"""


def _workbook(text):
    """The same form as a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for line in text.strip().splitlines():
        first, *cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if first:
            sheet = book.create_sheet(first)
        else:
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _faults(text):
    with pytest.raises(InputFaults) as refused:
        compile_form(text.encode() if isinstance(text, str) else text, "form.md")
    return [(fault.code, fault.file, fault.row, fault.field, fault.found) for fault in refused.value.faults]


@pytest.mark.parametrize("data", [FORM.encode(), _workbook(FORM)], ids=["text", "workbook"])
def test_a_form_becomes_what_a_phone_shows_and_what_the_core_counts(data):
    made = compile_form(data, "form")
    assert form_hash(made.xform) == f"md5:{hashlib.md5(made.xform).hexdigest()}"
    assert b'id="counting" version="2026-1"' in made.xform
    form = made.form
    assert (form.form_id, form.version, form.phase) == ("counting", "2026-1", "counting")
    assert (form.titles["kk"], form.titles["ru"]) == ("Санау", "Подсчёт")
    assert [question.name for question in form.questions] == ["station", "announced", "photo"]
    announced, photo = form.by_name["announced"], form.by_name["photo"]
    assert (announced.kind, announced.code, announced.norms) == (QuestionKind.CHOICE, "CV04", ("kz-2026:58",))
    assert announced.flagged == {"no"}
    assert announced.not_observed == {"not_observed", "left"}
    assert announced.finding["ru"] == "выбор не объявляли"
    assert (photo.kind, photo.norms, form.by_name["station"].norms) == (QuestionKind.FILE, (), None)


def test_every_fault_is_named_at_its_sheet_row_and_column():
    broken = (
        FORM.replace("text | station", "integr | station")
        .replace("select_one yn | announced", "select_one yy | 1announced")
        .replace("| audit | audit |", "| deviceid | photo |")
        .replace("yn | no |", "yn | yes |")
        .replace("| 2026-1 |", "| |")
    )
    assert _faults(broken) == [
        ("XLSFORM-SETTING", "form.md, settings", 21, "version", ""),
        ("XLSFORM-TYPE", "form.md, survey", 6, "type", "integr"),
        ("XLSFORM-NAME", "form.md, survey", 7, "name", "1announced"),
        ("XLSFORM-LIST", "form.md, survey", 7, "type", "yy"),
        ("XLSFORM-REFERENCE", "form.md, survey", 8, "relevant", "announced"),
        ("XLSFORM-TWICE", "form.md, survey", 10, "name", "photo"),
        ("XLSFORM-PERSON", "form.md, survey", 10, "type", "deviceid"),
        ("XLSFORM-TWICE", "form.md, choices", 14, "name", "yes"),
        ("XLSFORM-REFERENCE", "form.md, choices", 17, "name", "announced"),
    ]
    cells = [(fault[2], fault[3]) for fault in _faults(_workbook(broken))]
    assert cells[:3] == [(2, "version"), (4, "type"), (5, "name")]


def test_a_form_without_an_end_of_its_group_or_words_of_a_question_is_refused():
    lonely = FORM.replace("| end group | | |", "| note | thanks | Рақмет |").replace("Сурет | Фото", " | ")
    assert [fault[0] for fault in _faults(lonely)] == ["XLSFORM-GROUP", "XLSFORM-LABEL"]


def test_what_only_the_compiler_sees_is_named_at_its_row_too():
    [fault] = _faults(FORM.replace("${announced} = 'yes'", "${announced} = 'yes' and ${announced"))
    assert fault[:3] == ("XLSFORM-COMPILE", "form.md, survey", 8)


def test_no_form_sends_answers_elsewhere_or_seals_them():
    away = FORM.replace("default_language |", "submission_url |").replace(
        "| Қазақша (kk) |", "| https://example.org |"
    )
    keyword = FORM.replace("attribute::phase |", "prefix |").replace("(kk) | counting |", "(kk) | COUNT |")
    tags = FORM.replace("required |", "required | compact_tag |").replace("| | yes |", "| | yes | A |")
    for text, field, found in ((keyword, "prefix", "COUNT"), (tags, "compact_tag", "A")):
        assert [(fault[0], *fault[3:]) for fault in _faults(text)] == [("XLSFORM-TAG", field, found)]
    assert ("XLSFORM-ELSEWHERE", "form.md, settings", 21, "submission_url", "") in _faults(away)


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"PK\x03\x04", b"survey\n", b'a,"b', b"| survey |\n", b"\0"]
)
def test_what_is_no_form_is_refused_with_a_reason(data):
    assert _faults(data)


def test_a_hostile_form_is_refused_or_compiled_in_bounded_time():
    rows = "\n".join(
        f"|  | text | q{number} | A | Б | {'(' * 2000}${{q0}} = 'a' | |" for number in range(300)
    )
    began = time.perf_counter()
    read_form(FORM.replace("|  | begin group", f"{rows}\n|  | begin group").encode(), "form.md")
    assert _faults(FORM.replace("Сурет", "x" * 9000))[0][0] == "XLSFORM-SIZE"
    assert time.perf_counter() - began < 10
