"""Why something that a commission sends is refused, whatever the state of its protocol."""

from __future__ import annotations

from hattama.web.kernel.elections.tables import ElectionRow


class SubmissionRefused(Exception):
    """The act is refused; the subclass names the reason."""


class ActNotAccepted(SubmissionRefused):
    """The log cannot hold the act: it contradicts what was accepted before, or speaks of what is not there.

    The text is the core's name for the reason.
    """


class FiguresDoNotFit(ActNotAccepted):
    """No log entry can carry these figures: a side of a relation reaches 2^53, or they are too many."""


class ElectionNotOpen(SubmissionRefused):
    """The election's roster is not frozen yet, so nothing is expected from anybody."""


class ElectionClosed(SubmissionRefused):
    """The election is closed: its log takes nothing more."""


class ContestNotHeldHere(SubmissionRefused):
    """The contest is not held in this precinct, or the area is no precinct."""


class ExplanationNeeded(SubmissionRefused):
    """A required relation does not hold and the commission has not said why."""


class ExplanationTooLong(SubmissionRefused):
    """The explanation has more than 4,000 characters."""


class LinesToReread(SubmissionRefused):
    """Something is unusual, and the typist has not said that these lines were read again: `codes` of
    rules."""

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


class UnknownReason(SubmissionRefused):
    """The reason is none of the list."""


class ReasonTextNeeded(SubmissionRefused):
    """The reason is none of the listed ones and was not put in words; or the words are too many (4,000)."""


class DecisionNeeded(SubmissionRefused):
    """It is not said whose decision this is, or its number is too long (64 characters)."""


def refuse_if_closed(election_id: str) -> None:
    """Raise ElectionClosed where that is so. Asked only with the lock of a precinct in hand: who closes an
    election takes them all."""
    if ElectionRow.objects.filter(pk=election_id, closed_at__isnull=False).exists():
        raise ElectionClosed(election_id)
