"""What the settings name and nobody finds there: said at a start, by day, before a night finds it out.

Nothing of it refuses a start: protocols are accepted and wait for a signer, and letters for their folder.
"""

from django.conf import settings

from hattama.core.vocabulary import Message
from hattama.web.kernel.log.log_settings import why_signer_is_silent
from hattama.web.operations.settings.faults import SettingFault
from hattama.web.operations.settings.mail import folder_fault

_SIGNER = Message(
    "HATTAMA_LOG_SIGNER names the socket {path}, and no signer answers there ({why}): acts are accepted and "
    "wait. Expected: the socket of “hattama signer”, which runs"
)


def find_unreachable() -> list[SettingFault]:
    """The faults of this site's signer and of its folder for letters."""
    found = (signer_fault(), folder_fault(getattr(settings, "EMAIL_FILE_PATH", None)))
    return [fault for fault in found if fault is not None]


def signer_fault() -> SettingFault | None:
    """That nobody answers at the socket of the signer; None where somebody does, or none is named."""
    why = why_signer_is_silent()
    if why is None:
        return None
    words = _SIGNER.given(path=settings.LOG_SIGNER, why=why)
    return SettingFault("HATTAMA_LOG_SIGNER", words, refuses=False)
