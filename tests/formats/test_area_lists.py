import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.vocabulary import Area, AreaKind, Words
from hattama.formats.area_lists import parse_areas, render_areas
from hattama.formats.faults import InputFaults
from hattama.formats.visible_texts import composed, hidden_sign
from tests.formats.small_election import AREAS, changed


def parse(text):
    return parse_areas(io.BytesIO(text.encode()), "areas.csv", time_zone="Asia/Almaty")


def refused(text):
    with pytest.raises(InputFaults) as refusal:
        parse(text)
    return [(fault.code, fault.row, fault.field) for fault in refusal.value.faults]


def test_areas_are_what_their_rows_say():
    tree = parse(AREAS)
    first, second = tree.precincts()
    assert first == Area(
        area_id="01-002",
        parent_id="01",
        level="precinct",
        number="2",
        names=Words.of({"kk": "№ 2 учаске"}),
        address=Words.of({"kk": "Абай көшесі, 5"}),
        commission=Words.of({"ru": "Комиссия № 2"}),
        time_zone="Asia/Almaty",
        voters_registered=1200,
        kind=AreaKind.ORDINARY,
    )
    assert (second.kind, second.time_zone, second.voters_registered) == (
        AreaKind.ABROAD,
        "Asia/Qyzylorda",
        None,
    )
    assert tree.root.names == Words.of({"kk": "Қазақстан", "en": "Kazakhstan"})


def test_an_area_that_names_no_clock_has_that_of_the_nearest_above_that_does():
    rows = ["x,,nation,unit,", "w,x,state,unit,America/Manaus", "w1,w,city,unit,", "e,x,state,unit,"]
    stations = [
        "a,w1,precinct,ordinary,",
        "b,w1,precinct,ordinary,America/Rio_Branco",
        "c,e,precinct,ordinary,",
    ]
    listed = "\n".join(
        f"{row},{row.split(',')[0]}" for row in ["area_id,parent_id,level,kind,time_zone", *stations, *rows]
    ).replace("time_zone,area_id", "time_zone,name_en")
    tree = parse(listed)
    assert {area.area_id: area.time_zone for area in tree.precincts()} == {
        "a": "America/Manaus",
        "b": "America/Rio_Branco",
        "c": "Asia/Almaty",
    }
    assert parse(render_areas(tree.areas).decode()) == tree


def test_leading_zeros_of_an_identifier_are_kept():
    assert "0001" in parse(AREAS)
    assert "1" not in parse(AREAS)


def test_a_missing_number_of_voters_is_missing_and_zero_is_zero():
    tree = parse(changed(AREAS, "abroad,Asia/Qyzylorda,,", "abroad,,0,"))
    assert tree.area("0001").voters_registered == 0
    assert tree.area("kz").voters_registered is None


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("0001,01,", ",01,", ("AREA-NOID", 5, "area_id")),
        ("0001,01,", "00 01,01,", ("AREA-ID", 5, "area_id")),
        ("0001,01,", "01-002,01,", ("AREA-TWICE", 5, "area_id")),
        ("0001,01,", "0001,02,", ("AREA-PARENT", 5, "parent_id")),
        ("0001,01,", "0001,,", ("AREA-ROOTS", 5, "parent_id")),
        ("0001,01,", "0001,01-002,", ("AREA-INNER", 4, "kind")),
        ("precinct,1,abroad", "precinct,1,unit", ("AREA-EMPTY", 5, "kind")),
        ("precinct,1,abroad", "precinct,1,ship ", None),
        ("precinct,1,abroad", "precinct,1,foreign", ("AREA-KIND", 5, "kind")),
        ("precinct,1,abroad", "Precinct,1,abroad", ("AREA-LEVEL", 5, "level")),
        ("precinct,1,abroad", f"{'p' * 33},1,abroad", ("AREA-LEVEL", 5, "level")),
        ("precinct,1,abroad", f"precinct,{'1' * 33},abroad", ("TEXT-LONG", 5, "number")),
        ("precinct,1,abroad", "precinct,=1+1,abroad", ("AREA-FORMULA", 5, "number")),
        ("precinct,1,abroad", "precinct,-,abroad", None),
        ("Asia/Qyzylorda", "Qyzylorda", ("AREA-ZONE", 5, "time_zone")),
        ("Asia/Qyzylorda", "GMT+6", ("AREA-ZONE", 5, "time_zone")),
        (",1200,", ",1 200,", ("NUMBER-SPACED", 4, "voters_registered")),
        (",1200,", ",-1,", ("NUMBER-NEGATIVE", 4, "voters_registered")),
        (",1200,", ",3000000000,", ("NUMBER-LARGE", 4, "voters_registered")),
        ("№ 1 учаске", " ", ("AREA-NAME", 5, "name_kk")),
        ("№ 1 учаске", "x" * 256, ("TEXT-LONG", 5, "name_kk")),
        ("№ 1 учаске", "a\x07b", ("TEXT-CONTROL", 5, "name_kk")),
        ("№ 1 учаске", "a\u202eb", ("TEXT-CONTROL", 5, "name_kk")),
        ("№ 1 учаске", "a\u200f", ("TEXT-CONTROL", 5, "name_kk")),
        *(("№ 1 учаске", f"a{sign}b", ("TEXT-CONTROL", 5, "name_kk")) for sign in "\xad\u200b\u2060\ufeff"),
        *(
            ("№ 1 учаске", f"ә{sign}b", ("TEXT-CONTROL", 5, "name_kk"))
            for sign in "\u034f\u200c\u200d\u3164\ufe0f"
        ),
        ("№ 1 учаске", "می\u200cخواهم", None),
        ("№ 1 учаске", '"a\nb"', ("TEXT-CONTROL", 5, "name_kk")),
        ("№ 1 учаске,,,", "№ 1 учаске,,,,", None),
        ("№ 1 учаске,,,", "№ 1 учаске,,,,x", ("TABLE-MORE", 5, "")),
        ("№ 1 учаске,,,", "№ 1 учаске,,", ("TABLE-FEWER", 5, "")),
        ("voters_registered", "voters_regisered", ("AREA-COLUMN", 1, "")),
        ("name_en", "name_kk", ("TABLE-TWICE", 1, "")),
        ("parent_id", "number", None),
    ],
)
def test_each_wrong_thing_is_a_fault_at_its_row(old, new, fault):
    text = changed(AREAS, old, new)
    if old == "parent_id":
        assert {code for code, _, _ in refused(text)} == {"TABLE-COLUMN", "TABLE-TWICE"}
    elif fault is None:
        assert len(parse(text)) == 4
    else:
        assert refused(text) == [fault]


