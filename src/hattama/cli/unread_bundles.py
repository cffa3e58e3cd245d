"""Why a bundle could not be read or folded, in the reader's language."""

from pathlib import Path

from hattama.core.transparency_log import LogRefusal
from hattama.core.vocabulary import Message, Words, system_reason
from hattama.phrases import LANGUAGES, Refused
from hattama.verification.places import FileProblem
from hattama.verification.refolding import LogCannotBeFolded
from hattama.verification.trouble_kinds import file_trouble

BUNDLE_UNREAD = (FileProblem, LogRefusal, LogCannotBeFolded)


def refuse_unread(path: Path, trouble: Exception) -> Refused:
    """What ends a command that asks of the bundle at `path`."""
    why = system_reason(str(trouble))
    if isinstance(trouble, FileProblem):
        told = file_trouble(trouble)
        why = Words.of({language: told.say(language) for language in LANGUAGES})
    return Refused(Message("{path}: cannot be read ({why})", "cli"), path=path, why=why)
