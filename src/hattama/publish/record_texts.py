"""The texts of records beside a log: it holds them as salted hashes, a bundle those that everybody may read.

One line for each, in the order of the log. A text that was erased is absent, and its line says since when.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from hattama.core.records import FieldType, NamedFile, Register, Visibility, read_said
from hattama.publish.json_lines import render_line

RECORD_TEXTS: Final = "record-texts.jsonl"
QUOTATION: Final = "quotation"
"""In the place of a field: the words of the document."""


class Seal(NamedTuple):
    """A hash that the log holds in the place of a text: in which entry, of which field."""

    entry: int
    field: str
    digest: str


class RecordText(NamedTuple):
    """What a bundle has of a sealed text: salt and text, or that it was erased; neither: it was lost."""

    seal: Seal
    salt: str | None = None
    text: str | None = None
    erased_at: str | None = None


def seals_in(index: int, body: Mapping[str, Any]) -> list[Seal]:
    """Every seal of an entry about a record, the words of its document first."""
    quoted = (body["document"] or {}).get("quotation_sha256")
    values = body.get("values", {}).items()
    sealed = sorted((code, said["digest"]) for code, said in values if "digest" in said)
    first = [Seal(index, QUOTATION, quoted)] if quoted else []
    return [*first, *(Seal(index, code, digest) for code, digest in sealed)]


def public_seals(register: Register, index: int, body: Mapping[str, Any]) -> list[Seal]:
    """Those of which everybody may read the text: of public fields, and of what is said of any such field."""
    kind = register.kind(body["record_kind"] or "")
    public = {field.code for field in kind.fields if field.visibility is Visibility.PUBLIC} if kind else set()
    # Words that speak of nothing but what is kept back may say it themselves.
    if "values" not in body or kind is None or public & body["values"].keys():
        public.add(QUOTATION)
    return [seal for seal in seals_in(index, body) if seal.field in public]


def file_in(one: RecordText) -> str:
    """The SHA-256 of the file that this text names, where it is that of a field for files; else nothing."""
    named = named_file_in(one)
    return "" if named is None else named.sha256


def named_file_in(one: RecordText) -> NamedFile | None:
    """The file that this text names, where it is that of a field for files."""
    if one.text is None or one.seal.field == QUOTATION:
        return None
    try:
        said = json.loads(one.text)
        named = read_said(FieldType.FILE, said) if type(said) is dict else None
    except (ValueError, RecursionError):
        return None
    return named if isinstance(named, NamedFile) else None


def render_record_texts(texts: Iterable[RecordText]) -> Iterator[bytes]:
    """The lines of the file."""
    for one in texts:
        line = {"salt": one.salt, "text": one.text, "erased_at": one.erased_at}
        yield render_line({**one.seal._asdict(), **line})


def read_record_text(line: bytes) -> RecordText | None:
    """A line of the file, where it is one; whether it says what the log sealed is for its reader to ask."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or told.keys() != _KEYS or type(told["entry"]) is not int:
        return None
    if not isinstance(told["field"], str) or not isinstance(told["digest"], str):
        return None
    seal = Seal(told["entry"], told["field"], told["digest"])
    return RecordText(seal, *(_text(told[key]) for key in ("salt", "text", "erased_at")))


def _text(found: object) -> str | None:
    return found if isinstance(found, str) else None


_KEYS: Final = {*Seal._fields, "salt", "text", "erased_at"}
