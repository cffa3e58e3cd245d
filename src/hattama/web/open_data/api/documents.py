"""The shapes of everything that the interface answers with. A key that stands here keeps its meaning.

A document with a key that is not listed here is refused before it leaves, so the published description and
the answers cannot drift apart.
"""

import datetime
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from ninja import Router
from pydantic import BaseModel, ConfigDict, Field

from hattama.core.vocabulary import AreaKind
from hattama.publish.table_descriptions import column_words
from hattama.web.open_data.api.refusals import REFUSALS

ErrorCode = StrEnum("ErrorCode", {refusal.code.upper(): refusal.code for refusal in REFUSALS})  # type: ignore[misc]

Words = Annotated[dict[str, str], Field(description="the same text by language: kk, ru, en")]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Index = Annotated[int, Field(ge=0, description="place of an entry in the log, from 0")]
Count = Annotated[int, Field(ge=0)]
Sum = int | Annotated[str, Field(pattern="^-?[0-9]{16,}$")]
"""A number, or as in the log a text of digits where not every reader of JSON holds the number exactly."""


_WORDS = {
    "tree_size": "entries that the log held when this was read",
    "items": "the rows, in the order that this document states",
    "published_at": "when the entry was put into the log, by the operator's clock",
    "closed_at": "when the log was closed; null: it is open",
    "leaf_sha256": "SHA-256 of the entry's leaf in the log",
    "bytes": "size of the file in bytes",
    "pages": "number of pages",
    "seats": "how many seats are filled; null: none",
    "missing": "protocols on the roster that have not come",
    "share_percent": "in percent, as it was written; null: not announced",
    "polling_on": "polling day, in the election's own time zone",
    "opened_at": "when the election was opened, and its log began",
    "last_published_at": "when the last entry was put into the log, by the operator's clock",
    "decision": "the decision that it rests on; null: none is known",
    "document_sha256": "SHA-256 of the file of the signed paper; null: none came",
    "left": "value of the left side of the relation; null: not known",
    "right": "value of the right side of the relation; null: not known",
}


def _describe(schema: dict[str, Any], model: type["Document"]) -> None:
    """What a field is, in the words of the same column of a table of the open data where there is one.

    An empty cell of a table is null here.
    """
    columns = column_words(model.table) if model.table else {}
    for name, field in schema.get("properties", {}).items():
        said = _WORDS.get(name) or columns.get(name) or columns.get(f"protocols_{name}")
        # A list of the interface is one text in a cell there, and said so.
        if said and "description" not in field and (name in _WORDS or field.get("type") != "array"):
            field["description"] = said.replace("; empty", "; null")


class Document(BaseModel):
    """A JSON object with exactly these keys. `table`: of the open data that says the same."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_describe)
    table: ClassVar[str] = ""

    @classmethod
    def facts(cls, source: object, /, **more: Any) -> dict[str, Any]:
        """What is answered of `source`: under each key what it has of that name, or what `more` says."""
        return {key: more[key] if key in more else getattr(source, key) for key in cls.model_fields}


class Error(Document):
    """Why a question is not answered: `code` is for programs, `message` for people, in their language."""

    code: ErrorCode
    message: str


class Page(Document):
    """A part of a list. `tree_size`: the log held at least so many entries when it was read."""

    tree_size: Count
    next: str | None = Field(description="pass it on as `cursor` for the next part; null: this is the last")


Operation = Callable[..., Any]


def of_election(
    router: Router, path: str, document: type[Document], summary: str
) -> Callable[[Operation], Operation]:
    """An operation on one election, at `path` behind its name: what it answers, and what readers are told."""
    cursor = {400: Error} if issubclass(document, Page) else {}
    answers = {200: document, 304: None, **cursor, 404: Error, 422: Error}
    return router.get("/elections/{election_id}" + path, response=answers, summary=summary)


class ElectionDocument(Document):
    """An election of this site. `tree_size`: how many entries its log holds."""

    election_id: str
    names: Words
    polling_on: datetime.date
    time_zone: str
    rule_pack: str
    demonstration: bool
    notices: list[Words]
    opened_at: datetime.datetime
    closed_at: datetime.datetime | None
    tree_size: Count
    contests: list[str]


class Elections(Document):
    """All elections of this site, the newest first."""

    items: list[ElectionDocument]


class WithdrawalDocument(Document):
    """Since when a choice stands no longer, or again, why and by whose decision; null: not known.

    `after_vote`: since a day after polling day. `log_index`: of the entry that says so; null: the definition.
    `on`: the day since which. `late`: norms that allow this only longer before voting. `document`: SHA-256 of
    the decision's file.
    """

    table = "choices"

    on: datetime.date
    after_vote: bool
    reason: str | None
    authority: str | None
    decision: str | None
    decided_on: datetime.date | None
    norms: list[str]
    log_index: Index | None
    late: list[str]
    document: Sha256 | None


class DrawingDocument(Document):
    """A lot, by the entry `log_index`: when it was drawn (`at`), and the decision that records it; null: not
    known. `document`: SHA-256 of the decision's file. `replaces`: the entry whose place it takes."""

    table = "choices"

    at: datetime.datetime
    authority: str
    decision: str | None
    decided_on: datetime.date | None
    document: Sha256 | None
    log_index: Index
    replaces: Index | None


class ChoiceDocument(Document):
    """One choice of a contest, in the order of the ballot. A `withdrawn` one wins nothing. `areas`: it is on
    the ballot of these alone; none: everywhere. `reinstated`: it stands again; null: it never was
    withdrawn, or still is. `persons`: those of a list whose voters may choose among them, in its order.
    `lot`: its place in the order that a lot drew; `drawn`: by which entry of the log; null: none."""

    table = "choices"

    code: str
    names: Words
    registered_order: int | None
    areas: list[str]
    persons: list["ChoiceDocument"]
    withdrawn: WithdrawalDocument | None
    reinstated: WithdrawalDocument | None
    lot: int | None
    drawn: DrawingDocument | None


class FigureDocument(Document):
    """A line of the protocol's form. `keys`: under which it stands in protocols; none: rows have numbers."""

    code: str
    label: Words
    mark: str
    norms: list[str]
    group: str
    required: bool
    summed: bool
    inferred: bool
    keys: list[str]


class DerivedDocument(Document):
    """A quantity that follows from figures of the form."""

    code: str
    label: Words


class ContestDocument(Document):
    """A contest. `areas`: held below these only; empty: everywhere."""

    code: str
    kind: str
    names: Words
    seats: int | None
    areas: list[str]
    choices: list[ChoiceDocument]
    figures: list[FigureDocument]
    derived: list[DerivedDocument]


class Contests(Document):
    """All contests of an election, in the order of its definition."""

    tree_size: Count
    items: list[ContestDocument]


class AreaDocument(Document):
    """An area of the roster. `path`: identifiers from the root to itself. `kind`: `unit` above precincts."""

    table = "areas"

    area_id: str
    parent_id: str | None
    path: list[str]
    level: str
    kind: AreaKind
    number: str
    names: Words
    address: Words
    commission: Words
    time_zone: str
    voters_registered: Count | None
    status: str | None
    merged_into: str | None


class Areas(Page):
    """Areas, in an order that stays."""

    items: list[AreaDocument]


class AreaWithContests(AreaDocument):
    """An area with the codes of contests held in it and the identifiers of the areas right below."""

    tree_size: Count
    contests: list[str]
    children: list[str]
