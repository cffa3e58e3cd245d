"""What a log says of the records of registers, and the texts beside it that it holds as salted hashes."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hattama.core.entries import RECORD_KINDS, fold_record, is_moment, salted_sha256
from hattama.core.records import Register, Registry
from hattama.formats.register_packs import shipped_registers
from hattama.publish.file_facts import FileFacts
from hattama.publish.record_texts import (
    RECORD_TEXTS,
    RecordText,
    Seal,
    file_in,
    public_seals,
    read_record_text,
    render_record_texts,
    seals_in,
)
from hattama.verification.histories import Event
from hattama.verification.places import TABLE_BYTES, FileProblem, Place
from hattama.verification.tables import check_pieces
from hattama.verification.trouble_kinds import RECORD_TEXT_LOST, RECORD_TEXTS_ERASED, noting_broken
from hattama.verification.troubles import Troubles

Lines = Mapping[tuple[int, str], RecordText]
Packs = Mapping[tuple[str, str], Register]


@dataclass(slots=True)
class Records:
    """The fold of all records, and of the texts beside them: the facts of their file, None where it cannot be
    read; `files` that they name, with the entry of each."""

    registry: Registry
    facts: dict[str, FileFacts | None] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)


def check_records(
    events: Sequence[Event], place: Place, table_size: int | None, troubles: Troubles
) -> Records:
    """Hold statements and deeds of registers against the packs that come with the program, and the texts of
    the first `table_size` entries against their seals; None: no texts are looked at.

    A pack of another edition than those is a note for whoever reads on, not a fault of the log: its entries
    are held against their schema alone. What is sealed and not at hand stays so.
    """
    events = [event for event in events if event.body["kind"] in RECORD_KINDS]
    records = Records(Registry(shipped_registers() if events else {}))
    covered = [event for event in events if table_size is not None and event.at < table_size]
    texts = _check_texts(records, covered, place, troubles)
    opened = {one.seal.digest: one.text for one in texts if one.text is not None}
    for at, body in events:
        if (body["register"], body["edition"]) not in records.registry.packs:
            continue
        with noting_broken(troubles, at):
            fold_record(records.registry, at, body, opened)
    for one in texts:
        if file := file_in(one):
            records.files.setdefault(file, one.seal.entry)
    return records


def _check_texts(
    records: Records, events: Sequence[Event], place: Place, troubles: Troubles
) -> list[RecordText]:
    """The texts of these entries, each as the file has it where that is what the log sealed."""
    packs = records.registry.packs
    # Without one that should be there the file need not be.
    if not any(_seals(event, packs, {}) for event in events):
        return []
    lines: Lines = {}
    try:
        read = map(read_record_text, io.BytesIO(place.read(RECORD_TEXTS, TABLE_BYTES)))
        lines = {one.seal[:2]: one for one in read if one is not None}
    except FileProblem:
        # Said when the file is held against what it should be.
        pass
    texts = [_as_held(seal, lines) for event in events for seal in _seals(event, packs, lines)]
    records.facts[RECORD_TEXTS] = check_pieces(RECORD_TEXTS, render_record_texts(texts), place, troubles)
    for entry, field_code, _ in (one.seal for one in texts if one.text is one.erased_at is None):
        # Of what stands there otherwise it is said that it differs.
        if (line := lines.get((entry, field_code))) is not None and line.text is None:
            troubles.add(RECORD_TEXT_LOST.at(RECORD_TEXTS, entry=entry, found=field_code))
    erased = sum(one.erased_at is not None for one in texts)
    if erased:
        troubles.add(RECORD_TEXTS_ERASED.at(RECORD_TEXTS, found=erased))
    return texts


def _seals(event: Event, packs: Packs, lines: Lines) -> list[Seal]:
    """The seals whose texts must be there; of a pack that is not known those that are."""
    register = packs.get((event.body["register"], event.body["edition"]))
    if register is not None:
        return public_seals(register, *event)
    return [seal for seal in seals_in(*event) if seal[:2] in lines]


def _as_held(seal: Seal, lines: Lines) -> RecordText:
    """The text as its line has it where that is what the log sealed; else an empty one."""
    told = lines.get(seal[:2])
    if told is None or told.text is None:
        since = told.erased_at if told is not None and is_moment(told.erased_at) else None
        return RecordText(seal, erased_at=since)
    if salted_sha256(told.text, told.salt or "") == seal.digest:
        return RecordText(seal, told.salt, told.text)
    return RecordText(seal)
