"""The regions of Kazakhstan as they were in March 2023, and the made-up sizes the demonstration gives them.

Names, the numbers 10 to 79 (the classifier of administrative units) and time zones are facts. The share of
ballots issued is what the press reported by 22:10 on 19 March 2023 where it did (egemen.kz/article/338085;
26 % for the city of Almaty in the OSCE/ODIHR statement; 63.63 % for East Kazakhstan in press reports); for
Astana and Shymkent it is made up so that the country comes to 54.19 %. Voters, precincts and districts are
made up, near to what a region of that population would have.
"""

from __future__ import annotations

from dataclasses import dataclass

from hattama.core.vocabulary import Words


@dataclass(frozen=True, slots=True)
class Region:
    """One region: facts, then weights. `issued` is in hundredths of a per cent of the registered.

    `hours_ahead` is what the region's clocks were ahead of UTC on 19 March 2023. `towns` of the
    `districts` are towns; a city of national rank has only city districts.
    """

    area_id: str
    names: Words
    time_zone: str
    hours_ahead: int
    precincts: int
    voters: int
    issued: int
    districts: int
    towns: int

    @property
    def is_city(self) -> bool:
        """Whether the region is one of the three cities of national rank."""
        return self.towns == self.districts


def _region(
    area_id: str, names: str, zone: str, hours: int, sizes: tuple[int, int, int], units: str
) -> Region:
    kk, ru, en = names.split(" / ")
    towns, districts = (int(part) for part in units.split(" of "))
    precincts, voters, issued = sizes
    words = Words.of({"kk": kk, "ru": ru, "en": en})
    return Region(area_id, words, f"Asia/{zone}", hours, precincts, voters, issued, districts, towns)


# fmt: off
REGIONS = (
    _region("10", "Абай облысы / область Абай / Abai Region",
            "Almaty", 6, (442, 412, 5702), "2 of 10"),
    _region("11", "Ақмола облысы / Акмолинская область / Akmola Region",
            "Almaty", 6, (690, 511, 6001), "3 of 20"),
    _region("15", "Ақтөбе облысы / Актюбинская область / Aktobe Region",
            "Aqtobe", 5, (470, 563, 5800), "1 of 13"),
    _region("19", "Алматы облысы / Алматинская область / Almaty Region",
            "Almaty", 6, (690, 958, 6003), "1 of 11"),
    _region("23", "Атырау облысы / Атырауская область / Atyrau Region",
            "Atyrau", 5, (240, 408, 5123), "1 of 8"),
    _region("27", "Батыс Қазақстан облысы / Западно-Казахстанская область / West Kazakhstan Region",
            "Oral", 5, (500, 448, 5920), "1 of 13"),
    _region("31", "Жамбыл облысы / Жамбылская область / Zhambyl Region",
            "Almaty", 6, (545, 744, 6521), "1 of 11"),
    _region("33", "Жетісу облысы / область Жетісу / Zhetisu Region",
            "Almaty", 6, (460, 437, 5532), "2 of 10"),
    _region("35", "Қарағанды облысы / Карагандинская область / Karaganda Region",
            "Almaty", 6, (670, 754, 5948), "6 of 13"),
    _region("39", "Қостанай облысы / Костанайская область / Kostanay Region",
            "Qostanay", 6, (690, 566, 6510), "4 of 20"),
    _region("43", "Қызылорда облысы / Кызылординская область / Kyzylorda Region",
            "Qyzylorda", 5, (435, 482, 6721), "1 of 8"),
    _region("47", "Маңғыстау облысы / Мангистауская область / Mangystau Region",
            "Aqtau", 5, (250, 427, 5410), "2 of 7"),
    _region("55", "Павлодар облысы / Павлодарская область / Pavlodar Region",
            "Almaty", 6, (500, 506, 5868), "3 of 13"),
    _region("59", "Солтүстік Қазақстан облысы / Северо-Казахстанская область / North Kazakhstan Region",
            "Almaty", 6, (680, 362, 6525), "1 of 14"),
    _region("61", "Түркістан облысы / Туркестанская область / Turkistan Region",
            "Almaty", 6, (950, 1171, 5301), "3 of 16"),
    _region("62", "Ұлытау облысы / область Ұлытау / Ulytau Region",
            "Almaty", 6, (150, 142, 5899), "3 of 5"),
    _region("63", "Шығыс Қазақстан облысы / Восточно-Казахстанская область / East Kazakhstan Region",
            "Almaty", 6, (550, 485, 6363), "2 of 11"),
    _region("71", "Астана қаласы / город Астана / city of Astana",
            "Almaty", 6, (354, 748, 4420), "5 of 5"),
    _region("75", "Алматы қаласы / город Алматы / city of Almaty",
            "Almaty", 6, (580, 1240, 2600), "8 of 8"),
    _region("79", "Шымкент қаласы / город Шымкент / city of Shymkent",
            "Almaty", 6, (300, 660, 4552), "4 of 4"),
)
# fmt: on

HOURS_ABROAD = (
    ("Europe/London", 0), ("Europe/Berlin", 1), ("Europe/Helsinki", 2), ("Europe/Istanbul", 3),
    ("Asia/Dubai", 4), ("Asia/Tashkent", 5), ("Asia/Bishkek", 6), ("Asia/Bangkok", 7),
    ("Asia/Shanghai", 8), ("Asia/Seoul", 9), ("America/New_York", -4), ("Europe/Moscow", 3),
)  # fmt: skip
"""Time zones of precincts abroad and their hours ahead of UTC on 19 March 2023; which precinct is in which
zone is made up."""
