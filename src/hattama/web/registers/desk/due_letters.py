"""Which letters can be written about a record now, and to whom."""

from django.utils import timezone

from hattama.core.records import DueLetter, RecordFacts, facts_of, letters_about
from hattama.phrases import say
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.registers.reading import RecordView, load_registry, moment_of


def letters_of(election: ElectionRow, view: RecordView) -> list[DueLetter]:
    """Every letter that can be written about a record now."""
    known = view.record.kind.letters
    every: list[RecordFacts] = []
    if any(letter.items for letter in known):
        register = view.record.register.register_id
        registry, _bodies = load_registry(election, register, None)
        every = facts_of(registry, moment_of(election, timezone.now()), register)
    return [one for letter in known for one in letters_about(view.facts, letter, every)]


def addressee(view: RecordView, due: DueLetter, language: str = "") -> str:
    """To whom a letter goes, in words."""
    body = view.record.register.body(due.to) if due.is_body else None
    return due.to if body is None else say(body.words, language or page_language())
