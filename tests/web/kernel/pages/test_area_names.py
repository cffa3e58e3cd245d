"""What an area is called where its roster names it well, badly or not at all."""

import pytest
from django.utils import translation

from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.area_names import (
    area_name,
    kind_name,
    level_name,
    level_name_plural,
    name_beside_number,
    plain_area_name,
)


def precinct(number: str, **names: str) -> AreaRow:
    return AreaRow(code="19-0007", level="precinct", kind="ordinary", number=number, names=names)


@pytest.mark.parametrize(
    ("number", "name", "called"),
    [
        ("0007", "№ 7 сайлау учаскесі", "№ 7 сайлау учаскесі"),
        ("7", "№ 0007 сайлау учаскесі", "№ 0007 сайлау учаскесі"),
        ("7", "№ 17 мектеп", "№ 7, № 17 мектеп"),
        ("7", "№ 70 мектеп", "№ 7, № 70 мектеп"),
        ("0", "Аудандық аурухана", "№ 0, Аудандық аурухана"),
        ("", "Аудандық аурухана", "Аудандық аурухана"),
    ],
)
def test_a_polling_station_is_never_shown_without_its_number(number: str, name: str, called: str) -> None:
    with translation.override("kk"):
        assert area_name(precinct(number, kk=name)) == called


def test_a_name_that_is_the_number_again_is_not_repeated_beside_it() -> None:
    with translation.override("kk"):
        assert name_beside_number(precinct("0007", kk="№ 7 сайлау учаскесі")) == ""
        assert name_beside_number(precinct("0007", kk="№ 17 мектеп")) == "№ 17 мектеп"


def test_an_area_without_a_name_goes_by_level_and_number_or_by_its_identifier() -> None:
    with translation.override("en"):
        assert area_name(precinct("7")) == "Polling station No. 7"
        assert area_name(precinct("")) == "19-0007"


def test_a_name_in_no_language_of_the_interface_is_kept() -> None:
    with translation.override("en"):
        region = AreaRow(code="11", level="district", kind="unit", number="11", names={"ka": "საგარეჯო"})
        assert area_name(region) == "საგარეჯო"


def test_a_level_that_only_the_election_knows_is_called_as_it_is_written() -> None:
    with translation.override("ru"):
        assert (level_name("region"), level_name_plural("region")) == ("Регион", "Регионы")
        assert (level_name("oblys"), level_name_plural("oblys")) == ("oblys", "oblys")
        assert level_name("polling_zone") == "polling zone"
        assert (level_name("state"), level_name_plural("village")) == ("Федеральный штат", "Сёла")


def test_an_ordinary_polling_station_has_nothing_special_to_say() -> None:
    with translation.override("kk"):
        assert kind_name("ordinary") == ""
        assert kind_name("hospital") == "аурухана"


def test_a_name_from_right_to_left_keeps_together_among_other_words_but_not_in_data() -> None:
    with translation.override("en"):
        area = precinct("12-А", kk="حزب")
        assert area_name(area) == f"\u2068{plain_area_name(area)}\u2069"
        assert plain_area_name(area) == "No. 12-А, حزب"
