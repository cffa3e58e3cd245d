import pytest

from hattama.formats.faults import InputFaults
from hattama.formats.toml_documents import KEY_UNKNOWN, read_toml
from hattama.formats.toml_lines import find_lines, line_of, written_path


def refused(data):
    with pytest.raises(InputFaults) as refusal:
        read_toml(data, "x.toml")
    return [(fault.code, fault.row, fault.found) for fault in refusal.value.faults]


def asked(text, *questions):
    """The faults that remain after asking a document."""
    table = read_toml(text.encode(), "x.toml")
    for question in questions:
        question(table)
    table.close()
    return [(fault.code, fault.row, fault.field) for fault in table.document.faults]


def test_bytes_that_are_not_utf8_are_refused_at_their_line():
    assert refused("a = 1\nb = 'Қ'".encode("utf-16-le")) == [("TOML-ENCODING", 2, "")]


def test_a_syntax_error_is_refused_at_its_line():
    ((code, row, found),) = refused(b"a = 1\nb = \n")
    assert (code, row, found) == ("TOML-SYNTAX", 2, "Invalid value")


def test_a_syntax_error_at_the_end_is_refused_at_the_last_line():
    assert refused(b"a = 1\nb = '''x")[0][:2] == ("TOML-SYNTAX", 2)


def test_letters_written_apart_from_their_marks_are_put_together():
    assert read_toml("name = 'Саи\u0306рам'".encode(), "x.toml").text("name") == "Сайрам"


def test_the_mark_of_utf8_is_no_fault():
    assert read_toml("\ufeffa = 1".encode(), "x.toml").values == {"a": 1}


def test_what_nobody_asked_for_is_a_fault_with_the_keys_that_could_be_meant():
    table = read_toml(b"text = 'a'\nteks = 'b'", "x.toml")
    table.text("text")
    table.close()
    (fault,) = table.document.faults
    assert (fault.code, fault.row, fault.field, fault.expected) == ("TOML-UNKNOWN", 2, "teks", "text")


@pytest.mark.parametrize(
    ("line", "question", "code"),
    [
        ("", lambda table: table.text("key"), "TOML-MISSING"),
        ("key = ' '", lambda table: table.text("key"), "TOML-EMPTY"),
        ("key = 1", lambda table: table.text("key"), "TOML-TEXT"),
        ("key = 'A'", lambda table: table.text("key", check=str.islower), "TOML-VALUE"),
        ("key = 'A'", lambda table: table.one_of("key", ("a", "b"), "a"), "TOML-VALUE"),
        ("key = 'A'", lambda table: table.texts("key"), "TOML-LIST"),
        ("key = ['A', 1]", lambda table: table.texts("key"), "TOML-TEXT"),
        ("key = '1'", lambda table: table.integer("key", least=1), "TOML-INTEGER"),
        ("key = true", lambda table: table.integer("key", least=1), "TOML-INTEGER"),
        ("key = 0", lambda table: table.integer("key", least=1), "TOML-VALUE"),
        ("key = 1", lambda table: table.boolean("key"), "TOML-BOOLEAN"),
        ("key = '2024-01-01'", lambda table: table.day("key"), "TOML-DAY"),
        ("key = 2024-01-01T00:00:00Z", lambda table: table.day("key"), "TOML-DAY"),
        ("key = 'A'", lambda table: table.words("key"), "TOML-TABLE"),
        ("key = {}", lambda table: table.words("key"), "TOML-EMPTY"),
        ("key = { kk = '' }", lambda table: table.words("key"), "TOML-EMPTY"),
        ("key = { Kazakh = 'A' }", lambda table: table.words("key"), "TOML-VALUE"),
        ("key = 'A'", lambda table: table.table("key"), "TOML-TABLE"),
        ("key = 'A'", lambda table: table.tables("key"), "TOML-LIST"),
        ("key = []", lambda table: table.tables("key"), "TOML-MISSING"),
        ("key = ['A']", lambda table: table.tables("key"), "TOML-TABLE"),
    ],
)
def test_each_wrong_value_has_its_own_fault(line, question, code):
    assert [found for found, _, _ in asked(line, question)] == [code]


def test_absent_keys_that_may_be_absent_are_no_fault():
    table = read_toml(b"", "x.toml")
    assert table.text("a", required=False) == ""
    assert table.integer("a", least=0, default=7) == 7
    assert table.boolean("a", default=True) is True
    assert table.one_of("a", ("x",), "x") == "x"
    assert (table.texts("a"), table.tables("b", required=False), table.table("c", required=False)) == (
        (),
        [],
        None,
    )
    table.close()
    assert table.document.faults == []


TEXT = '''\
top = 1
[first]
plain = 1
"quoted key" = 2
dotted.key = 3
text = """
[not.a.header]
neither = 'key'
"""
[[list]]
a = 1
[[list]]
a = 2
[[list.inner]]
b = 3
[list.inner.deep]
c = { d = 4 }
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 1),
        (("first",), 2),
        (("first", "plain"), 3),
        (("first", "quoted key"), 4),
        (("first", "dotted", "key"), 5),
        (("not", "a", "header"), 0),
        (("first", "neither"), 2),
        (("list", 0), 10),
        (("list", 1, "a"), 13),
        (("list", 1, "inner", 0, "b"), 15),
        (("list", 1, "inner", 0, "deep", "c", "d"), 17),
        (("list", 1, "absent"), 12),
        (("nothing",), 0),
    ],
)
def test_every_key_is_found_at_its_line_or_at_that_of_what_holds_it(path, line):
    assert line_of(path, find_lines(TEXT)) == line


def test_paths_are_written_counting_from_one():
    assert written_path(("contest", 0, "choice", 1, "code")) == "contest[1].choice[2].code"


def test_keys_that_nobody_asked_for_are_found_in_every_table_in_the_end_and_once():
    top = read_toml(b"a = 1\nb = 2\n[c]\nd = 3\n[[e]]\nf = 4\n", "x.toml")
    assert top.integer("a", least=0) == 1
    assert top.table("c") is top.table("c")
    assert len(top.tables("e")) == 1
    top.document.refuse_if_faulty(so_far=True)
    for _ in range(2):
        with pytest.raises(InputFaults) as refusal:
            top.document.refuse_if_faulty()
        found = [(fault.code, fault.field) for fault in refusal.value.faults]
        assert found == [(KEY_UNKNOWN.code, "b"), (KEY_UNKNOWN.code, "c.d"), (KEY_UNKNOWN.code, "e[1].f")]
