"""What a mirror alone can have to say, in three languages."""

from __future__ import annotations

from hattama.core.vocabulary import Message
from hattama.verification import Trouble, TroubleKind, Weight
from hattama.verification.places import FileAbsent, FileProblem
from hattama.verification.trouble_kinds import file_trouble
from hattama.verification.trust import CHECKPOINT_FILE

LIMIT_REACHED = TroubleKind(
    "limit-reached",
    Weight.UNCHECKED,
    Message("more would have to be fetched than is allowed; the next run goes on from here (--most-gb)"),
)
GROWTH_UNPROVEN = TroubleKind(
    "growth-unproven",
    Weight.FALSE,
    Message(
        "nothing shows that the log of {expected} entries begins with the earlier {found}: the "
        "hashes of the site do not lead to the signed root"
    ),
)
NO_BUNDLE_HERE = TroubleKind(
    "no-bundle-here",
    Weight.NOTE,
    Message(
        "is this the address of a bundle? On a site of Hattama it ends in /bundle/, such as "
        "https://…/data/ELECTION/bundle/"
    ),
)


def troubles_of_address(problem: FileProblem) -> tuple[Trouble, ...]:
    """What to say of a file that an address did not give; an address without a head may be the wrong one."""
    is_no_bundle = isinstance(problem, FileAbsent) and problem.path == CHECKPOINT_FILE
    return (file_trouble(problem), *([NO_BUNDLE_HERE.at()] if is_no_bundle else []))
