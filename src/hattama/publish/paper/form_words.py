"""Words that stand on every blank form; those of its figures are the rule pack's."""

from hattama.core.vocabulary import Message

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
