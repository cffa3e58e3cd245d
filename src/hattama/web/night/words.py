"""What an electronic signature is worth: what was checked, and what was not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from hattama.formats.cms_signatures import SignerCheck


def signature_sentences(checks: Iterable[SignerCheck]) -> tuple[str, ...]:
    """One sentence a signer, in the language of the page."""
    return tuple(_sentence(check) for check in checks)


def _sentence(check: SignerCheck) -> str:
    told = {"algorithm": check.algorithm, "document": check.document}
    if check.verdict == "matches":
        return (
            _(
                "The signature holds for the scan with SHA-256 %(document)s (%(algorithm)s). Whose key it is "
                "was not checked."
            )
            % told
        )
    if check.verdict == "wrong":
        return _("The signature does not hold for the scan with SHA-256 %(document)s (%(algorithm)s).") % told
    if check.verdict == "other_document":
        return _("The signature is for none of the scans published here (%(algorithm)s).") % told
    return _("Not checked here: %(algorithm)s.") % told
