"""All that a check can have to say, in three languages."""

from collections.abc import Iterator
from contextlib import contextmanager

from hattama.core.entries import BrokenLifeCycle
from hattama.core.transparency_log import LogRefusal
from hattama.core.vocabulary import Message
from hattama.verification.places import FileAbsent, FileProblem, FileTooLong
from hattama.verification.troubles import Trouble, TroubleKind, Troubles, Weight


def _false(code: str, words: Message) -> TroubleKind:
    return TroubleKind(code, Weight.FALSE, words)


def _unchecked(code: str, words: Message) -> TroubleKind:
    return TroubleKind(code, Weight.UNCHECKED, words)


def _note(code: str, words: Message) -> TroubleKind:
    return TroubleKind(code, Weight.NOTE, words)


def _qualifies(code: str, words: Message, brief: Message) -> TroubleKind:
    return TroubleKind(code, Weight.QUALIFIES, words, brief=brief)


# Files.

FILE_ABSENT = _unchecked("file-absent", Message("there is no such file"))
FILE_TOO_LONG = _false(
    "file-too-long", Message("the file is too long: at most {expected} bytes are possible")
)
FILE_UNREADABLE = TroubleKind(
    "file-unreadable",
    Weight.UNCHECKED,
    Message("the file could not be read: {found}"),
    is_system_reason=True,
)
UNKNOWN_FILE = _qualifies(
    "unknown-file",
    Message("this file was not checked: it is no part of the bundle, or lies beyond this size of the log"),
    Message("unknown files: {count}"),
)
FILES_NOT_LOOKED_AT = _qualifies(
    "files-not-looked-at",
    Message("the files beside the log were not looked at"),
    Message("files beside the log not looked at"),
)


def file_trouble(problem: FileProblem) -> Trouble:
    """What to say of a file that could not be had."""
    if isinstance(problem, FileAbsent):
        return FILE_ABSENT.at(problem.path)
    if isinstance(problem, FileTooLong):
        return FILE_TOO_LONG.at(problem.path, expected=problem.why)
    return FILE_UNREADABLE.at(problem.path, found=problem.why)


@contextmanager
def noting(
    troubles: Troubles, refused: TroubleKind = FILE_UNREADABLE, path: str = "", *, entry: int | None = None
) -> Iterator[None]:
    """Note a file that cannot be had, or that it is `refused`; the rest of the block is left out."""
    try:
        yield
    except FileProblem as problem:
        troubles.add(file_trouble(problem))
    except LogRefusal as refusal:
        troubles.add(refused.at(path, entry=entry, found=f"{refusal.code} ({refusal})"))


@contextmanager
def noting_broken(troubles: Troubles, at: int) -> Iterator[None]:
    """Note that the entry at this index cannot follow those before it; the rest of the block is left out."""
    try:
        yield
    except BrokenLifeCycle as refusal:
        troubles.add(LIFE_CYCLE_BROKEN.at(entry=at, found=type(refusal).__name__))


# Checkpoint, keys, policy, witnesses.

CHECKPOINT_REFUSED = _false("checkpoint-refused", Message("the checkpoint is refused: {found}"))
KEYS_REFUSED = _false("keys-refused", Message("the keys of the log are refused: {found}"))
KEYS_DIFFER = _false(
    "keys-differ", Message("the keys in the file are not those that the log's “key” entries name")
)
KEY_CHANGE_REFUSED = _false("key-change-refused", Message("the change of key is not proved: {found}"))
KEY_NOT_CONFIRMED = _qualifies(
    "key-not-confirmed",
    Message("the key was taken from the bundle itself; compare it with the one published elsewhere: {found}"),
    Message("key not compared"),
)
KEY_UNKNOWN = _false("key-unknown", Message("your policy holds no key of this log: {found}"))
POLICY_REFUSED = _false("policy-refused", Message("the policy file is refused: {found}"))
QUORUM_NOT_MET = _false(
    "quorum-not-met", Message("not enough witnesses. Cosigned by: {found}; required: {expected}")
)
NOT_WITNESSED = _qualifies(
    "not-witnessed",
    Message(
        "by the bundle's own policy there are not enough witnesses yet; cosigned by: {found}; "
        "entries confirmed: {expected}"
    ),
    Message("not witnessed ({found})"),
)
CHECKPOINT_OLD = _qualifies(
    "checkpoint-old",
    Message(
        "the witnesses have signed nothing since {found}, and may be silent for {expected} minutes: newer "
        "entries may be withheld"
    ),
    Message("no witness since {found}"),
)
WITNESSED_PARTLY = _unchecked(
    "witnessed-partly",
    Message(
        "witnesses have seen {found} entries of the log of {expected}; nobody has confirmed the rest yet"
    ),
)
COSIGNED_REFUSED = _false(
    "cosigned-refused", Message("the cosigned checkpoint does not meet the published policy: {found}")
)
KEPT_REFUSED = _unchecked(
    "kept-refused", Message("the checkpoint that was kept is not signed by this log: {found}")
)
KEPT_IS_NEWER = _unchecked(
    "kept-is-newer",
    Message(
        "what you kept covers {found} entries, the log here has {expected}: the bundle is old, "
        "or entries are withheld"
    ),
)
HISTORY_REWRITTEN = _false(
    "history-rewritten",
    Message(
        "history was rewritten: at {found} entries the root of the log was {expected}. "
        "Both are signed: keep both files, they are proof"
    ),
)
RECEIPT_REFUSED = _false("receipt-refused", Message("the receipt does not hold: {found}"))
RECEIPT_HOLDS = _note(
    "receipt-holds", Message("the receipt holds: the entry is in the log of {found} entries")
)

