"""Why this room refuses bytes: one tree, every leaf named for its reason.

A refusal is an answer, not an accident: every parser and every proof check of the room either returns a value
or raises exactly one of these. Anything else that escapes is a defect of the room.
"""

import re
from typing import ClassVar

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


class LogRefusal(Exception):
    """Bytes, a proof or a signature were refused. `code` is stable and kebab-case: `root-mismatch`."""

    code: ClassVar[str] = "log-refusal"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.code = _WORD_START.sub("-", cls.__name__).lower()


class EntryRefused(LogRefusal):
    """The bytes are not one canonical entry, or the value cannot become one."""


class EntryTooLong(EntryRefused):
    """More than 65,535 bytes: the length does not fit the entry bundle's uint16."""


class NotUtf8(EntryRefused):
    """The bytes are not UTF-8."""


class NotJson(EntryRefused):
    """The text is not JSON."""


class NotCanonical(EntryRefused):
    """JSON, but not its one canonical form: spacing, order of keys, escapes or the shape of a number."""


class DuplicateKey(EntryRefused):
    """An object names one key twice, so two readers may see two values."""


class KeyNotAllowed(EntryRefused):
    """A key is empty or has a character outside [a-z0-9_]."""


class FloatNotAllowed(EntryRefused):
    """A number is not written as a whole number."""


class IntegerOutOfRange(EntryRefused):
    """A whole number's distance from zero is 2^53 or more: readers in other languages would round it."""


class LoneSurrogate(EntryRefused):
    """A string holds half of a surrogate pair, which no UTF-8 can carry."""


class NestedTooDeep(EntryRefused):
    """Objects and lists are nested deeper than the room reads."""


class ValueNotAllowed(EntryRefused):
    """The value has a type that an entry cannot hold."""


class ProofRefused(LogRefusal):
    """An inclusion or consistency proof does not prove what it should, or cannot be made."""


class HashLengthWrong(ProofRefused):
    """A hash in a proof, a leaf or a root is not 32 bytes."""


class IndexOutsideTree(ProofRefused):
    """The entry's index is negative or not below the tree's size."""


class SizesOutOfOrder(ProofRefused):
    """The older size is negative or above the newer one: a log does not shrink."""


class ProofLengthWrong(ProofRefused):
    """The proof has more or fewer hashes than these sizes need."""


class RootMismatch(ProofRefused):
    """The hashes lead to another root: something was changed."""


class EvidenceProvesNothing(ProofRefused):
    """Two checkpoints that one and the same log may well have signed."""


class TileRefused(LogRefusal):
    """A tile, an entry bundle or its path is not what the tree's size demands."""


class TilePathMalformed(TileRefused):
    """The path names no tile and no entry bundle."""


class TileLengthWrong(TileRefused):
    """The tile holds more or fewer hashes than the tree's size demands."""


class BundleTruncated(TileRefused):
    """The entry bundle ends inside an entry, or before the last entry the tree's size demands."""


class BundleHasSurplus(TileRefused):
    """Bytes follow the last entry of the bundle."""


class BundleMismatch(TileRefused):
    """The entries do not hash to the leaf hashes in the tile beside them."""


class KeyRefused(LogRefusal):
    """The text is no verifier key that this room can use."""


class KeyMalformed(KeyRefused):
    """The text is not name+hex+base64."""


class KeyNameMalformed(KeyRefused):
    """A key's name is empty, or has a space, a plus sign or a control character."""


class KeyIdMismatch(KeyRefused):
    """The key ID written in the text is not that of the key: a slip of the pen, or another key."""


class KeyTypeUnsupported(KeyRefused):
    """The signature type is neither 0x01 (Ed25519) nor 0x04 (Ed25519 cosignature)."""


class KeyLengthWrong(KeyRefused):
    """An Ed25519 public key is not 32 bytes."""


class NoteRefused(LogRefusal):
    """The bytes are no signed note, or no signature on it can be relied on."""


class NoteTooLong(NoteRefused):
    """More bytes than the room reads as one note."""


class NoteNotUtf8(NoteRefused):
    """The note is not UTF-8."""


class NoteHasControlCharacter(NoteRefused):
    """The note has a character below U+0020 other than the newline."""


class NoteTextMalformed(NoteRefused):
    """The text to sign does not end in a newline."""


class NoteUnsigned(NoteRefused):
    """No signature lines follow the last empty line."""


