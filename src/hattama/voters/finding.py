"""From the rows of a register to its duplicates: read, brought to keys, compared, judged."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from logging import CRITICAL
from pathlib import Path
from typing import NamedTuple

from hattama.core.vocabulary import Message
from hattama.phrases import Refused
from hattama.voters.engines import Engine
from hattama.voters.keys import IDENTITY_DIGITS, KEYS, control_digit_sql
from hattama.voters.model import DUPLICATE, FEWEST_LABELS, REVIEW, chance_of_one_person, settings

COLUMNS = ("voter", "identity", "surname", "given", "patronymic", "born", "address", "akimat")
"""What is asked of a register; `born` as 1985-01-31. A table may name them otherwise (`names`)."""


class RegisterRefused(Refused):
    """The table cannot be searched; the words say why."""


UNREADABLE = Message(
    "{file}: expected CSV in UTF-8 with a header, or Parquet; found what cannot be read so: {why}"
)
NO_COLUMN = Message(
    "{file}: the column “{column}” was expected, found: {found}. Name it with --column {name}=…"
)
TWICE = Message(
    "{file}: rows whose “{column}” stands in another row, too: {count}, for example {example}; expected: a "
    "number of its own for each row"
)
NO_ROWS = Message("{file}: expected the rows of a register, found none")
NO_DAY = Message("{file}: row {voter}: “{found}” in the column “born”; expected: a day such as 1985-01-31")


class Counts(NamedTuple):
    """What a search found. Rows, not persons: a person with three rows is three pairs and two duplicate
    rows.
    """

    rows: int
    identities_unsound: int
    pairs: int
    groups: int
    rows_too_many: int
    to_review: int


def control_holds(column: str) -> str:
    """SQL: has the text `column` twelve digits of which the last one is what the others ask for?"""
    are_digits = f"length({column}) = {IDENTITY_DIGITS} AND translate({column}, '0123456789', '') = ''"
    agrees = f"{control_digit_sql(column)} = ascii(substr({column}, {IDENTITY_DIGITS}, 1)) - 48"
    return f"(CASE WHEN {are_digits} THEN coalesce({agrees}, false) ELSE false END)"


def prepare(engine: Engine, path: Path, names: Mapping[str, str]) -> None:
    """Read the register at `path` and make the table `voters` of what is compared.

    `names`: for a column of `COLUMNS` its name in the file, where it is another. Raises RegisterRefused.
    """
    with reading(path, engine.troubles):
        engine.read("register", path)
        _read_columns(engine, quoted_columns(engine, path, names))
    _refuse_unfit(engine, path)
    for key, (name, function) in KEYS.items():
        engine.lookup(f"made_{key}", f"SELECT DISTINCT {name} FROM stated WHERE {name} IS NOT NULL", function)  # noqa: S608 -- names of ours, and quoted ones
    joins = " ".join(
        f"LEFT JOIN made_{key} ON stated.{name} = made_{key}.value" for key, (name, _) in KEYS.items()
    )
    keys = ", ".join(f"nullif(made_{key}.key, '') AS {key}" for key in KEYS)
    engine.table("keyed", f"SELECT stated.*, {keys} FROM stated {joins}")  # noqa: S608 -- names of ours, and quoted ones
    engine.table(
        "voters",
        f"""SELECT voter, CASE WHEN {control_holds("number")} THEN number END AS identity, akimat, born,
            substr(born, 1, 4) AS born_year,
            substr(born, 1, 5) || substr(born, 9, 2) || '-' || substr(born, 6, 2) AS born_turned,
            {", ".join(KEYS)}, address_key FROM keyed""",  # noqa: S608 -- names of ours, and quoted ones
    )


@contextmanager
def reading(path: Path, troubles: tuple[type[Exception], ...]) -> Iterator[None]:
    """Read the file `path` inside; what it is not raises RegisterRefused."""
    try:
        yield
    except troubles as trouble:
        why = str(trouble).strip().partition("\n")[0]
        raise RegisterRefused(UNREADABLE.given(file=path.name, why=why)) from None


def quoted_columns(engine: Engine, path: Path, names: Mapping[str, str]) -> dict[str, str]:
    """For each of `COLUMNS` its name in SQL in the table `register`. Raises RegisterRefused."""
    present = engine.columns("register")
    for name in COLUMNS:
        if (column := names.get(name, name)) not in present:
            found = ", ".join(present)
            raise RegisterRefused(NO_COLUMN.given(file=path.name, column=column, name=name, found=found))
    return {name: engine.quote(names.get(name, name)) for name in COLUMNS}


def _read_columns(engine: Engine, quoted: Mapping[str, str]) -> None:
    texts = ", ".join(
        f"nullif(trim(CAST({quoted[name]} AS VARCHAR(200))), '') AS {name}"
        for name in ("surname", "given", "patronymic")
    )
    address = f"translate(lower(CAST({quoted['address']} AS VARCHAR(400))), ' .,;:-/№\"''', '')"
    engine.table(
        "stated",
        f"""SELECT CAST({quoted["voter"]} AS VARCHAR(60)) AS voter,
            trim(CAST({quoted["identity"]} AS VARCHAR(60))) AS number, {texts},
            substr(CAST({quoted["born"]} AS VARCHAR(60)), 1, 10) AS born,
            nullif({address}, '') AS address_key,
            CAST({quoted["akimat"]} AS VARCHAR(200)) AS akimat FROM register""",  # noqa: S608 -- names of ours, and quoted ones
    )


def _refuse_unfit(engine: Engine, path: Path) -> None:
    if not engine.rows("SELECT 1 FROM stated LIMIT 1"):
        raise RegisterRefused(NO_ROWS.given(file=path.name))
    twice = engine.rows(
        "SELECT voter, count(*) FROM stated GROUP BY voter HAVING count(*) > 1 ORDER BY voter LIMIT 1"
    )
    if twice:
        count = engine.rows("SELECT count(*) - count(DISTINCT voter) FROM stated")[0][0]
        raise RegisterRefused(TWICE.given(file=path.name, count=count, column="voter", example=twice[0][0]))
    wrong = engine.rows(
        "SELECT voter, born FROM stated WHERE born IS NOT NULL AND "
        "translate(born, '0123456789', '0000000000') <> '0000-00-00' ORDER BY voter LIMIT 1"
    )
    if wrong:
        raise RegisterRefused(NO_DAY.given(file=path.name, voter=wrong[0][0], found=wrong[0][1]))


def search(engine: Engine) -> Counts:
    """Compare the rows of `voters` and make the tables `pairs` (l, r, probability, verdict) and `groups`
    (voter, person).

    A pair of two sound and different identity numbers is never a duplicate, however alike the rest: twins and
    namesakes. Where the given name, too, is the same a clerk looks at it, since one person may hold two
    numbers.
    """
    engine.table(
        "compared",
        f"""SELECT l, r, probability,
            CASE WHEN probability >= {DUPLICATE} AND NOT two_numbers THEN 'duplicate' ELSE 'review' END
            AS verdict FROM
            (SELECT p.voter_l AS l, p.voter_r AS r, p.match_probability AS probability,
            coalesce(a.identity <> b.identity, false) AS two_numbers,
            coalesce(levenshtein(a.given_key, b.given_key) > 1, false) AS two_names FROM {_scored(engine)} p
            JOIN voters a ON a.voter = p.voter_l JOIN voters b ON b.voter = p.voter_r) judged
            WHERE NOT (two_numbers AND two_names)""",  # noqa: S608 -- names of ours, and quoted ones
    )
    _group(engine)
    return _count(engine)


def _joined(table: str) -> str:
    """SQL: the rows that duplicates in this table join."""
    both = (f"SELECT {side} FROM {table} WHERE verdict = 'duplicate'" for side in "lr")  # noqa: S608 -- names of ours
    return " UNION ".join(both)


def _scored(engine: Engine) -> str:
    """The name of the table in which Splink leaves the pairs from REVIEW on."""
    from splink import Linker

    labels = (
        "SELECT a.voter AS unique_id_l, b.voter AS unique_id_r FROM voters a JOIN voters b "
        "ON a.identity = b.identity AND a.voter < b.voter"
    )
    (labelled,) = engine.rows(f"SELECT count(*) FROM ({labels}) labelled")[0]  # noqa: S608 -- names of ours, and quoted ones
    learned = labelled >= FEWEST_LABELS
    chance = chance_of_one_person(labelled, engine.rows("SELECT count(*) FROM voters")[0][0])
    linker = Linker(engine.for_splink("voters"), settings(learned, chance), log_level=CRITICAL)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    if learned:
        engine.table("labels", labels.replace("unique_id", "voter"))
        linker.training.estimate_m_from_pairwise_labels(engine.for_splink("labels"))
    return str(
        linker.inference.predict(threshold_match_probability=REVIEW, warning_mode="never").physical_name
    )


def _group(engine: Engine) -> None:
    """Rows that duplicates join, directly or through others, are one person, named for its least row.

    A row without a number may be alike to two of different numbers: it joins the one that it is most alike
    to, and the other pair is left to a clerk.
    """
    person: dict[str, str] = {}
    rows = engine.rows(
        f"SELECT voter, identity FROM voters JOIN ({_joined('compared')}) joined ON voter = l"  # noqa: S608 -- names of ours
    )
    number: dict[str, str | None] = dict(rows)
    apart: set[str] = set()

    def root(voter: str) -> str:
        while (above := person.setdefault(voter, voter)) != voter:
            person[voter] = person[above]
            voter = above
        return voter

    for left, right in engine.rows(
        "SELECT l, r FROM compared WHERE verdict = 'duplicate' ORDER BY probability DESC, l, r"
    ):
        first, second = sorted((root(left), root(right)))
        if len({number[first], number[second]} - {None}) > 1:
            apart.add(f"{left}\n{right}")
            continue
        person[second] = first
        number[first] = number[first] or number[second]
    engine.lookup(
        "judged",
        "SELECT l || '\n' || r FROM compared WHERE verdict = 'duplicate'",
        lambda pair: "review" if pair in apart else "duplicate",
    )
    engine.table(
        "pairs",
        "SELECT l, r, probability, coalesce(judged.key, verdict) AS verdict FROM compared "
        "LEFT JOIN judged ON judged.value = l || '\n' || r",
    )
    engine.lookup("groups", _joined("pairs"), root)


def _count(engine: Engine) -> Counts:
    rows, unsound = engine.rows("SELECT count(*), count(*) - count(identity) FROM voters")[0]
    pairs, review = engine.rows(
        "SELECT coalesce(sum(CASE WHEN verdict = 'duplicate' THEN 1 ELSE 0 END), 0), "
        "coalesce(sum(CASE WHEN verdict = 'review' THEN 1 ELSE 0 END), 0) FROM pairs"
    )[0]
    joined, groups = engine.rows("SELECT count(*), count(DISTINCT key) FROM groups")[0]
    return Counts(rows, unsound, pairs, groups, joined - groups, review)


def counts_by_akimat(engine: Engine) -> list[tuple[str | None, int, int, int, int]]:
    """For each akimat: its name, rows, rows without a sound number, rows too many, pairs for a clerk.

    A row too many counts where it stands; a pair for a clerk counts in each akimat of its two rows.
    """
    return [
        (akimat, int(rows), int(unsound), int(many), int(review))
        for akimat, rows, unsound, many, review in engine.rows(
            """SELECT v.akimat, count(*), count(*) - count(v.identity),
            sum(CASE WHEN g.value <> g.key THEN 1 ELSE 0 END), coalesce(max(d.pairs), 0)
            FROM voters v LEFT JOIN groups g ON g.value = v.voter LEFT JOIN
            (SELECT akimat, count(*) AS pairs FROM (
                SELECT akimat, l, r FROM pairs JOIN voters ON voter = l WHERE verdict = 'review'
                UNION SELECT akimat, l, r FROM pairs JOIN voters ON voter = r WHERE verdict = 'review'
            ) seen GROUP BY akimat) d
            ON d.akimat = v.akimat GROUP BY v.akimat ORDER BY v.akimat"""
        )
    ]
