"""This room knows how to recompute a public bundle and what to say when it does not agree with itself.

It does not know where the bytes come from, how many processes do the work, or how the verdict is printed.
"""

from hattama.verification.checking import Asked, check_bundle, check_entries, one_after_another
from hattama.verification.foundation import FOUNDATION_FILES, read_foundation
from hattama.verification.parts import PartResult, Task, check_part
from hattama.verification.places import FileAbsent, FileProblem, FileTooLong, FileUnreadable, Place
from hattama.verification.refolding import FoldedLog, LogCannotBeFolded, fold_log
from hattama.verification.reports import Report, Verdict, verdict_of
from hattama.verification.troubles import Trouble, TroubleKind, Troubles, Weight
from hattama.verification.trust import Trust

__all__ = [
    "FOUNDATION_FILES",
    "Asked",
    "FileAbsent",
    "FileProblem",
    "FileTooLong",
    "FileUnreadable",
    "FoldedLog",
    "LogCannotBeFolded",
    "PartResult",
    "Place",
    "Report",
    "Task",
    "Trouble",
    "TroubleKind",
    "Troubles",
    "Trust",
    "Verdict",
    "Weight",
    "check_bundle",
    "check_entries",
    "check_part",
    "fold_log",
    "one_after_another",
    "read_foundation",
    "verdict_of",
]