def test_all_faults_are_found_at_once_in_the_order_of_the_file():
    text = changed(changed(AREAS, ",1200,", ",1.5,"), "0001,01,", "0001,02,")
    assert refused(text) == [("NUMBER-FRACTION", 4, "voters_registered"), ("AREA-PARENT", 5, "parent_id")]


def test_a_file_without_areas_is_refused():
    header = AREAS.splitlines()[0]
    assert refused(header) == [("AREA-NOROOT", 0, "parent_id")]
    assert refused("") == [("TABLE-HEADER", 1, "")]


TEXTS = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=20
    )
    .map(lambda text: composed(text).strip())
    .filter(lambda text: text and text[0] not in "=+-@" and not hidden_sign(text))
)
LANGUAGES = st.sampled_from(["kk", "ru", "en", "ka", "zh-hant"])
WORDS = st.dictionaries(LANGUAGES, TEXTS, max_size=3).map(Words.of)
SOME_WORDS = st.dictionaries(LANGUAGES, TEXTS, min_size=1, max_size=3).map(Words.of)


POSITIONS = st.tuples(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000))


@st.composite
def rosters(draw):
    parents = [draw(st.integers(0, index)) for index in range(draw(st.integers(1, 12)))]
    kinds = [kind for kind in AreaKind if kind is not AreaKind.UNIT]
    areas = []
    for index in range(len(parents) + 1):
        is_unit = index in parents
        areas.append(
            Area(
                area_id=f"{index:03}",
                parent_id=f"{parents[index - 1]:03}" if index else None,
                level=draw(st.sampled_from(["nation", "region", "precinct"])),
                number=draw(st.just("") | TEXTS),
                names=draw(SOME_WORDS),
                address=draw(WORDS),
                commission=draw(WORDS),
                time_zone=draw(st.sampled_from(["UTC", "Asia/Almaty"])),
                voters_registered=draw(st.none() | st.integers(0, 2**31 - 1)),
                kind=AreaKind.UNIT if is_unit else draw(st.sampled_from(kinds)),
                position=draw(st.none() | POSITIONS),
            )
        )
    return areas


@given(rosters())
def test_areas_written_and_read_again_are_the_same(areas):
    assert list(parse_areas(io.BytesIO(render_areas(areas)), "areas.csv").areas) == areas


DIVIDED = """\
area_id,parent_id,level,kind,also_in,name_kk
kz,,nation,unit,,Қазақстан
01,kz,region,unit,,Абай
d-1,kz,district,unit,,№ 1 округ
01-001,01,precinct,ordinary,d-1,№ 1
01-002,01,precinct,ordinary,,№ 2
"""


def test_a_precinct_may_be_in_areas_of_other_divisions_too():
    tree = parse(DIVIDED)
    assert tree.area("01-001").also_in == ("d-1",)
    assert tree.area("01-002").also_in == ()
    assert tree.reach("01-001") == ("kz", "01", "d-1", "01-001")
    again = render_areas(tree.areas)
    assert parse(again.decode()).areas == tree.areas
    assert b"also_in" not in render_areas(parse(AREAS).areas)


def test_a_district_that_is_not_in_the_list_is_named_with_its_row():
    with pytest.raises(InputFaults) as refusal:
        parse(DIVIDED.replace("ordinary,d-1", "ordinary,d-1 d-7"))
    assert [(f.code, f.row, f.field, f.found) for f in refusal.value.faults] == [
        ("AREA-ALSO", 5, "also_in", "d-7")
    ]


PLACED = "area_id,parent_id,level,kind,latitude,longitude,name_kk\nkz,,nation,unit,,,Қазақстан\n"


def test_a_place_is_read_exactly_in_millionths_of_a_degree():
    text = PLACED + "001,kz,precinct,ordinary,43.238949,-76.9,№ 1\n002,kz,precinct,ordinary,,,№ 2\n"
    areas = parse_areas(io.BytesIO(text.encode()), "areas.csv").areas
    assert [area.position for area in areas] == [None, (43_238_949, -76_900_000), None]


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        ("43.2,", ("AREA-HALF", "latitude")),
        (",76.9", ("AREA-HALF", "latitude")),
        ("91,76", ("AREA-POSITION", "latitude")),
        ("43,181", ("AREA-POSITION", "longitude")),
        ("43°14,76", ("AREA-POSITION", "latitude")),
        ("4e1,76", ("AREA-POSITION", "latitude")),
    ],
)
def test_what_is_no_place_is_a_fault_at_its_row(place, fault):
    text = f"{PLACED}001,kz,precinct,ordinary,{place},№ 1\n"
    with pytest.raises(InputFaults) as refusal:
        parse_areas(io.BytesIO(text.encode()), "areas.csv")
    assert [(one.code, one.field, one.row) for one in refusal.value.faults] == [(*fault, 3)]
