"""States by what registers say: of every kind a record of strange words, done in strange order."""

import datetime
import hashlib
from typing import Any

from hattama.core.records import (
    Document,
    Field,
    FieldType,
    Money,
    NamedFile,
    Range,
    RecordDeed,
    RecordKind,
    Register,
    Statement,
)
from hattama.core.vocabulary import Words
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.registers.erase import erase_text
from hattama.web.registers.reading import registers_in_force
from hattama.web.registers.record import record_told
from hattama.web.registers.tables import OpenedText
from tests.crawl.states import Site, state
from tests.web.hostile_names import MARKUP, WORD
from tests.web.people import person
from tests.web.protocols.life.people import LATER
from tests.web.tiny_election import ELECTION_ID, NIGHT, open_tiny, protocol, publish

STRANGE = f"{MARKUP}{WORD}"[:300]
NO_PICTURE = b"\x89PNG it says, and is none"
DAY = datetime.date(2023, 3, 19)


def strange(field: Field, record_id: str) -> Any:
    """The longest and oddest that a field can hold."""
    values: dict[FieldType, Any] = {
        FieldType.TEXT: STRANGE * 10,
        FieldType.WORDS: Words.of({"kk": STRANGE, "ru": MARKUP}),
        FieldType.WHOLE_NUMBER: Range(-(2**53 - 1), 2**53 - 1),
        FieldType.MONEY: Money(2**53 - 1, field.currency or "KZT", DAY),
        FieldType.DATE: Range(datetime.date(1900, 1, 1), None),
        FieldType.DATETIME: NIGHT.replace(microsecond=0),
        FieldType.CODE: field.items[-1].code if field.items else "",
        FieldType.AREA: "P001",
        FieldType.ORGANISATION: STRANGE,
        FieldType.PERSON: STRANGE,
        FieldType.NORM: "kz-nothing/999(9)/p9",
        FieldType.LINK: record_id,
        FieldType.FILE: NamedFile(hashlib.sha256(NO_PICTURE).hexdigest(), STRANGE, "image/png"),
    }
    return values[field.type]


def told_of(register: Register, kind: RecordKind, record_id: str) -> list[Statement | RecordDeed]:
    """Two sources that differ, one says that there is nothing; then every deed, the last one first."""
    about = (register.register_id, register.edition, kind.code, record_id)
    paper = Document(
        "cd" * 32, f"javascript:{MARKUP}", STRANGE, MARKUP, MARKUP, STRANGE, language="kk", is_authentic=False
    )
    first, last = register.precedence[0], register.precedence[-1]
    values = {field.code: strange(field, record_id) for field in kind.fields}
    said: list[Statement | RecordDeed] = [
        Statement(*about, last, values, STRANGE, paper, DAY, DAY),
        Statement(*about, first, dict.fromkeys(values)),
    ]
    bodies = [body.code for body in register.bodies] or [""]
    for number, deed in enumerate(reversed(kind.course.deeds)):
        at = NIGHT + datetime.timedelta(days=number, seconds=number)
        said.append(RecordDeed(*about, deed.code, at, bodies[number % len(bodies)], last, paper, {}))
    return said


@state("registers that say the strangest things", dense=True)
def strange_registers(site: Site) -> None:
    open_tiny()
    publish(protocol("P001"))
    put_content(NO_PICTURE)
    election = ElectionRow.objects.get(pk=ELECTION_ID)
    told: list[Statement | RecordDeed] = []
    for register in registers_in_force(election):
        for number, kind in enumerate(register.kinds):
            told += told_of(register, kind, f"{register.register_id}-{number}-strange"[-48:].lstrip("-"))
            bare = {code: None for code in kind.columns if kind.field(code) is not None}
            if bare:
                bare_id = f"{register.register_id}-{number}-bare"[-48:].lstrip("-")
                about = (register.register_id, register.edition, kind.code, bare_id)
                told.append(Statement(*about, register.precedence[0], bare))
        numbers = {one.code: Range(None, 2**53 - 1) for one in register.measures}
        whole = (register.register_id, register.edition, "", "", register.precedence[0])
        told.append(Statement(*whole, numbers))
    record_told(ELECTION_ID, told, now=LATER)
    head = person(Role.CENTRAL_HEAD, "KZ", username="eraser")
    for text in OpenedText.objects.order_by("pk")[::30]:
        erase_text(head, election, text.digest, STRANGE, now=LATER)
