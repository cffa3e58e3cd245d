"""A register of made-up voters whose duplicates are known: to measure what a search finds, and what it takes.

Nobody in it exists. Given names are common ones, surnames are put together from syllables, numbers and
addresses are counted out. Every wrong row says in the table of truth whose row it is and what was done to it.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from hattama.voters.keys import control_digit_sql

if TYPE_CHECKING:
    import duckdb


class Kind(StrEnum):
    """What was done to a row that is there once too often."""

    SAME = "same"
    RUSSIAN_LETTERS = "russian letters"
    LATIN = "latin"
    LETTER_LOST = "a letter of the surname lost"
    DIGIT_WRONG = "a digit of the number wrong"
    DAY_AND_MONTH = "day and month changed places"
    OTHER_SURNAME = "another surname and address"
    MOVED = "another address, no number"
    REVERSED = "surname and given name changed places"
    YEAR_WRONG = "the year of birth wrong, no number"
    NO_PATRONYMIC = "no patronymic, no number"


class Stranger(StrEnum):
    """Two persons whom a search may take for one."""

    TWIN = "twin"
    NAMESAKE = "namesake"


def _words(*lines: str) -> list[str]:
    return " ".join(lines).split(" ")


_MALE = _words(
    "Қанат Ерлан Нұрлан Әлім Серік Дәурен Бақыт Айдос Жұмабай Ғалым Өмір Мұрат Асқар Ұлан Шыңғыс Тимур",
    "Алексей Дмитрий Сергей Андрей Виктор Юрий Пётр Николай",
)
_FEMALE = _words(
    "Әйгүл Сәуле Гүлжан Айгерім Қарлығаш Жанар Мәдина Ботагөз Ұлжан Әсел Дана Балжан Назым Күміс Анар",
    "Светлана Мария Елена Ольга Наталья Юлия Ирина Татьяна Людмила",
)
_STARTS = _words(
    "Ал Ба Бек Ғаб Дос Ер Жан Жұм Қай Құл Мақ Мұс Нұр Орын Өте Рах Сад Сер Тас Төл Ұзақ Шәк Ыс Ів"
)
_MIDDLES = _words("ай бер ғали дар ен жан қан лы ма нов ос рат сен тұр хан ым")
_ENDS = _words("бай бек ғазы дін жігіт қожа мұрат тай тұр хан ыш ім")
_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщыьэюяәғқңөұүһі",
        _words("a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch y  e yu ya a g k n o u u h i"),
        strict=True,
    )
)
_RUSSIAN = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")


def latin(text: str) -> str:
    """`text` as passports write it."""
    return "".join(_LATIN.get(letter, letter) for letter in text.lower()).title()


def russian(text: str) -> str:
    """`text` as a clerk types it who has no Kazakh letters."""
    return text.translate(_RUSSIAN)


AKIMATS = 20
DUPLICATES_PER_MILLE = 20
TWINS_EVERY = 200
"""Of so many persons one has a twin, and one a namesake of the same day of birth."""


def write_register(folder: Path, persons: int) -> tuple[Path, Path]:
    """Write `register.parquet` (what a register holds) and `truth.parquet` (voter, person, kind) into
    `folder`.

    `persons` before twins, namesakes and duplicates are added. The same `persons` give the same rows.
    """
    import duckdb

    register, truth = folder / "register.parquet", folder / "truth.parquet"
    with duckdb.connect(config={"autoinstall_known_extensions": False}) as connection:
        _name_tables(connection)
        connection.execute("CREATE MACRO pick(id, salt, n) AS CAST(hash(id * 1000 + salt) % n AS BIGINT)")
        # Few names are frequent and many are rare.
        connection.execute(
            "CREATE MACRO rare(id, salt, n) AS "
            "CAST(floor(pow(pick(id, salt, 1000000) / 1e6, 2.0) * n) AS BIGINT)"
        )
        connection.execute(_persons(persons))
        connection.execute(_numbered())
        connection.execute(_rows())
        for path, columns in (
            (register, "voter, identity, surname, given, patronymic, born, address, akimat"),
            (truth, "voter, person, kind"),
        ):
            place = str(path).replace("'", "''")
            connection.execute(
                f"COPY (SELECT {columns} FROM entered ORDER BY voter) TO '{place}' (FORMAT parquet)"  # noqa: S608 -- names of ours, and quoted ones
            )
    return register, truth


def _name_tables(connection: duckdb.DuckDBPyConnection) -> None:
    import pyarrow

    given = [
        (sex, place, name) for sex, names in enumerate((_MALE, _FEMALE)) for place, name in enumerate(names)
    ]
    roots = [start + middle + end for start in _STARTS for middle in _MIDDLES for end in _ENDS]
    surnames = [
        (sex, 2 * place + kind, root + ending)
        for place, root in enumerate(roots)
        for kind, endings in enumerate((("", ""), ("ов", "ова")))
        for sex, ending in enumerate(endings)
    ]
    fathers = [
        (sex, place, name + ("ұлы", "қызы")[sex], russian(name) + ("ович", "овна")[sex])
        for sex in (0, 1)
        for place, name in enumerate(_MALE)
    ]
    rows = [("given", *row, russian(row[2])) for row in given]
    rows += [("surname", *row, russian(row[2])) for row in surnames]
    rows += [("father", *row) for row in fathers]
    columns = zip(*((*row, latin(row[3])) for row in rows), strict=True)
    named = dict(zip(("part", "sex", "place", "name", "russian", "latin"), map(list, columns), strict=True))
    connection.register("listed", pyarrow.table(named))
    connection.execute("CREATE TABLE names AS SELECT * FROM listed")


def _persons(persons: int) -> str:
    count = len(_MALE)
    surnames = 2 * len(_STARTS) * len(_MIDDLES) * len(_ENDS)
    return f"""CREATE TABLE persons AS
        WITH plain AS (SELECT id, pick(id, 1, 2) AS sex, rare(id, 2, {surnames}) AS surname,
            rare(id, 3, {count}) AS given,
            rare(id, 4, {count}) AS father, DATE '1936-01-01' + CAST(pick(id, 5, 25500) AS INTEGER) AS born,
            pick(id, 6, {AKIMATS}) AS akimat, pick(id, 7, {max(persons // 4, 1)}) AS home, NULL AS stranger
            FROM range({persons}) numbers(id))
        SELECT * FROM plain
        UNION ALL SELECT id + {persons}, sex, surname, (given + 7) % {count}, father, born, akimat, home,
            '{Stranger.TWIN}'
            FROM plain WHERE id % {TWINS_EVERY} = 0
        UNION ALL SELECT id + {persons}, sex, surname, given, father, born, (akimat + 1) % {AKIMATS},
            home + 1, '{Stranger.NAMESAKE}' FROM plain WHERE id % {TWINS_EVERY} = 1"""  # noqa: S608 -- names of ours, and quoted ones


def _numbered() -> str:
    """Sound identity numbers, no two alike; of three serials in a row at least one has a control digit."""
    tries = [f"lpad(CAST(3 * (turn % 3000) + {more} AS VARCHAR), 4, '0')" for more in range(3)]
    numbers = [f"prefix || {serial}" for serial in tries]
    sound = ", ".join(
        f"{number} || CAST({control_digit_sql(f'({number})')} AS VARCHAR)" for number in numbers
    )
    return f"""CREATE TABLE numbered AS SELECT *, coalesce({sound}) AS identity FROM
        (SELECT *, strftime(born, '%y%m%d') ||
        CAST((CASE WHEN year(born) < 2000 THEN 3 ELSE 5 END) + sex AS VARCHAR) AS prefix,
        row_number() OVER (PARTITION BY born, sex ORDER BY id) AS turn FROM persons) counted"""  # noqa: S608 -- names of ours, and quoted ones


_TURNED = "CASE WHEN day(born) <= 12 THEN strftime(born, '%Y-%d-%m') ELSE strftime(born, '%Y-%m-%d') END"
_NEXT_DIGIT = "CAST((CAST(substr(identity, 9, 1) AS INT) + 1) % 10 AS VARCHAR)"
_NO_NUMBER = (
    Kind.RUSSIAN_LETTERS,
    Kind.LATIN,
    Kind.LETTER_LOST,
    Kind.DAY_AND_MONTH,
    Kind.MOVED,
    Kind.REVERSED,
    Kind.YEAR_WRONG,
    Kind.NO_PATRONYMIC,
)
_CHANGES = {
    "identity": {
        Kind.DIGIT_WRONG: f"substr(identity, 1, 8) || {_NEXT_DIGIT} || substr(identity, 10)",
        **dict.fromkeys(_NO_NUMBER, "NULL"),
    },
    "s.name": {
        Kind.RUSSIAN_LETTERS: "s.russian",
        Kind.LATIN: "s.latin",
        Kind.REVERSED: "g.name",
        Kind.LETTER_LOST: "substr(s.name, 1, 3) || substr(s.name, 5)",
        Kind.OTHER_SURNAME: "'Жаңа' || lower(s.name)",
    },
    "g.name": {Kind.RUSSIAN_LETTERS: "g.russian", Kind.LATIN: "g.latin", Kind.REVERSED: "s.name"},
    "f.name": {Kind.RUSSIAN_LETTERS: "f.russian", Kind.LATIN: "f.latin", Kind.NO_PATRONYMIC: "NULL"},
    "strftime(born, '%Y-%m-%d')": {
        Kind.DAY_AND_MONTH: _TURNED,
        Kind.YEAR_WRONG: "strftime(born + INTERVAL 1 YEAR, '%Y-%m-%d')",
    },
    "home": {Kind.OTHER_SURNAME: "home + 5", Kind.MOVED: "home + 5"},
}
"""What stands in the place of a row's own, by the kind of its mistake."""


def _case(plain: str) -> str:
    lines = " ".join(f"WHEN '{kind}' THEN {sql}" for kind, sql in _CHANGES[plain].items())
    return f"(CASE kind {lines} ELSE {plain} END)"


def _rows() -> str:
    """Everybody once, and some once more with a mistake."""
    kinds = ", ".join(f"'{kind}'" for kind in Kind)
    part = "JOIN names {0} ON {0}.part = '{1}' AND {0}.sex = n.sex AND {0}.place = n.{1}".format
    names = " ".join((part("s", "surname"), part("g", "given"), part("f", "father")))
    return f"""CREATE TABLE entered AS
        WITH twice AS (SELECT *, NULL AS kind FROM numbered
            UNION ALL SELECT *, [{kinds}][pick(id, 8, {len(Kind)}) + 1]
            FROM numbered WHERE pick(id, 9, 1000) < {DUPLICATES_PER_MILLE})
        SELECT row_number() OVER (ORDER BY hash(n.id, kind)) AS voter, n.id AS person,
            coalesce(kind, stranger) AS kind, {_case("identity")} AS identity, {_case("s.name")} AS surname,
            {_case("g.name")} AS given, {_case("f.name")} AS patronymic,
            {_case("strftime(born, '%Y-%m-%d')")} AS born,
            'көш. ' || CAST({_case("home")} // 100 AS VARCHAR) || ', ' ||
            CAST({_case("home")} % 100 AS VARCHAR) AS address,
            'akimat-' || CAST(akimat + 1 AS VARCHAR) AS akimat FROM twice n {names}"""  # noqa: S608 -- names of ours, and quoted ones
