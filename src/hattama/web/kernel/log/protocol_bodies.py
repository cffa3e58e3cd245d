"""What a verb of the site adds to an entry: words that a form can read, and in which role a deed was done."""

from __future__ import annotations

from collections.abc import Mapping

from hattama.core.protocols import LifeDeed
from hattama.formats.number_words import NUMBER_LANGUAGES, read_number_words


def readable_words(words: Mapping[str, str]) -> dict[str, str | None]:
    """Figures in words with single spaces; None where they say no number in any language that we read.

    What says no number could be anything, a person's name too, and stays out of the log.
    """
    plain = {key: " ".join(text.split()) for key, text in words.items()}
    return {
        key: text if read_number_words(text, NUMBER_LANGUAGES) is not None else None
        for key, text in plain.items()
    }


def done_by(
    deed: LifeDeed, role: str, area_id: str | None, stated: str | None = None
) -> dict[str, str | None]:
    """In which role a deed was done, held for which area; the person's name never leaves the archive.

    The precinct itself is None, so that what is ordinary reads the same in every entry. `stated` is when a
    device without a network says that it was done.
    """
    done = {"deed": deed.value, "role": role, "area": area_id}
    return done if stated is None else {**done, "at": stated}
