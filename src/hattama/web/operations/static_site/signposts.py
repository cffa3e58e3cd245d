"""What a copy says of itself: a text at its top, a page in every language, a page for what is not there."""

import datetime
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import override

from hattama.core.vocabulary import Election, Message
from hattama.phrases import say
from hattama.web.kernel.languages.formats import format_moment
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.operations.static_site.addresses import BY_DISTRICT, LIVE_ONLY
from hattama.web.operations.static_site.links import language_of
from hattama.web.operations.static_site.places import Options, Scans
from hattama.web.operations.static_site.rendering import render_words

MIRROR_TXT = "MIRROR.txt"
LOST_TXT = "LOST.txt"
Lost = Mapping[str, tuple[str, str]]
"""Addresses that could not be made: the hash of the file that the store lost, and how it was lost."""


_HEAD = Message("This is a copy of a Hattama site that needs no server. Begin with index.html.")
_AS_OF = Message("Election: {names}. Log entries: {size}. The last entry: {moment}.")
_VERIFY = Message("To check: hattama verify data/{id}/bundle")
_UNFINISHED = Message(
    "The copy is being renewed, or that was cut short: pages may speak of different moments of the log."
)
_LOST = Message("The site's store lost these files (gone), or they are damaged, so the copy lacks them.")
_NOT_HERE = Message("There is no such page.")


@dataclass(frozen=True, slots=True)
class Stated:
    """An election of the copy, how long its log was and when its last entry was published; whether districts
    hold its polling stations.
    """

    election: Election
    size: int
    moment: datetime.datetime
    by_district: bool

    def moment_in(self, language: str) -> str:
        """The moment by the election's clock."""
        return format_moment(self.moment, language, zoneinfo.ZoneInfo(self.election.time_zone))


def _languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


def mirror_txt(stated: Sequence[Stated], options: Options) -> bytes:
    """The text at the top of a copy, in each language of the site."""
    lines = []
    for language in _languages():
        lines.append(say(_HEAD, language))
        for one in stated:
            names, moment = say(one.election.names, language), one.moment_in(language)
            values = {"names": names, "size": str(one.size), "moment": moment}
            lines.append(say(_AS_OF, language, **values))
            lines.append(say(_VERIFY, language, id=one.election.election_id))
        if options.live:
            lines.append(options.live)
        lines.append("")
    return "\n".join(lines).encode()


def unfinished_txt() -> bytes:
    """What stands in its place while the copy is made."""
    return "\n".join([*(say(_UNFINISHED, language) for language in _languages()), ""]).encode()


def lost_txt(lost: Lost) -> bytes:
    """What the copy lacks and why, a line for each address: how it was lost, its SHA-256, the address."""
    lines = [f"{how} {sha256} {address}" for address, (sha256, how) in sorted(lost.items())]
    return "\n".join([*(say(_LOST, language) for language in _languages()), "", *lines, ""]).encode()


def copy_page(path: str, stated: Sequence[Stated], lost: Lost, options: Options) -> str:
    """The page about the copy under `path`, links as on the live site."""
    with override(language_of(path)):
        language = page_language()
    reasons = list(dict.fromkeys(LIVE_ONLY.values()))
    if any(one.by_district for one in stated):
        reasons.insert(0, BY_DISTRICT)
    context = {
        "section": "about",
        "elections": [(one.election, one.size, one.moment_in(language)) for one in stated],
        "reasons": reasons,
        "lost": sorted({sha256: how for sha256, how in lost.values()}.items()),
        "without_scans": options.scans is Scans.NONE,
    }
    return render_words("static_site/copy.html", path, options, context)


def missing_page(options: Options) -> bytes:
    """What a host shows for an address that is not there, whatever its depth: hence without other files."""
    said_there = "".join(f'<p lang="{language}">{say(_NOT_HERE, language)}</p>' for language in _languages())
    home = "" if options.relative else '<p><a href="/">Hattama</a></p>'
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    return (
        f'<!doctype html><html lang="{_languages()[0]}"><head>{head}<title>404 · Hattama</title></head>'
        f"<body><h1>404</h1>{said_there}{home}</body></html>\n".encode()
    )
