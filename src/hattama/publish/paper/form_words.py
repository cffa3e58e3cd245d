"""Words that stand on every blank form; those of its figures are the rule pack's."""

from __future__ import annotations

from hattama.core.vocabulary import Message
from hattama.phrases import say

TITLE = Message("Blank protocol forms")
IN_DIGITS = Message("in digits")
IN_WORDS = Message("in words")
ACTS = Message("Number of acts and special opinions")
SEAL = Message("place of the seal")
SIGNATURE = Message("signature")
COPY = Message("Copy No. {number}")
ORIGINAL = Message("Original")
NOT_APPROVED = Message("not the form approved by the commission")
OUR_LINE = Message("* our reading of the law, which does not name this line")
PAGE = Message("page {page} of {pages}")
QR = Message("QR code: identifier of the form {printed}")
ROLES = {
    "chair": Message("Chair"),
    "deputy": Message("Deputy chair"),
    "secretary": Message("Secretary"),
    "member": Message("Commission member"),
}
TIMES = {
    "closed": Message("Voting ended"),
    "count_ended": Message("The count ended"),
    "signed": Message("The protocol was signed"),
}

NO_TYPESETTER = Message("PDF needs typst and segno. Run this in Hattama's folder: {command}.")
INSTALL_PAPER = ".venv/bin/pip install -e '.[paper]'"
"""By the source tree: the name alone would be asked of a package index that need not have it."""


def say_typesetter_missing(language: str) -> str:
    """The sentence for whoever asked for a PDF where its libraries are not installed."""
    return say(NO_TYPESETTER, language, command=INSTALL_PAPER)
