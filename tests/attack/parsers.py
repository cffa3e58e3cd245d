"""Everything that reads what strangers may have written: a target each, with seeds to be damaged.

A target answers with a value or one of its named refusals, and where what it reads has one spelling alone,
writing the value gives the same bytes again.
"""

import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hattama.core.documents import SourceText, check_documents
from hattama.core.entries import parse_copy
from hattama.core.entries.observers import CopyNotSigned
from hattama.core.protocols import parse_paper, render_paper
from hattama.core.protocols.offline_statement import StatementMalformed, parse_offline
from hattama.core.protocols.paper_identity import NotAPaper
from hattama.core.protocols.relation_text import parse_statement
from hattama.core.protocols.relations import RelationSyntaxError
from hattama.core.transparency_log import (
    LogRefusal,
    canonical_bytes,
    decode_bundle,
    encode_bundle,
    encode_signature_lines,
    parse_add_checkpoint,
    parse_canonical,
    parse_checkpoint,
    parse_conflict,
    parse_policy,
    parse_receipt,
    parse_signature_lines,
    parse_tile_path,
    parse_vkey,
)
from hattama.core.transparency_log.notes import parse_note
from hattama.formats.account_lists import parse_accounts
from hattama.formats.area_lists import parse_areas
from hattama.formats.boundaries import parse_boundaries
from hattama.formats.cms_signatures import NotASignature, check_signatures
from hattama.formats.csv_tables import read_csv
from hattama.formats.document_texts import parse_document, parse_plain_text
from hattama.formats.election_definition import parse_election
from hattama.formats.faults import InputFaults
from hattama.formats.list_candidates import parse_lists
from hattama.formats.mapping import parse_mapping
from hattama.formats.number_words import read_number_words
from hattama.formats.outcome_rules import parse_outcome_rules
from hattama.formats.publication_records import parse_publication_record
from hattama.formats.register_mappings import parse_record_mapping
from hattama.formats.register_packs import parse_register, shipped_registers
from hattama.formats.rulepack import parse_rulepack
from hattama.formats.scans import ScanRefused, bare_photograph, inspect_scan
from hattama.formats.table_rows import Table
from hattama.formats.tile_lists import parse_tiles
from hattama.formats.time_stamps import StampRefused, check_time_stamp
from hattama.formats.votes_csv import parse_votes
from hattama.formats.xlsx_tables import read_xlsx
from hattama.rulepacks import read_rulepack, register_template
from hattama.web.open_data.api.questions import InvalidCursor, decode_cursor, encode_cursor
from tests.core.entries.test_observers import COPY
from tests.core.protocols.written_relations import render_statement
from tests.core.transparency_log.test_receipts import DATA as RECEIPT
from tests.formats import small_pack
from tests.formats.importing_examples import AREAS, MAPPING
from tests.formats.small_election import ELECTION
from tests.formats.table_files import write_xlsx
from tests.formats.test_document_texts import DOCX, ODT
from tests.formats.test_register_tables import MAPPING as RECORDS
from tests.web.tiny_election import picture

MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Target:
    """A parser of bytes: seeds, the exceptions it may raise, and how its value is written again."""

    parse: Callable[[bytes], Any]
    refusals: tuple[type[Exception], ...]
    seeds: tuple[bytes, ...]
    render: Callable[[Any], bytes] | None = None


def _of_text(parse: Callable[[str], Any]) -> Callable[[bytes], Any]:
    return lambda data: parse(data.decode("utf-8", "replace"))


def _rows(data: bytes) -> list[Any]:
    table: Table = read_csv(io.BytesIO(data), "x.csv")
    return list(table.rows)


def _workbook(data: bytes) -> list[Any]:
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(data)
        file.flush()
        with read_xlsx(Path(file.name)) as table:
            return list(table.rows)


def _persons(data: bytes) -> Any:
    return parse_lists(read_csv(io.BytesIO(data), "x.csv"), ["a", "b"], ["women"])


