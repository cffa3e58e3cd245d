"""What each file of the evidence of one polling station is, what it proves and what not, how to check it."""

from collections.abc import Iterable
from typing import Final

from hattama.core.vocabulary import Message
from hattama.publish.evidence_pages import PAGE, Evidence, linked, render_frame

README = "README.html"

_WHAT = Message(
    "This file holds what the public log of this election says of one polling station: every version of its "
    "protocols, every published scan, decisions, times of counting night and what the checks found, each "
    "with a proof that it stands in the log. It can be checked on any computer without a network, and "
    "without believing the site that it came from."
)
_CHECK = (
    Message("`hattama verify FILE.zip` (or the unpacked folder) says TRUE or FALSE, and names what differs."),
    Message(
        "The key of the log is in log.vkey. Compare it with the key published elsewhere (by the commission, "
        "in the press, by a witness), or give your own policy: `hattama verify FILE.zip --policy mine.txt`."
    ),
    Message(
        "Other programs can do the same: `sha256sum -c SHA256SUMS` compares every file, and each .tlog-proof "
        "is a proof of inclusion by c2sp.org/tlog-proof (RFC 6962) of the entry beside it."
    ),
)
_PROVES = (
    Message(
        "It proves that whoever holds the key of the log published these entries, in this wording and order, "
        "and cannot deny or change them unnoticed."
    ),
    Message(
        "It proves when only as far as somebody else signed: witnesses in the checkpoint, authorities in "
        "time-stamps. Without them the times are the word of the site."
    ),
    Message(
        "It does not prove that the figures are true. The scan shows what the paper says; whether the paper "
        "says what was counted no log can show."
    ),
    Message(
        "It does not prove that nothing else is said of this polling station: an entry may have been left "
        "out here or come later. The whole log shows that: `hattama verify` with the address of the bundle."
    ),
    Message(
        "It does not prove that whoever decided held the role that an entry names: that, too, only the whole "
        "log shows."
    ),
)
_FILES_HEAD = Message("The files")
_FILES: Final = {
    PAGE: Message("all of it to read; it proves nothing by itself, and follows from the entries"),
    "precinct.json": Message("how the protocols stand, as the site publishes it for programs"),
    "versions/": Message("each version of each protocol as it stood after its entry, for programs"),
    "entries/": Message("the entries of the log, byte for byte: these are the evidence"),
    "proofs/": Message("for each entry the proof that it stands in the log under the checkpoint"),
    "scans/": Message(
        "published scans and files of decisions, byte for byte; the name is the SHA-256 that an entry holds"
    ),
    "explanations/": Message("explanations of commissions: the salt, and the text; an entry holds its hash"),
    "notes/": Message("reasons in words beside decisions: the salt, and the text; an entry holds its hash"),
    "record-texts.jsonl": Message(
        "public texts of records of registers, such as complaints, with their salts"
    ),
    "checkpoint": Message(
        "the size of the log and the hash over all its entries, signed by the log, and by witnesses where "
        "there are any"
    ),
    "log.vkey": Message("the public keys of the log"),
    "policy.txt": Message("the witnesses that the site names itself"),
    "key-changes/": Message("where the key of the log was changed: a checkpoint signed by both keys"),
    "time-stamps": Message("time stamps of third parties (RFC 3161) over checkpoints of the log"),
    "growth/": Message("proofs that the log under the checkpoint begins with the log that was stamped"),
    "election.toml": Message("the definition of the election, whose hash the first entry holds"),
    "areas.csv": Message("the frozen list of areas and polling stations, whose hash the first entry holds"),
    "rulepack.toml": Message(
        "the rules by which the protocols were checked, whose hash the first entry holds"
    ),
    "evidence.json": Message("what this file is about, for programs"),
    "SHA256SUMS": Message("the SHA-256 of every other file"),
}
_LACKS_HEAD = Message("What is not in it")
_NOTHING_LACKS = Message("Everything that is published of this polling station's protocols is enclosed.")
_LEFT_OUT = Message("too large or lost by the site, and to be had elsewhere by its hash: {sha256}")
_TAKEN_BACK = Message("withdrawn from publication by the decision in entry {entry}: {sha256}")
_ELSEWHERE = Message(
    "Reports of readers, recordings, statistics and the sums of areas stand on the site and are not enclosed."
)
_ADDRESS = Message("The page of the polling station: {address}")


def render_readme(told: Evidence, files: Iterable[str]) -> bytes:
    """What each of these files is, what it proves and does not, and how to check it."""
    present = {*files, PAGE, "SHA256SUMS", "evidence.json"}
    named = [
        f"<tr><th>{name if name.endswith('/') else linked(name)}</th><td>{told.say(words)}</td></tr>"
        for name, words in _FILES.items()
        if any(file == name or (name.endswith("/") and file.startswith(name)) for file in present)
    ]
    scans = [scan for record in told.standing.values() for scan in record.scans]
    lacks = [
        told.say(_TAKEN_BACK, entry=scan.withdrawn_by, sha256=scan.sha256)
        for scan in scans
        if scan.withdrawn_by is not None
    ]
    lacks += [told.say(_LEFT_OUT, sha256=sha256) for sha256 in told.facts.left_out]
    where = [f"<p>{told.say(_ADDRESS, address=told.facts.address)}</p>"] if told.facts.address else []
    parts = [
        f"<p>{told.say(_WHAT)}</p>",
        *where,
        *_section(told.say(Message("How to check it")), map(told.say, _CHECK)),
        *_section(told.say(Message("What it proves, and what it does not")), map(told.say, _PROVES)),
        f"<h2>{told.say(_FILES_HEAD)}</h2><table class='files'>{''.join(named)}</table>",
        *_section(told.say(_LACKS_HEAD), [*(lacks or [told.say(_NOTHING_LACKS)]), told.say(_ELSEWHERE)]),
    ]
    return render_frame(told, Message("The evidence of one polling station"), parts)


def _section(heading: str, sentences: Iterable[str]) -> list[str]:
    return [f"<h2>{heading}</h2><ul>", *(f"<li>{one}</li>" for one in sentences), "</ul>"]
