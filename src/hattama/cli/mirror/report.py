"""What `hattama mirror` prints: one line of verdict, what was fetched, what failed and where; or JSON."""

import base64
import json
from typing import Any, NamedTuple

from hattama.cli.evidence_words import meaning
from hattama.cli.mirror.copying import Copied
from hattama.cli.verify_report import found_as_json, say_briefly, trouble_lines
from hattama.core.vocabulary import Message
from hattama.phrases import say
from hattama.verification.reports import Verdict, verdict_of
from hattama.verification.troubles import Troubles, Weight

_VERDICTS = {
    Verdict.TRUE: Message("COPIED: entries of the log: {size}, and all that follows from them ({origin})."),
    Verdict.FALSE: Message("FALSE: disagreements found in what the site shows: {found} ({origin})."),
    Verdict.QUALIFIED: Message(
        "COPIED: entries of the log: {size}, and all that follows from them; {found} ({origin})."
    ),
    Verdict.UNCHECKED: Message(
        "NOT FINISHED: not copied or not checked: {found}; the next run goes on ({origin})."
    ),
}
_FETCHED = Message("Fetched: {megabytes} MB, files: {files}. Scans: {scans}.")
_GREW = Message("The copy before was extended; entries in it: {size}.")
_KEY = Message("Key of the log: {key}. Compare it with the one published elsewhere.")
_EVIDENCE = Message("Evidence was kept: {path}")
_WEIGHED = {Verdict.FALSE: Weight.FALSE, Verdict.UNCHECKED: Weight.UNCHECKED}


class Told(NamedTuple):
    """What there is to tell of a run. `troubles`: those of the copying and of the check after it."""

    copied: Copied
    troubles: Troubles
    origin: str
    files: int
    megabytes: int
    key: str | None

    @property
    def verdict(self) -> Verdict:
        """The answer."""
        return verdict_of(self.troubles)


def render_text(told: Told, language: str) -> str:
    """The verdict in one line, then the facts, then everything found."""
    copied, weight = told.copied, _WEIGHED.get(told.verdict)
    values = {
        "size": copied.signed.checkpoint.size if copied.signed else 0,
        "origin": told.origin,
        "found": told.troubles.count(weight) if weight else say_briefly(told.troubles, language),
    }
    scans = "—" if copied.scans is None else copied.scans
    fetched = {"files": told.files, "megabytes": told.megabytes, "scans": scans}
    lines = [say(_VERDICTS[told.verdict], language, **values)]
    lines.append(say(_FETCHED, language, **fetched))
    if copied.signed and copied.previous_size:
        lines.append(say(_GREW, language, size=copied.previous_size))
    if copied.signed and not copied.previous_size and told.key:
        lines.append(say(_KEY, language, key=told.key))
    for evidence, path in copied.evidence:
        lines += ["", say(_EVIDENCE, language, path=path), meaning(evidence, language)]
    return "\n".join([*lines, *trouble_lines(told.troubles, language)]) + "\n"


def render_json(told: Told, language: str) -> str:
    """The same for programs; `language` is that of the sentences."""
    copied = told.copied
    stated = copied.signed.checkpoint if copied.signed else None
    document: dict[str, Any] = {
        "verdict": told.verdict.name.lower(),
        "origin": told.origin,
        "tree_size": stated.size if stated else None,
        "root_hash": base64.b64encode(stated.root).decode("ascii") if stated else None,
        "previous_size": copied.previous_size,
        "key": told.key,
        "fetched_files": told.files,
        "scans": copied.scans,
        "evidence": [
            {"kind": evidence.kind.value, "folder": str(path), "says": meaning(evidence, language)}
            for evidence, path in copied.evidence
        ],
        **{
            weight.value: [found_as_json(*found, language) for found in told.troubles.of(weight)]
            for weight in Weight
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
