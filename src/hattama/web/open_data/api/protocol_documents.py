"""The shapes of what came from polling stations: protocols with their lives, precincts, findings."""

import datetime
from typing import Annotated

from pydantic import Field

from hattama.core.vocabulary import Severity, Verdict
from hattama.web.open_data.api.documents import AreaDocument, Count, Document, Index, Page, Sha256


class FindingDocument(Document):
    """What a rule says of one protocol; `left` and `right`: the sides of the relation where known."""

    table = "findings"

    code: str
    severity: Severity
    verdict: Verdict
    fields: list[str]
    left: int | None
    right: int | None
    row: str


class ScanDocument(Document):
    """A scan beside a protocol. `address`: of the picture on this site; null once it is withdrawn. `earlier`:
    it shows a paper whose figures those of this version took the place of."""

    sha256: Sha256
    bytes: Count
    media_type: str
    pages: Count
    log_index: Index
    withdrawn_by: Index | None
    earlier: bool
    address: str | None


class ExplanationDocument(Document):
    """A commission's word with the salt of its hash; `text` and `salt` are null once it is withdrawn."""

    sha256: Sha256
    salt: str | None
    text: str | None
    withdrawn_by: Index | None


class EntryDocument(Document):
    """An entry of the log about a protocol."""

    log_index: Index
    kind: str
    leaf_sha256: Sha256


class ProtocolAddresses(Document):
    """Where the same protocol stands on this site: its page, its log entry, the receipt of that entry."""

    page: str
    entry: str
    receipt: str


class ProtocolDocument(Document):
    """The current version of a protocol.

    `figures` holds every figure of the form and every numbered row that the paper has; null is never zero:
    the key then stands in `blank` (nothing on the paper) or in `illegible` (cannot be read).
    """

    table = "protocols"

    area_id: str
    contest: str
    log_index: Index
    leaf_sha256: Sha256
    kind: str
    version: Annotated[int, Field(ge=1)]
    status: str
    counts: bool = Field(description="false once it is annulled: it is in no sum")
    annulled_by: Index | None
    confirmed_by: Index | None
    investigation: Index | None
    figures: dict[str, Count | None]
    blank: list[str]
    illegible: list[str]
    findings: list[FindingDocument]
    explanation: ExplanationDocument | None
    method: str
    signed_at: str | None
    recorded_at: str
    published_at: datetime.datetime
    scans: list[ScanDocument]
    entries: list[EntryDocument]
    addresses: ProtocolAddresses


class Protocols(Page):
    """Protocols in the order of the log entries that their current versions follow from."""

    items: list[ProtocolDocument]


class DecisionDocument(Document):
    """On whose decision something was done; `document`: address of its file; null, as `decided_on`: not
    known."""

    authority: str
    number: str
    decided_on: datetime.date | None
    document: str | None


class StepDocument(Document):
    """A step of a protocol's life. Versions carry `version`, `status`, `figures`, `blank` and `illegible`;
    other steps null."""

    log_index: Index
    kind: str
    published_at: datetime.datetime
    version: Annotated[int, Field(ge=1)] | None
    status: str | None
    opens: bool | None = Field(description="of an investigation: whether it opens or closes")
    reason: str
    note: str
    decision: DecisionDocument | None
    figures: dict[str, Count | None] | None
    blank: list[str] | None
    illegible: list[str] | None


class ProtocolWithLife(ProtocolDocument):
    """A protocol with every version and every other step of its life, in the order of the log."""

    tree_size: Count
    steps: list[StepDocument]


class PrecinctDocument(AreaDocument):
    """A precinct with the contests of which the log holds a protocol."""

    received: list[str]


class Precincts(Page):
    """Precincts, in an order that stays."""

    items: list[PrecinctDocument]


class PrecinctWithProtocols(AreaDocument):
    """A precinct with the contests held there and its published protocols."""

    tree_size: Count
    contests: list[str]
    protocols: list[ProtocolDocument]


class FindingOfProtocol(FindingDocument):
    """A finding with the protocol that it is about."""

    area_id: str
    contest: str
    log_index: Index


class Findings(Page):
    """Findings in the order of the log entries of the protocols."""

    items: list[FindingOfProtocol]