class SignatureLineMalformed(NoteRefused):
    """A line after the last empty line is not an em dash, a name and base64 of a key ID and a signature."""


class TooManySignatures(NoteRefused):
    """More signature lines than the room reads."""


class SignatureInvalid(NoteRefused):
    """A signature said to be by a key we know does not verify."""


class NoTrustedSignature(NoteRefused):
    """None of the signatures is by a key we know."""


class CheckpointRefused(LogRefusal):
    """A note's text is no checkpoint, or not of a log we know."""


class CheckpointTooShort(CheckpointRefused):
    """The text has fewer than three whole lines (origin, size, root), or its last line has no newline."""


class OriginMissing(CheckpointRefused):
    """The first line, the log's name, is empty."""


class OriginUnknown(CheckpointRefused):
    """We hold no key of a log with this origin."""


class SizeMalformed(CheckpointRefused):
    """The second line is no decimal number below 2^63 without leading zeros."""


class RootMalformed(CheckpointRefused):
    """The third line is not base64 of 32 bytes."""


class ExtensionMalformed(CheckpointRefused):
    """A line after the third is empty."""


class CosignatureRefused(LogRefusal):
    """A witness's signature lacks its time or is not of its form."""


class CosignatureLengthWrong(CosignatureRefused):
    """A cosignature is not 8 bytes of time and 64 of signature."""


class TimestampOutOfRange(CosignatureRefused):
    """The time is negative or 2^63 seconds and more."""


class ReceiptRefused(LogRefusal):
    """The bytes are no receipt (tlog-proof)."""


class ReceiptTooLong(ReceiptRefused):
    """More bytes than the room reads as one receipt."""


class ReceiptNotUtf8(ReceiptRefused):
    """The receipt is not UTF-8."""


class ReceiptVersionUnknown(ReceiptRefused):
    """The first line is not c2sp.org/tlog-proof@v1."""


class ReceiptExtraMalformed(ReceiptRefused):
    """The line of extra data has no data in base64."""


class ReceiptIndexMalformed(ReceiptRefused):
    """The index line is missing or holds no decimal number below 2^63 without leading zeros."""


class ReceiptHashMalformed(ReceiptRefused):
    """A line of the proof is not base64 of 32 bytes, or there are more than 63."""


class ReceiptCutShort(ReceiptRefused):
    """No empty line, and so no checkpoint, follows the proof."""


class PolicyRefused(LogRefusal):
    """The bytes are no policy (tlog-policy) that can be followed."""


class PolicyTooLong(PolicyRefused):
    """More bytes than the room reads as one policy."""


class PolicyHasControlCharacter(PolicyRefused):
    """An octet is a control character other than tab and newline."""


class PolicyCutShort(PolicyRefused):
    """The last line has no newline: the file may have lost its end, and with it a rule."""


class PolicyLineMalformed(PolicyRefused):
    """A line is no log, witness, group or quorum line of the specification's form."""


class PolicyKeyRefused(PolicyRefused):
    """A key in the policy cannot be read, or is of a type that a log or a witness may not use."""


class PolicyKeyRepeated(PolicyRefused):
    """Two logs or two witnesses have one public key, so that one of them would count twice."""


class PolicyNameRepeated(PolicyRefused):
    """A name is defined twice, or `none` is defined at all."""


class PolicyNameUnknown(PolicyRefused):
    """A group or the quorum names what no earlier line defines."""


class PolicyMemberRepeated(PolicyRefused):
    """A name is listed as a member twice, so that one witness would count twice."""


class ThresholdOutOfRange(PolicyRefused):
    """A group asks for no member, or for more than it has."""


class QuorumMissing(PolicyRefused):
    """The policy has no quorum line."""


class QuorumRepeated(PolicyRefused):
    """The policy has more than one quorum line."""


class RequestRefused(LogRefusal):
    """The bytes are no request to a witness, or no answer of one (tlog-witness)."""


class RequestTooLong(RequestRefused):
    """More bytes than the room reads as one request."""


class RequestCutShort(RequestRefused):
    """No empty line, and so no checkpoint, follows the proof."""


class OldSizeMalformed(RequestRefused):
    """The first line is not `old` and a decimal number below 2^63 without leading zeros."""


class RequestHashMalformed(RequestRefused):
    """A line of the proof is not base64 of 32 bytes, or there are more than 63."""


class ConflictMalformed(RequestRefused):
    """The body of a witness's 409 answer is not one size and a newline."""