def _offline(data: bytes) -> Any:
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise StatementMalformed("") from None
    return parse_offline(document)


def _contradictions(data: bytes) -> Any:
    read = parse_plain_text(data)
    return check_documents([SourceText("x", read.text, read.page_starts)])


def _cursor(data: bytes) -> Any:
    return decode_cursor("areas", data.decode("latin-1"), (0, 0))


def _seed_workbook() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return write_xlsx(Path(folder) / "x.xlsx", [["a", "b"], [1, "x"], [2, "=A1"]]).read_bytes()


NOTE = RECEIPT[RECEIPT.index(b"log.example.org") :]
LINES = NOTE[NOTE.index("\u2014".encode()) :]
OFFER = b"old 7\n" + b"A" * 43 + b"=\n\n" + NOTE
BOX = [[[51, 43], [52, 43], [52, 44], [51, 43]]]
SHAPE = {
    "type": "Feature",
    "properties": {"area_id": "01"},
    "geometry": {"type": "Polygon", "coordinates": BOX},
}
OUTLINES = json.dumps({"type": "FeatureCollection", "features": [SHAPE]}).encode()
POLICY = b"log log.example.org/test+1b3f7a57+AQAA\nquorum none\n"
PAGE = "<!doctype html><html><body><p>Барлығы 12<sup>1</sup><table><tr><td>5</td></tr></table></body></html>"
REPORT = """Всего 120 участков (из них 43 (35 %) в городах, 78 в сёлах) 12 марта 2023 года¹.
Центральная избирательная комиссия (далее – ЦИК) ........ 5
Table 1. In 2023, 1,050,000 tenge (2,100 EUR) was paid; see item 41(8) and page 7. № 12, 1–2 мамыр
¹ Ескертпе: 2/3, яғни 70,4 пайыз.
"""
PAPER = b"HATTAMA1/tiny/party/P001/k7qf/1/1"

