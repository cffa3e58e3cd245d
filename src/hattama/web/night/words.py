"""Places, events, holders and attachments of counting night, as pages call them; and what an electronic
signature is worth: what was checked, and what was not.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from hattama.core.vocabulary import Message

if TYPE_CHECKING:
    from hattama.formats.cms_signatures import SignerCheck


PLACES = MappingProxyType(
    {
        "premises": Message("in the polling premises"),
        "territorial_commission": Message("at the territorial election commission"),
        "elsewhere": Message("elsewhere"),
    }
)
EVENTS = MappingProxyType(
    {
        "printed": Message("printed"),
        "issued": Message("handed to the precinct commission"),
        "signed": Message("signed"),
        "posted": Message("a copy was posted"),
        "copied": Message("a certified copy was handed over"),
        "carried": Message("carried away"),
        "received": Message("received by the higher commission"),
        "archived": Message("archived"),
        "attached": Message("a document was attached"),
    }
)
HOLDERS = MappingProxyType(
    {
        "printer": Message("printer"),
        "precinct_commission": Message("precinct election commission"),
        "district_commission": Message("district election commission"),
        "territorial_commission": Message("territorial election commission"),
        "central_commission": Message("Central Election Commission"),
        "observer": Message("observer"),
        "proxy": Message("proxy"),
        "journalist": Message("journalist"),
        "archive": Message("archive"),
        "other": Message("another person"),
    }
)
SEALS = MappingProxyType(
    {
        "intact": Message("the seal was whole"),
        "broken": Message("the seal was broken"),
        "none": Message("in no sealed packet"),
    }
)
ATTACHMENTS = MappingProxyType(
    {
        "observers_act": Message("observers' act"),
        "special_opinion": Message("special opinion"),
        "portable_box_act": Message("act on a portable ballot box"),
        "other_act": Message("another act"),
        "e_signature": Message("electronic signature"),
    }
)


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
