"""Keys and checkpoints as the browser reads them: one spelling, and every line that claims must hold."""

import base64
from typing import Any

import pytest

from hattama.core.transparency_log import Checkpoint, Note, sign_text
from tests.journeys.check.conftest import Run
from tests.journeys.check.made_log import MadeLog

ORIGIN = "log.example/notes"
LOG = MadeLog(ORIGIN, [b"entry %d" % number for number in range(7)])
STRANGER = MadeLog(ORIGIN, LOG.entries, seed=2)
NOTE = LOG.checkpoint().encoded().decode()

SIGNED = """async ({ parseCheckpoint, parseKey, isSignedBy }, [note, line]) => {
    const { utf8 } = await import("/static/hattama/check/bytes.js");
    return await isSignedBy(parseCheckpoint(utf8(note)), await parseKey(line));
}"""
READ = """async ({ parseCheckpoint }, notes) => {
    const { utf8 } = await import("/static/hattama/check/bytes.js");
    return notes.map((note) => {
        try { return parseCheckpoint(utf8(note)).size; } catch (error) { return error.reason; }
    });
}"""
KEYS = """async ({ parseKeys }, texts) => {
    const { utf8 } = await import("/static/hattama/check/bytes.js");
    return Promise.all(texts.map(async (text) => {
        try { return (await parseKeys(utf8(text))).length; } catch (error) { return error.reason; }
    }));
}"""


def signature_line(note: str) -> str:
    return note.rsplit("\n\n", 1)[1]


def with_lines(*lines: str) -> str:
    return f"{NOTE.rsplit(chr(10) * 2, 1)[0]}\n\n{''.join(lines)}"


def damaged(line: str) -> str:
    """The same key, another signature."""
    dash, name, encoded = line.split()
    data = bytearray(base64.b64decode(encoded))
    data[-1] ^= 1
    return f"{dash} {name} {base64.b64encode(data).decode()}\n"


OWN = signature_line(NOTE)
FOREIGN = signature_line(STRANGER.checkpoint().encoded().decode())


@pytest.mark.parametrize(
    ("note", "signed"),
    [
        (NOTE, True),
        (with_lines(FOREIGN, OWN), True),
        (with_lines(damaged(OWN)), False),
        (with_lines(FOREIGN), False),
        (with_lines(OWN, damaged(OWN)), False),
        (with_lines(damaged(OWN), OWN), False),
        (NOTE.replace("\n7\n", "\n8\n"), False),
    ],
    ids=["own", "beside a stranger's", "damaged", "a stranger's", "second false", "first false", "size"],
)
def test_every_line_that_claims_to_be_by_the_key_must_hold(run: Run, note: str, signed: bool) -> None:
    assert run("notes.js", SIGNED, [note, LOG.key.vkey()]) is signed


def test_a_key_signs_no_checkpoint_of_another_origin(run: Run) -> None:
    text = Checkpoint("log.example/another", 7, bytes(32)).text()
    note = Note(text, (sign_text(text, LOG.key, LOG._private.sign),)).encoded().decode()
    assert run("notes.js", SIGNED, [note, LOG.key.vkey()]) is False


def test_a_checkpoint_has_one_spelling(run: Run) -> None:
    origin, size, root, rest = NOTE.split("\n", 3)
    # The last sign of 32 bytes in base64 holds two bits that must be zero.
    stray = root[:-2] + chr(ord(root[-2]) + 1) + "="
    assert base64.b64decode(stray) == base64.b64decode(root)
    spelled: list[Any] = [
        "\n".join(parts)
        for parts in (
            (origin, size, root, rest),
            (origin, f"0{size}", root, rest),
            (origin, f"+{size}", root, rest),
            (origin, f"{size} ", root, rest),
            (origin, str(2**53), root, rest),
            (origin, size, stray, rest),
            (origin, size, root.rstrip("="), rest),
            (origin, size, root[4:], rest),
            ("", size, root, rest),
        )
    ]
    assert run("notes.js", READ, spelled) == [7, *["checkpoint_malformed"] * (len(spelled) - 1)]


def test_a_key_carries_its_own_name_and_identifier(run: Run) -> None:
    line = LOG.key.vkey()
    name, identifier, material = line.split("+", 2)
    other = STRANGER.key.vkey().split("+", 2)
    texts = [
        f"{line}\n",
        f"{line}\n{STRANGER.key.vkey()}\n",
        line,
        f"{name}+{other[1]}+{material}\n",
        f"{name}+{identifier}+{other[2]}\n",
        f"another{name}+{identifier}+{material}\n",
        "\n",
    ]
    assert run("notes.js", KEYS, texts) == [1, 2, *["keys_malformed"] * 5]
