"""Sheets on which what was drawn is counted by hand: two for each place, since two count apart."""

from collections.abc import Callable, Sequence
from importlib.resources import files
from typing import Final

from django.utils.translation import gettext as _

from hattama.core.vocabulary import Contest, Words
from hattama.publish.typesetting import say_undrawn, typeset_pdf
from hattama.web.kernel.elections.tables import AreaRow

MOST_SHEETS: Final = 100
"""Places of one file: the next ones are printed when these are counted."""


def render_sheets(
    election: Words,
    contest: Contest,
    number: int,
    places: Sequence[tuple[AreaRow, Sequence[int]]],
    codes: Sequence[str],
    name_of: Callable[[str], str],
    language: str,
) -> bytes:
    """The sheets as PDF; `places` with the numbers of ballots to read, none for a whole batch.

    Nothing that was reported stands on them. Raises TypesetterMissing.
    """
    sheets = []
    for area, ballots in places[:MOST_SHEETS]:
        rows = [str(one) for one in ballots] or [name_of(code) for code in codes]
        heads = [_("Ballot No."), _("What is marked")] if ballots else [_("Pile"), _("Ballots")]
        sheets += [
            {
                "place": f"{Words.of(area.names).say(language)} ({area.code})",
                "contest": contest.names.say(language),
                "which": _("Count %(which)s of 2") % {"which": which},
                "heads": heads,
                "rows": rows,
            }
            for which in (1, 2)
        ]
    told = {
        "language": language,
        "election": election.say(language),
        "title": _("Sheet for a count by hand, No. %(number)s") % {"number": number},
        "how": _(
            "Count without looking at any protocol or at the other sheet. Write 0 where a pile is empty."
        ),
        "signed": _("Who counted: names, offices, signatures, time"),
        "sheets": sheets,
    }
    source = files("hattama.publish").joinpath("count_sheet.typ").read_bytes()
    return typeset_pdf(source, told | {"foot": say_undrawn(told, language)})