FAULTS = (InputFaults,)
LOG = (LogRefusal,)
TARGETS: dict[str, Target] = {
    "rule pack": Target(lambda d: parse_rulepack(d, "x.toml"), FAULTS, (small_pack.TEXT.encode(),)),
    "rules of outcomes": Target(
        lambda d: parse_outcome_rules(d, "x.toml"), FAULTS, (read_rulepack("kz-2023")[-6000:],)
    ),
    "definition of an election": Target(lambda d: parse_election(d, "x.toml"), FAULTS, (ELECTION.encode(),)),
    "list of areas": Target(lambda d: parse_areas(io.BytesIO(d), "x.csv"), FAULTS, (AREAS.encode(),)),
    "mapping": Target(lambda d: parse_mapping(d, "x.toml"), FAULTS, (MAPPING.encode(),)),
    "record of publication": Target(
        lambda d: parse_publication_record(d, "x.toml"), FAULTS, (b'[[record]]\nid = "x"\nyear = 2021\n',)
    ),
    "votes": Target(lambda d: parse_votes(d, "x.csv"), FAULTS, (b"choice,votes\na,600000\nb,400000\n",)),
    "candidates of lists": Target(_persons, FAULTS, (b"list,place,name,groups\na,1,\xd0\x90,women\n",)),
    "tiles": Target(
        lambda d: parse_tiles(io.BytesIO(d), "x.csv"), FAULTS, (b"area_id,column,row\n01,1,2\n02,2,2\n",)
    ),
    "accounts": Target(
        lambda d: parse_accounts(io.BytesIO(d), "x.csv", roles=["typist"], areas=["01-001"]),
        FAULTS,
        ("name,login,role,area\nАйгүл,aigul,typist,01-001\n".encode(),),
    ),
    "outlines": Target(lambda d: parse_boundaries(d, "x.geojson", {"01"}), FAULTS, (OUTLINES,)),
    "table of text": Target(_rows, FAULTS, (b'a;b\n1;"x;y"\n2;\n', "\ufeffа,б\n1,2\n".encode())),
    "workbook": Target(_workbook, FAULTS, (_seed_workbook(),)),
    "entry of the log": Target(
        parse_canonical, LOG, (b'{"a":[1,null,"\xd2\x9b"],"kind":"protocol"}',), canonical_bytes
    ),
    "note": Target(parse_note, LOG, (NOTE,), lambda note: bytes(note.encoded())),
    "checkpoint": Target(parse_checkpoint, LOG, (NOTE,), lambda signed: bytes(signed.encoded())),
    "cosignatures": Target(parse_signature_lines, LOG, (LINES,), encode_signature_lines),
    "receipt": Target(parse_receipt, LOG, (RECEIPT,), lambda receipt: bytes(receipt.encoded())),
    "offer to a witness": Target(parse_add_checkpoint, LOG, (OFFER,), lambda offer: bytes(offer.encoded())),
    "answer of a witness": Target(parse_conflict, LOG, (b"123\n",)),
    "policy": Target(parse_policy, LOG, (POLICY,)),
    "key": Target(_of_text(parse_vkey), LOG, (b"log.example.org/test+1b3f7a57+AQAA",)),
    "name of a tile": Target(
        _of_text(parse_tile_path), LOG, (b"tile/0/x001/067.p/12",), lambda name: str(name.path()).encode()
    ),
    "bundle of entries": Target(
        lambda d: decode_bundle(d, 2), LOG, (encode_bundle([b"{}", b'{"a":1}']),), encode_bundle
    ),
    "relation": Target(
        _of_text(parse_statement),
        (RelationSyntaxError,),
        (b"sum(votes) + invalid <= participants", b"a >= 2 * (b - max(c, d))", b"same(registered)"),
    ),
    "number in words": Target(
        _of_text(lambda text: read_number_words(text, ("kk", "ru", "en"))),
        (),
        ("тоғыз жүз елу алты мың жүз".encode(), "двести тысяч три".encode(), b"one hundred and five"),
    ),
    "code on a paper": Target(_of_text(parse_paper), (), (PAPER,)),
    "cursor": Target(_cursor, (InvalidCursor,), (encode_cursor("areas", (3, 17)).encode(),)),
    "statement without a network": Target(
        _offline, (StatementMalformed,), (b'{"election":"tiny","step":1}',)
    ),
    "electronic signature": Target(
        lambda d: check_signatures(d, {}),
        (NotASignature,),
        (b"0\x82\x01\x00\x06\t*\x86H\x86\xf7\r\x01\x07\x02",),
    ),
    "register pack": Target(lambda d: parse_register(d, "x.toml"), FAULTS, (register_template(),)),
    "mapping of records": Target(
        lambda d: parse_record_mapping(d, "x.toml", shipped_registers()), FAULTS, (RECORDS.encode(),)
    ),
    "copy of an observer": Target(
        _of_text(parse_copy),
        (CopyNotSigned,),
        (COPY.text().encode(),),
        lambda copy: bytes(copy.text().encode()),
    ),
    "document": Target(parse_document, (ScanRefused,), (DOCX, ODT, PAGE.encode())),
    "document held against itself": Target(_contradictions, (ScanRefused,), (REPORT.encode(),)),
    "time stamp": Target(lambda d: check_time_stamp(d, b"x"), (StampRefused,), (b"0\x82\x01\x00\x06\t*",)),
    "scan": Target(lambda d: inspect_scan(d, MOST_BYTES), (ScanRefused,), (picture(),)),
    "photograph": Target(lambda d: bare_photograph(d, MOST_BYTES), (ScanRefused,), (picture(90),)),
}


def spelled_again(name: str, value: Any) -> Any:
    """For values that are texts with one meaning and several spellings: the value of its own spelling."""
    if name == "relation":
        return parse_statement(render_statement(value))
    if name == "code on a paper":
        return value if isinstance(value, NotAPaper) else parse_paper(render_paper(value))
    return value
