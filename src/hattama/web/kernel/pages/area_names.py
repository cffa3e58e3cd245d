"""How an area is called on a page: its own name, else its level and number."""

import re
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _

from hattama.core.vocabulary import Words, isolated
from hattama.phrases import say
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.languages.sort_keys import kazakh_sort_key
from hattama.web.kernel.pages.election_pages import page_language

# An election's files name the levels; these are the ones that the interface can say, one and many.
LEVELS = {
    "nation": (_("Country"), _("Countries")),
    "state": (_("Federal state"), _("Federal states")),
    "region": (_("Region"), _("Regions")),
    "province": (_("Province"), _("Provinces")),
    "governorate": (_("Governorate"), _("Governorates")),
    "prefecture": (_("Prefecture"), _("Prefectures")),
    "department": (_("Department"), _("Departments")),
    "county": (_("County"), _("Counties")),
    "canton": (_("Canton"), _("Cantons")),
    "district": (_("District"), _("Districts")),
    "sub_district": (_("Sub-district"), _("Sub-districts")),
    "constituency": (_("Electoral district"), _("Electoral districts")),
    "municipality": (_("Municipality"), _("Municipalities")),
    "commune": (_("Commune"), _("Communes")),
    "city": (_("City"), _("Cities")),
    "township": (_("Township"), _("Townships")),
    "ward": (_("Ward"), _("Wards")),
    "parish": (_("Parish"), _("Parishes")),
    "village": (_("Village"), _("Villages")),
    "precinct": (_("Polling station"), _("Polling stations")),
}
KINDS = {
    "abroad": _("abroad"),
    "military": _("military unit"),
    "hospital": _("hospital"),
    "detention": _("place of detention"),
    "remote": _("remote place"),
    "ship": _("ship"),
    "special": _("special polling station"),
}


def area_name(area: AreaRow, language: str = "") -> str:
    """How the area is called beside other words of a page."""
    return isolated(plain_area_name(area, language))


def plain_area_name(area: AreaRow, language: str = "") -> str:
    """The area's name in the page's language; before a precinct's, its number unless the name says it."""
    name = words_or_nothing(area.names, language)
    if area.is_precinct and area.number and not says_number(name, area.number):
        number = f"{pgettext('number', 'No.')} {area.number}"
        return f"{number}, {name}" if name else f"{level_name(area.level)} {number}"
    return name or area.code


def says_number(name: str, number: str) -> bool:
    """Whether `name` holds `number`, padded with zeros or not, as a number of its own."""
    return re.search(rf"(?<!\d)0*{re.escape(number.lstrip('0') or '0')}(?!\d)", name) is not None


def name_beside_number(area: AreaRow) -> str:
    """What a list of numbers must show as well: the precinct's name, unless it is the number again."""
    name = words_or_nothing(area.names)
    return "" if says_number(name, area.number) else name


def in_page_order(areas: Iterable[AreaRow]) -> list[AreaRow]:
    """By name in the order of the page's language: the Kazakh alphabet holds the Russian one in its own."""
    language = page_language()

    def place(area: AreaRow) -> tuple[str, str]:
        name = plain_area_name(area, language)
        # Russian orders Ё as Е; in Kazakh names it is a letter after Е.
        name = name.replace("ё", "е").replace("Ё", "Е") if language == "ru" else name
        return kazakh_sort_key(name), area.code

    return sorted(areas, key=place)


def words_or_nothing(words: Mapping[str, str], language: str = "") -> str:
    """A text of the roster in the language of the page, else in another; empty when there is none."""
    return say(Words.of(words), language or page_language())


def level_name(level: str, is_plural: bool = False) -> str:
    """What an area of this level is; the election's own word where the interface has none."""
    return gettext(LEVELS[level][is_plural]) if level in LEVELS else level.replace("_", " ")


def level_name_plural(level: str) -> str:
    """A heading for many areas of this level."""
    return level_name(level, is_plural=True)


def kind_name(kind: str) -> str:
    """What is special about a precinct; the empty string for an ordinary one."""
    return gettext(KINDS[kind]) if kind in KINDS else ""