# Tree and entries.

BUNDLE_REFUSED = _false(
    "bundle-refused", Message("the file is not what the size of the log demands: {found}")
)
TILE_DIFFERS = _false("tile-differs", Message("the hashes are not those of the entries {found}"))
ROOT_DIFFERS = _false(
    "root-differs",
    Message(
        "the root of the entries is {found}, what is signed is {expected}: an entry was changed, dropped "
        "or added"
    ),
)
LOG_TOO_LARGE = _unchecked(
    "log-too-large",
    Message("the log is said to have {found} entries, this program checks at most {expected}"),
)
LOG_INCOMPLETE = _unchecked(
    "log-incomplete", Message("not all entries of the log could be read, so the sums were not checked")
)
ENTRY_REFUSED = _false("entry-refused", Message("the entry is not in its one canonical form: {found}"))
SCHEMA_BROKEN = _false(
    "schema-broken", Message("“{found}” does not fit the schema, which asks for {expected}")
)
ORDER_BROKEN = _false(
    "order-broken", Message("the order of entries is broken: found {found}, expected {expected}")
)
TIME_GOES_BACK = _false(
    "time-goes-back", Message("the entry is dated {found}, and the one before it {expected}")
)
TIME_AFTER_WITNESSES = _false(
    "time-after-witnesses",
    Message("the entry is dated {found}, and witnesses had signed for it by {expected}"),
)
RECORDED_BEFORE_CLOSE = _false(
    "recorded-before-close",
    Message("the protocol was recorded at {found}; nothing can have been counted there before {expected}"),
)
TIME_AFTER_STAMP = _false(
    "time-after-stamp", Message("the entry is dated {found}, and a third party had stamped it by {expected}")
)
DATED_BEFORE_STAMP = _qualifies(
    "dated-before-stamp",
    Message("the entry is dated {found}, and was not in the log that a third party stamped at {expected}"),
    Message("entries dated before a time stamp that lacks them: {count}"),
)
STAMP_REFUSED = _false("stamp-refused", Message("the time stamp does not hold: {found}"))
STAMP_OF_A_STRANGER = _qualifies(
    "stamp-of-a-stranger",
    Message("the time stamp is by none of the authorities that you trust: {found}"),
    Message("time stamps by others: {count}"),
)
STAMP_HOLDS = _note("stamp-holds", Message("the newest time stamp (entries; moment): {found}; by {expected}"))
STAMPS_NOT_LOOKED_AT = _qualifies(
    "stamps-not-looked-at",
    Message("time stamps need the library “asn1crypto”, the part [log] of the program"),
    Message("time stamps not looked at"),
)
PAPER_DATED_AMISS = _qualifies(
    "paper-dated-amiss",
    Message(
        "the paper is dated {found}: before the day of the vote, or after the entry was recorded, {expected}"
    ),
    Message("papers dated amiss: {count}"),
)
LIFE_CYCLE_BROKEN = _false("life-cycle-broken", Message("the entry contradicts those before it: {found}"))
AUDIT_BROKEN = _false(
    "audit-broken", Message("the audit is not what its entries say, or not in their order: {found}")
)
RIGHTS_BROKEN = _false(
    "rights-broken",
    Message("the entry gives a role otherwise than two persons do, or than the log's opening said: {found}"),
)
ROLE_NOT_HELD = _false(
    "role-not-held",
    Message("it was decided in the role {found} for {expected}, which nobody held by the log"),
)
RIGHTS_UNTOLD = _qualifies(
    "rights-untold",
    Message("the log does not say who may decide, so the role {found} for {expected} was not checked"),
    Message("who may decide is not said by the log"),
)
ROLE_OF_ONE = _qualifies(
    "role-of-one",
    Message("no two persons gave the role {found} for {expected} that was in force when the log opened"),
    Message("roles at the opening that no two persons had given: {count}"),
)
FINDINGS_DIFFER = _false("findings-differ", Message("findings stated: {found}; by the rule pack: {expected}"))

