"""A small election as files, to be broken in one place at a time."""

ELECTION = """\
[election]
id = "trial-1"
names = { kk = "Сынақ сайлау", ru = "Пробные выборы", en = "Trial \\"election\\"" }
date = 2024-03-17
rule_pack = "zz-2024"
time_zone = "Asia/Almaty"
notices = [
    { kk = "Ойдан шығарылған", ru = "Выдумано", en = "Made up" },
]

[[contest]]
code = "lists"
kind = "party_list"
names = { kk = "Тізімдер", ru = "Списки", en = "Lists" }
form = "list"
seats = 69

[[contest.choice]]
code = "a"
names = { kk = "А", ru = "А", en = "A" }
registered_order = 2

[[contest.choice]]
code = "b"
names = { kk = "Ә", ru = "Э", en = "B" }
registered_order = 1

[[contest]]
code = "district"
kind = "single_mandate"
names = { kk = "Округ", ru = "Округ", en = "District" }
areas = ["01"]

[[contest.choice]]
code = "c"
names = { ky = "В" }
"""

AREAS = """\
area_id,parent_id,level,number,kind,time_zone,voters_registered,name_kk,name_en,address_kk,commission_ru
kz,,nation,,unit,,,Қазақстан,Kazakhstan,,
01,kz,region,1,unit,,,Абай облысы,,,
01-002,01,precinct,2,ordinary,,1200,№ 2 учаске,,"Абай көшесі, 5",Комиссия № 2
0001,01,precinct,1,abroad,Asia/Qyzylorda,,№ 1 учаске,,,
"""


def write_folder(folder, election=ELECTION, areas=AREAS):
    """The election as a folder on disk."""
    folder.mkdir(exist_ok=True)
    (folder / "election.toml").write_text(election, encoding="utf-8")
    (folder / "areas.csv").write_text(areas, encoding="utf-8")
    return folder


def changed(text, old, new):
    """The text with one place changed, which must be there."""
    assert text.count(old) == 1, old
    return text.replace(old, new)
