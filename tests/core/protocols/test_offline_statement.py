"""The statement that a device signs: read whole or refused by the name of what is wrong with it."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from hattama.core.protocols import SIGNED_PREFIX, EntryStep, StatementMalformed, parse_offline
from hattama.core.protocols.offline_statement import KIND, SCHEMA, OfflineStatement

VECTORS = json.loads((Path(__file__).parent / "vectors" / "offline_statements.json").read_text("utf-8"))
DOCUMENT = json.loads(VECTORS["statements"][0]["statement"])


def test_a_statement_says_what_was_typed_and_blank_is_neither_zero_nor_illegible():
    statement = parse_offline(DOCUMENT)
    assert statement.figures["votes[dala]"] == 370 and statement.figures["against_all"] == 0
    assert "unused" not in statement.figures and statement.illegible == {"invalid"}
    assert statement.step is EntryStep.FIRST
    assert statement.acted_at == datetime.datetime(2023, 3, 19, 20, 10, 5, tzinfo=datetime.UTC)
    assert statement.signed_on_paper is not None and statement.signed_on_paper.tzinfo is None
    assert SIGNED_PREFIX.endswith(b"\n")


@pytest.mark.parametrize("vector", VECTORS["statements"], ids=lambda vector: vector["name"])
def test_the_document_of_a_statement_is_the_one_it_was_read_from(vector):
    document = json.loads(vector["statement"])
    assert offline_document(parse_offline(document)) == document


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "checkpoint"),
        ("schema", True),
        ("election", "../tiny"),
        ("contest", None),
        ("area", "P 001"),
        ("definition_sha256", "AB" * 32),
        ("step", "third"),
        ("step", ["first"]),
        ("figures", [["invalid", -1]]),
        ("figures", [["invalid", 10**15]]),
        ("figures", [["invalid", True]]),
        ("figures", [["b", 1], ["a", 1]]),
        ("figures", [["a", 1], ["a", 1]]),
        ("figures", [["a"]]),
        ("figures", [["votes[Dala]", 1]]),
        ("figures", {"a": 1}),
        ("illegible", ["against_all"]),
        ("illegible", [3]),
        ("words", [["invalid", ""]]),
        ("words", [["invalid", "a" * 201]]),
        ("signed_at", "2023-02-30T10:00"),
        ("signed_at", "0023-03-19T22:40"),
        ("signed_at", "2023-03-19T22:40:00+05:00"),
        ("explanation", "a" * 4001),
        ("acted_at", "2023-03-20T02:10:05"),
        ("acted_at", "2023-03-20T02:10:05+99:00"),
        ("nonce", "0" * 31),
        ("key", "k"),
    ],
)
def test_what_no_statement_may_hold_is_refused_by_its_name(name, value):
    with pytest.raises(StatementMalformed) as refused:
        parse_offline({**DOCUMENT, name: value})
    assert refused.value.args == (name,)


@pytest.mark.parametrize("document", [None, [], "x", {}, {**DOCUMENT, "more": 1}, {"kind": "offline_entry"}])
def test_what_is_no_statement_at_all_is_refused_as_a_whole(document):
    with pytest.raises(StatementMalformed, match=r"^$"):
        parse_offline(document)


def offline_document(statement: OfflineStatement) -> dict[str, Any]:
    """The statement as the document that is signed. Keys of figures are values here, since the keys of
    canonical JSON know no brackets."""
    paper = statement.signed_on_paper
    return {
        "kind": KIND,
        "schema": SCHEMA,
        "election": statement.election_id,
        "contest": statement.contest,
        "area": statement.area_id,
        "definition_sha256": statement.definition_sha256,
        "rule_pack_sha256": statement.rule_pack_sha256,
        "step": statement.step.value,
        "figures": [[key, value] for key, value in sorted(statement.figures.items())],
        "illegible": sorted(statement.illegible),
        "words": [[key, text] for key, text in sorted(statement.words.items())],
        "signed_at": None if paper is None else paper.isoformat(timespec="minutes"),
        "explanation": statement.explanation,
        "acted_at": statement.acted_at.isoformat(timespec="seconds"),
        "nonce": statement.nonce,
        "key": statement.key_id,
    }
