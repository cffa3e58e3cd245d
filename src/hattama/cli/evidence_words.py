"""What evidence against a log proves, in plain words for people who do not read proofs: three languages."""

import datetime
from pathlib import Path

from hattama.core.transparency_log import Evidence, EvidenceKind
from hattama.core.vocabulary import Message
from hattama.phrases import LANGUAGES, say

TITLES = {
    EvidenceKind.FORK: Message("Two versions of the log at one size"),
    EvidenceKind.REWRITTEN: Message("Earlier entries of the log were changed"),
    EvidenceKind.UNPROVEN_GROWTH: Message("Growth of the log that was not proved"),
}
_MEANINGS = {
    EvidenceKind.FORK: Message(
        "The key of the log `{origin}` signed two checkpoints. Both say that the log has {small} entries, "
        "but the fingerprint of the entries (the root hash) differs. No single log can say both: whoever "
        "holds the key showed different histories to different people. This is proof: to check it one "
        "need not believe us, nor the owner of the log."
    ),
    EvidenceKind.REWRITTEN: Message(
        "The key of the log `{origin}` signed two checkpoints, one of {small} entries and one of {large}. "
        "A log is only ever added to, so the larger one must begin with the smaller one. The hashes here "
        "show that it begins otherwise: among the first {small} entries something was changed, taken out "
        "or put in. This is proof: to check it one need not believe us, nor the owner of the log."
    ),
    EvidenceKind.UNPROVEN_GROWTH: Message(
        "The key of the log `{origin}` signed two checkpoints, of {small} and of {large} entries, but the "
        "data that shows the larger log to begin with the smaller one did not come or was wrong. By "
        "itself this is no proof yet: a broken connection may be the cause, and whoever sent it need not "
        "have been the owner of the log. Ask the owner for the proof between these two; if they cannot "
        "give it, the log was changed."
    ),
}
_FILES = {
    "checkpoint-held": Message("the checkpoint that was seen first"),
    "checkpoint-offered": Message("the checkpoint that came later"),
    "log.vkey": Message("the public keys of the log"),
}
_FILES_OF_THE_PROOF = {
    "growth": Message("the proof by the larger log (RFC 6962, 2.1.2; in the form of tlog-witness)"),
    "beginning.sha256": Message(
        "the root hash of the first {small} entries of the larger log: not the one that was signed of the "
        "smaller"
    ),
}
_HOW = Message(
    "To check it: `hattama evidence FOLDER`, or any program that knows signed-note and RFC 6962. Compare "
    "the key of the log with one that you have from elsewhere. Keep this folder as it is, and give copies "
    "to others."
)
_TOO_MUCH = Message("There are too many of these; this one was not kept.")


def readme(evidence: Evidence, noticed_at: datetime.datetime) -> str:
    """The page that lies beside the evidence; the languages one after another."""
    return "\n".join(_in(language, evidence, noticed_at) for language in LANGUAGES)


def meaning(evidence: Evidence, language: str) -> str:
    """What the evidence proves, in a paragraph."""
    return say(_MEANINGS[evidence.kind], language, **_values(evidence))


def announcement(evidence: Evidence, kept: Path | None, language: str) -> str:
    """One line for whoever watches: what was found, what it proves, and where it is kept, if it is."""
    place = say(Message("Kept at: {path}"), language, path=kept) if kept else say(_TOO_MUCH, language)
    return f"{say(TITLES[evidence.kind], language)}. {meaning(evidence, language)} {place}"


def _in(language: str, evidence: Evidence, noticed_at: datetime.datetime) -> str:
    files = _FILES | (_FILES_OF_THE_PROOF if evidence.kind is EvidenceKind.REWRITTEN else {})
    values = _values(evidence)
    return "\n".join(
        [
            f"# {say(TITLES[evidence.kind], language)}",
            "",
            meaning(evidence, language),
            "",
            *(f"- `{name}`: {say(words, language, **values)}" for name, words in files.items()),
            "",
            say(_HOW, language),
            "",
            say(Message("Noticed at: {at}"), language, at=noticed_at.isoformat(timespec="seconds")),
            "",
        ]
    )


def _values(evidence: Evidence) -> dict[str, object]:
    return {
        "origin": evidence.held.checkpoint.origin,
        "small": evidence.smaller.checkpoint.size,
        "large": evidence.larger.checkpoint.size,
    }
