"""A small rule pack with one of everything, to be broken in one place at a time."""

_LAW = """\
[pack]
id = "zz-2024"
country = "ZZ"
law_on = 2026-08-30
languages = ["en"]
sources = ["Electoral Act, No. 1"]
names = { kk = "аты", ru = "имя", en = "name" }

[law]
id = "zz-act"
country = "ZZ"
adopted = "2020, No. 1"
text = "https://example.org/act"
names = { kk = "заң", ru = "закон", en = "Electoral Act" }
of = { kk = "заңның", ru = "закона", en = "of the Electoral Act" }

[[edition]]
name = "ZZ2024"
number = "No. 1"
amended_on = 2024-01-31
in_force_from = 2024-01-31
sources = ["https://example.org/act"]

"""
_NORM = """\
[[norm]]
id = "zz-act/%d"
editions = { ZZ2024 = "read" }
summary = { kk = "норма", ru = "норма", en = "norm" }

"""
_RULES = """\
[[form]]
code = "list"
title = { kk = "хаттама", ru = "протокол", en = "protocol" }

[[form.group]]
code = "boxes"
max_rows = 9
label = { kk = "жәшік", ru = "урна", en = "box" }

[[form.figure]]
code = "listed"
mark = "1"
norms = ["zz-act/1"]
label = { kk = "тізім", ru = "список", en = "list" }

[[form.figure]]
code = "participants"
norms = ["zz-act/2"]
label = { kk = "қатысу", ru = "явка", en = "turnout", ka = "აქტივობა" }

[[form.figure]]
code = "papers"
norms = ["zz-act/3"]
group = "boxes"
required = false
summed = false
inferred = true
label = { kk = "қағаз", ru = "бумага", en = "paper" }
hint = { kk = "әр жәшік", ru = "каждая урна", en = "each box" }

[[form.figure]]
code = "votes"
norms = ["zz-act/4"]
group = "choices"
label = { kk = "дауыс", ru = "голос", en = "vote" }

[[form.derived]]
code = "valid"
norms = ["zz-act/4"]
formula = "sum(votes)"
label = { kk = "жарамды", ru = "действительные", en = "valid" }

[form.roles]
registered = "listed"
votes = "votes"
valid = "valid"

[form.example]
listed = 900
participants = 500
papers = [3, 4]
votes = { a = 300, b = 200 }

[[form]]
code = "other"
like = "list"
title = { kk = "басқа", ru = "другой", en = "other" }

[[relation]]
code = "ZZ-R01"
severity = "hard"
norms = ["zz-act/1", "zz-act/2"]
relation = "participants <= listed"
words = { kk = "көп", ru = "много", en = "many" }
example = { pass = {}, fail = { listed = 499 } }

[[relation]]
code = "ZZ-R02"
severity = "soft"
norms = ["zz-act/2", "zz-act/4"]
forms = ["list"]
relation = "participants == valid"
when = "participants > 0"
tolerance = 1
inferred = true
words = { kk = "тең емес", ru = "не равно", en = "not equal" }
note = { kk = "ескерту", ru = "примечание", en = "note" }
example = { pass = { votes = { a = 301 } }, fail = { votes = { a = 302 } } }

[[relation]]
code = "ZZ-R02B"
severity = "soft"
norms = ["zz-act/2", "zz-act/4"]
relation = "participants == valid + 10"
enabled = false
instead_of = "ZZ-R02"
words = { kk = "басқаша", ru = "иначе", en = "otherwise" }
example = { pass = { participants = 510 }, fail = {} }

[[relation]]
code = "ZZ-R03"
severity = "hard"
norms = ["zz-act/3"]
each = "boxes"
relation = "papers <= 9"
words = { kk = "жәшік толы", ru = "урна полна", en = "box full" }
example = { pass = { papers = [9] }, fail = { papers = [9, 10] } }

[[relation]]
code = "ZZ-R04"
severity = "hard"
norms = ["zz-act/1"]
scope = "precinct"
relation = "same(listed)"
words = { kk = "әртүрлі", ru = "разное", en = "different" }
example = { pass = [{}, {}], fail = [{}, { listed = 901 }] }

[[relation]]
code = "ZZ-R05"
severity = "hard"
norms = ["zz-act/5"]
scope = "levels"
relation = "claimed == summed"
words = { kk = "қосынды емес", ru = "не сумма", en = "no sum" }

[relation.example]
pass = { claimed = { votes = { a = 1 } }, summed = { votes = { a = 1 } } }
fail = { claimed = { votes = { a = 1 } }, summed = { votes = { a = 2 } } }
"""
TEXT = _LAW + "".join(_NORM % number for number in range(1, 6)) + _RULES


def changed(old: str, new: str) -> bytes:
    """The pack with the first `old` replaced, which must be there."""
    if old not in TEXT:
        raise ValueError(old)
    return TEXT.replace(old, new, 1).encode()
