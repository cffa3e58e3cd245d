"""What the settings say of a log: its name, and who signs it."""

from pathlib import Path

from django.conf import settings

from hattama.web.kernel.log.signers import FileSigner, Signer, SignerUnavailable, SocketSigner
from hattama.web.kernel.log.signing_keys import KeyFile


def origin_for(election_id: str) -> str:
    """The name of the log of an election that opens now."""
    return f"{settings.LOG_ORIGIN}/{election_id}"


def signer_for(election_id: str) -> Signer:
    """Who signs this election's log: the process that HATTAMA_LOG_SIGNER names, else a key in a file."""
    if settings.LOG_SIGNER:
        return SocketSigner(Path(settings.LOG_SIGNER))
    return FileSigner(KeyFile(key_path(election_id)))


def why_signer_is_silent() -> str | None:
    """Why the process that HATTAMA_LOG_SIGNER names does not answer; None where it does, or none is named."""
    if not settings.LOG_SIGNER:
        return None
    try:
        SocketSigner(Path(settings.LOG_SIGNER)).newest_key(origin_for("start"))
    except SignerUnavailable as why:
        return str(why)
    return None


def keys_folder() -> Path:
    """Where keys are kept unless HATTAMA_LOG_KEY says otherwise."""
    return Path(settings.DATA_DIR) / "keys"


def key_path(election_id: str) -> Path:
    """The file of a log's keys: the one HATTAMA_LOG_KEY names, or one in the folder that it names."""
    chosen = Path(settings.LOG_KEY) if settings.LOG_KEY else keys_folder()
    if settings.LOG_KEY and not chosen.is_dir():
        return chosen
    return chosen / f"{election_id}.key"