CLAIM_DIFFERS = _note(
    "claim-differs",
    Message(
        "stated as final by {found}, and not the sum of the protocols below; cells that differ: {expected}"
    ),
)

# What the log stands on, and what frames it.

FOUNDATION_REFUSED = _false("foundation-refused", Message("the file cannot be understood: {found}"))
FOUNDATION_DIFFERS = _false(
    "foundation-differs", Message("the hash of the file is {found}, the log opened with {expected}")
)
OPEN_DIFFERS = _false(
    "open-differs", Message("the log was opened for another election: {found}, expected {expected}")
)
LOG_WITHOUT_KEY = _false(
    "log-without-key",
    Message(
        "the log has no “key” entry: it was opened when logs did not name their key yet, so it does not "
        "itself say which key signs it; such an election has to be opened anew"
    ),
)
KEY_ENTRY_DIFFERS = _false(
    "key-entry-differs",
    Message("the key entry does not follow the one before it: {found}, before it {expected}"),
)
ROSTER_DIFFERS = _false(
    "roster-differs", Message("the roster differs from the list of areas: {found}, expected {expected}")
)
CUT_DIFFERS = _false(
    "cut-differs", Message("the set of totals is not as it must be: {found}, expected {expected}")
)
TOTAL_DIFFERS = _false(
    "total-differs", Message("the total does not come out: {found}, the protocols give {expected}")
)
CLOSE_DIFFERS = _false(
    "close-differs", Message("the closing entry does not come out: {found}, expected {expected}")
)

LOT_UNTIED = _false("lot-untied", Message("a lot was drawn among {found}, while tied were: {expected}"))

# Files beside the log.

DOCUMENT_UNREADABLE = _false(
    "document-unreadable", Message("the file is not JSON, or names no size of the log")
)
DOCUMENT_DIFFERS = _false(
    "document-differs", Message("the file does not follow from the log: {found}, expected {expected}")
)
OUTCOME_DIFFERS = _false(
    "outcome-differs", Message("the outcome does not follow from the votes: {found}, expected {expected}")
)
TABLE_DIFFERS = _false(
    "table-differs", Message("the table does not follow from the log. Found: {found} Expected: {expected}")
)
TABLES_AHEAD = _unchecked(
    "tables-ahead", Message("the tables speak of {found} entries, the log that was checked has {expected}")
)
WORDS_MISSING = _unchecked(
    "words-missing", Message("the texts of explanations are not at hand, so the file was not checked")
)
RECORD_TEXT_LOST = _unchecked(
    "record-text-lost", Message("a text of a record is not here, and nobody says that it was erased: {found}")
)
RECORD_TEXTS_ERASED = _note(
    "record-texts-erased", Message("texts of records that were erased; the log keeps their seals: {found}")
)
SEAL_DIFFERS = _false(
    "seal-differs", Message("this is not the file that was sealed: its seal would be {found}, not {expected}")
)
SCANS_NOT_LOOKED_AT = _qualifies(
    "scans-not-looked-at",
    Message("this check did not read the scans; “hattama verify --scans” does"),
    Message("scans not looked at"),
)
SCAN_TWICE = _qualifies(
    "scan-twice",
    Message("the same scan stands under another precinct, too: entry {found}"),
    Message("scans under two precincts: {count}"),
)
SCAN_DIFFERS = _false("scan-differs", Message("the scan is not the one whose hash the log holds: {found}"))

# A file of evidence.

EVIDENCE_FILE_DIFFERS = _false(
    "evidence-file-differs",
    Message("the file was changed: its SHA-256 is {found}, SHA256SUMS has {expected}"),
)
EVIDENCE_FILE_ABSENT = _false("evidence-file-absent", Message("the file belongs here and is missing"))
ARCHIVE_REFUSED = _false("archive-refused", Message("the ZIP archive is damaged or refused: {found}"))
PAGE_NOT_MADE_AGAIN = _qualifies(
    "page-not-made-again",
    Message(
        "the page is not what this program writes from the entries: another edition of the program wrote it, "
        "or somebody changed it. Go by the entries"
    ),
    Message("pages not made again: {count}"),
)
SCAN_LEFT_OUT = _qualifies(
    "scan-left-out", Message("the published scan is not enclosed"), Message("scans not enclosed: {count}")
)
VERSION_HOLDS = _note(
    "version-holds", Message("this version of a protocol stands in the log ({found}); leaf hash {expected}")
)
EVIDENCE_IS_PART = _note(
    "evidence-is-part",
    Message(
        "that nothing else is said of this polling station is shown by the whole log alone: `hattama verify` "
        "with the address of the bundle"
    ),
)
