"""The law that a rule pack states: whose norms it may cite, as they stood on which day.

Norms are those that come with the program; a pack for a law that does not may carry `[law]`, its
`[[edition]]`s and `[[norm]]`s itself, in the words of docs/format/norms.md.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from hattama.core.norms import NOTHING_CITED, Citations, Cited, Deadline, Edition, Law, Norm, is_norm_id
from hattama.core.vocabulary import NO_WORDS, Message
from hattama.formats.faults import FaultKind
from hattama.formats.norm_files import UnknownNorm, load_law, load_norm, read_law, read_norms_of
from hattama.formats.toml_documents import KEY_MISSING, NOT_ALLOWED, TomlTable
from hattama.phrases import LANGUAGES
from hattama.rulepacks import norm_laws

NO_NORM = FaultKind.of("PACK-NORM", Message("there is no norm {found}"))
NOT_IN_FORCE = FaultKind.of("PACK-FORCE", Message("the norm {found} was not in force on {expected}"))
NO_EDITION = FaultKind.of("PACK-EDITION", Message("no edition of the law {found} is known for {expected}"))
NO_DEADLINE = FaultKind.of(
    "PACK-DEADLINE",
    Message("the norm {found} sets no deadline that runs from any of these events: {expected}"),
)

_NO_EDITION = Edition("", "", datetime.date.min, datetime.date.min, None, ())
_NO_LAW = Law("", "", NO_WORDS, NO_WORDS, "", "", (_NO_EDITION,))


@dataclass(frozen=True, slots=True)
class PackLaw:
    """The law most cited in a pack, the day on which norms are cited, norms that the pack itself carries."""

    law: Law
    edition: Edition
    day: datetime.date
    own: Mapping[str, Norm]

    def norm(self, norm_id: str) -> Norm:
        """The norm of this identifier. Raises UnknownNorm."""
        return self.own[norm_id] if norm_id in self.own else load_norm(norm_id)

    def read_cited(
        self,
        table: TomlTable,
        *,
        required: bool = True,
        or_document: bool = False,
        since: datetime.date | None = None,
    ) -> Citations:
        """The norms that stand under `norms`; with `or_document` a `document` may stand in their place.

        What holds `since` a later day than the pack's is cited as of that day.
        """
        day = max(since or self.day, self.day)
        document = table.text("document", required=False) if or_document else ""
        ids = table.texts("norms")
        if not ids and not document and required:
            table.fault(KEY_MISSING, "norms")
        cited = tuple(one for norm_id in ids if (one := self._cite(table, "norms", norm_id, day)) is not None)
        return Citations(cited, document) if cited or document else NOTHING_CITED

    def read_deadline(
        self, table: TomlTable, key: str, events: Mapping[str, str]
    ) -> tuple[Deadline, Citations] | None:
        """The deadline that the norm under `key` set on the day, from one of `events`; None with a fault."""
        norm_id = table.text(key, check=is_norm_id, expected="kz-elections/94(2)")
        cited = self._cite(table, key, norm_id, self.day) if is_norm_id(norm_id) else None
        if cited is None:
            return None
        deadline = self.norm(norm_id).deadline_from(cited.edition, events)
        if deadline is None:
            table.fault(NO_DEADLINE, key, norm_id, ", ".join(events))
            return None
        return deadline, Citations((cited,))

    def _cite(self, table: TomlTable, key: str, norm_id: str, day: datetime.date) -> Cited | None:
        try:
            norm = self.norm(norm_id)
        except UnknownNorm:
            table.fault(NO_NORM, key, norm_id)
            return None
        # A law that came with the program has pages and is known to be meant; a pack's own is named.
        cited = Cited.of(norm, day, "" if self.own else self.law.law_id)
        if cited is None:
            table.fault(NOT_IN_FORCE, key, norm_id, day.isoformat())
        return cited


def read_pack_law(document: TomlTable, head: TomlTable, key: str = "law_on") -> PackLaw:
    """The law of the pack whose `[pack]` is `head`, on the day under `key`.

    Faults are noted, and reading goes on without a law. From here on texts of the document are asked for in
    the languages that the pack says it is written in, else in those of the interface.
    """
    document.document.languages = head.texts("written_in") or LANGUAGES
    day = head.day(key)
    own: dict[str, Norm] = {}
    if "law" in document:
        law = read_law(document)
        own = {norm.norm_id: norm for norm in read_norms_of(document, law)}
    else:
        law = _shipped(head)
    edition = law.edition_on(day)
    if edition is None:
        head.fault(NO_EDITION, key, law.law_id, day.isoformat())
        edition = _NO_EDITION
    return PackLaw(law, edition, day, own)


def _shipped(head: TomlTable) -> Law:
    law_id = head.text("law")
    if law_id in norm_laws():
        return load_law(law_id)
    if law_id:
        head.fault(NOT_ALLOWED, "law", law_id, ", ".join(norm_laws()))
    return _NO_LAW
