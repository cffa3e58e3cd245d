"""This room knows how bytes prove that nothing was changed; it does not know what an election is.

Canonical entries, the Merkle tree, tiles, proofs, checkpoints, signed notes. No clock, disk, network or
signature library: times, bytes and signature primitives come in as values, of which one stands here: Ed25519
in whole numbers, for whoever has no library.
"""

from typing import TYPE_CHECKING

from hattama.core.transparency_log.canonical import (
    canonical_bytes,
    parse_canonical,
    safe_integer,
    spell_plainly,
)
from hattama.core.transparency_log.checkpoints import (
    Checkpoint,
    SignedCheckpoint,
    open_checkpoint,
    parse_checkpoint,
    parse_checkpoint_text,
    require_log_signature,
)
from hattama.core.transparency_log.cosignatures import Cosignature, cosign, verified_cosignatures
from hattama.core.transparency_log.ed25519 import is_sound_key, verify_signature
from hattama.core.transparency_log.growth import (
    Growth,
    LogEdge,
    decode_bundle,
    encode_bundle,
    grow,
    read_bundle,
    read_edge,
    require_bundle_in_tile,
)
from hattama.core.transparency_log.keys import (
    SignatureType,
    VerifierKey,
    Verify,
    is_key_name,
    parse_vkey,
    parse_vkeys,
)
from hattama.core.transparency_log.merkle import (
    EMPTY_ROOT,
    HASH_BYTES,
    Frontier,
    leaf_hash,
    leaf_hashes,
    root_of_hashes,
)
from hattama.core.transparency_log.notes import (
    Note,
    NoteSignature,
    encode_signature_lines,
    parse_note,
    parse_signature_lines,
    sign_text,
    verified_signers,
)
from hattama.core.transparency_log.policies import (
    Judgement,
    Policy,
    PolicyGroup,
    PolicyLog,
    PolicyWitness,
    judge_checkpoint,
    parse_policy,
)
from hattama.core.transparency_log.proofs import (
    HashReader,
    Proof,
    make_consistency_proof,
    make_inclusion_proof,
    read_root,
    verify_consistency,
)
from hattama.core.transparency_log.receipts import Receipt, parse_receipt, verify_receipt
from hattama.core.transparency_log.refusals import (
    BundleMismatch,
    CheckpointRefused,
    EntryRefused,
    KeyRefused,
    LogRefusal,
    NoteRefused,
    PolicyRefused,
    TilePathMalformed,
    TileRefused,
)
from hattama.core.transparency_log.spellings import read_hashes, write_hashes
from hattama.core.transparency_log.tiles import (
    ENTRIES_LEVEL,
    TILE_WIDTH,
    FileReader,
    TileName,
    names_for_growth,
    names_of_tree,
    parse_tile_path,
    read_tile,
    tile_hash_reader,
    width_in_tree,
)
from hattama.core.vocabulary import late_names

if TYPE_CHECKING:
    from hattama.core.transparency_log.witnessing import (
        MAX_REQUEST_BYTES,
        SIZE_MEDIA_TYPE,
        AddCheckpoint,
        Evidence,
        EvidenceKind,
        Refuse,
        decide_add_checkpoint,
        evidence_path,
        monitoring_path,
        parse_add_checkpoint,
        parse_conflict,
        refuse_unparsable,
        require_proof_of_two_histories,
        weigh,
    )
else:
    # What a witness does.
    __getattr__ = late_names(__name__, "witnessing")
