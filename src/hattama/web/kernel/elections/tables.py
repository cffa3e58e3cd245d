"""Tables of what is defined before the first vote: elections and their areas."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, TypeVar

from django.db import models
from django.db.models import Q, QuerySet

from hattama.web.kernel.stores.kept_questions import kept_question


class ElectionRow(models.Model):
    """An election with the exact bytes that define it; frozen from the moment it opens."""

    election_id = models.CharField(max_length=48, primary_key=True)
    definition = models.BinaryField(help_text="election.toml as loaded, byte for byte")
    definition_sha256 = models.CharField(max_length=64)
    areas_sha256 = models.CharField(max_length=64)
    rule_pack = models.BinaryField(help_text="the rule pack as loaded, byte for byte")
    rule_pack_sha256 = models.CharField(max_length=64)
    polling_on = models.DateField()
    loaded_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    origin = models.CharField(max_length=255, blank=True, help_text="the log's name, fixed when it opens")
    log_keys = models.JSONField(default=list, help_text="[index, vkey] of each key entry in the log")
    withdrawals = models.JSONField(
        default=list, help_text="[index, body] of each entry in the log about choices"
    )
    amendments = models.JSONField(default=list, help_text="[index, body] of each amendment entry in the log")

    public_size: int | None
    """From how many entries of the log the public tables follow; of rows of `opened_elections`."""

    class Meta:
        db_table = "election"
        ordering = ("-polling_on", "election_id")


BYTES = ("definition", "rule_pack")
"""What no page needs of an election: 137 kB that each process has read."""

Row = TypeVar("Row", bound=models.Model)


@lru_cache(4096)
def _ids_in(chains: str) -> tuple[int, ...]:
    """The row ids in an `ancestry` or a `beside`, which many areas have in common."""
    return tuple(int(part) for part in chains.split("/") if part.isdigit())


class Placed:
    """Where an area lies, of whatever holds its columns."""

    pk: int
    code: str
    ancestry: str
    beside: str
    kind: str
    time_zone: str

    @property
    def is_precinct(self) -> bool:
        """Whether protocols are expected from this area."""
        return self.kind != "unit"

    @property
    def is_root(self) -> bool:
        """Whether everything lies in this area."""
        return self.ancestry == "/"

    @property
    def branch(self) -> str:
        """The ancestry that this area's children have; a prefix of that of everything below it."""
        return f"{self.ancestry}{self.pk}/"

    @property
    def is_beside(self) -> bool:
        """Whether this is a unit of another division than the first."""
        return self.kind == "unit" and bool(self.beside)

    def path_ids(self) -> list[int]:
        """Row ids from the root to this area inclusive; of a precinct by the first division."""
        return [*_ids_in(self.ancestry), self.pk]

    def reach_ids(self) -> list[int]:
        """Row ids of everything that this area lies in, in every division, and of itself: root first."""
        return [*_ids_in(self.ancestry), *_ids_in(self.beside), self.pk]

    def also_ids(self) -> list[int]:
        """Row ids of the areas right above in other divisions."""
        chains = self.beside.strip("/").split("/.")[:-1]
        return [int(chain.rsplit("/", 1)[-1]) for chain in chains]


class _Outline(NamedTuple):
    pk: int
    code: str
    ancestry: str
    beside: str
    kind: str
    time_zone: str
    voters_registered: int | None


class AreaOutline(_Outline, Placed):
    """Of an area what does not change while its election is open, and is asked of many at once."""


class AreaRow(Placed, models.Model):
    """One area. Row ids follow the order in which a country is read: below `after` and from its own on are
    those of all that lies in it. `ancestry`: row ids of the areas above it, root first, each closed by a
    slash (`/1/25/`).

    `beside`: of a precinct, the areas of other divisions that it is in (single-mandate districts beside
    regions), row ids from the top of each down, a point after each chain (`/7/9/./`); of a unit of another
    division `/`; else empty.
    """

    # Of the indexes of one column that Django would make, longer ones below begin with the same.
    election = models.ForeignKey(ElectionRow, models.CASCADE, related_name="areas", db_index=False)
    code = models.CharField(max_length=64)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children", db_index=False)
    after = models.PositiveBigIntegerField()
    ancestry = models.CharField(max_length=255)
    beside = models.CharField(max_length=255, blank=True)
    depth = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=32)
    number = models.CharField(max_length=32, blank=True)
    names = models.JSONField(default=dict)
    address = models.JSONField(default=dict)
    commission = models.JSONField(default=dict)
    time_zone = models.CharField(max_length=64)
    voters_registered = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=16)
    sort_key = models.CharField(max_length=255)
    search_text = models.TextField()

    class Meta:
        db_table = "area"
        constraints = (models.UniqueConstraint(fields=("election", "code"), name="area_once"),)
        indexes = (
            models.Index(fields=("parent", "sort_key"), name="area_children"),
            models.Index(fields=("ancestry",), name="area_branch", opclasses=("varchar_pattern_ops",)),
            models.Index(fields=("election", "kind", "id"), name="area_kind"),
            # Not by election first: SQLite would look there for the root, too.
            models.Index(fields=("level", "election", "id"), name="area_level"),
            # Without it SQLite, which has no statistics, looks for the root among all areas.
            models.Index(fields=("election",), name="area_root", condition=Q(parent=None)),
        )

    def lies_within(self, other: AreaRow) -> bool:
        """Whether this area is `other` or stands below it, in whatever division."""
        return other.pk in self.reach_ids()


class SearchWord(models.Model):
    """In which areas a word occurs: part of the list. `word` as `languages/search_text` spells it, or a sign
    and what is looked for otherwise (`elections/search_lists`); `runs` of row ids as kept there.
    """

    election = models.ForeignKey(ElectionRow, models.CASCADE)
    word = models.BinaryField(help_text="UTF-8: every engine compares bytes alike")
    last = models.PositiveBigIntegerField(help_text="the last row id of this part")
    runs = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("election", "word", "last"), name="word_part_once"),)


WIDE = 20_000
"""In an area with so many others below, much of what lies in order of the log is about it: it is met soon."""


def in_order(rows: QuerySet[Row], election: ElectionRow, area: AreaRow | None, prefix: str) -> QuerySet[Row]:
    """The rows of an election that are about an area and all below it, to be read in the order of the log.

    Of a wide area along that order; of others from what is about them, however long the log is: a database
    that is told the election, too, would rather read all that it has.
    """
    found = rows if area is None or area.is_root else rows.filter(below(area, prefix))
    is_wide = area is None or area.is_root or area.is_beside or area.after > area.pk + WIDE
    return found.filter(election=election) if is_wide else found


def root_of(election: ElectionRow) -> AreaRow:
    """The area that everything of `election` lies in, found by the index of children."""
    root = AreaRow.objects.get(election=election, parent=None, depth=0)
    root.election = election
    return root


@kept_question
def open_precincts(election_id: str, code: str) -> QuerySet[AreaRow]:
    """The precinct of an open election with this identifier, its election with it, as pages need both."""
    rows = AreaRow.objects.select_related("election").exclude(kind="unit")
    rows = rows.defer(*(f"election__{name}" for name in BYTES), "search_text")
    return rows.filter(election=election_id, code=code, election__opened_at__isnull=False)


def below(area: AreaRow, prefix: str = "") -> Q:
    """The areas below `area`, in whatever division, and itself; `prefix` leads to the area (`area__`)."""
    found = Q(**{f"{prefix}pk__gte": area.pk, f"{prefix}pk__lt": area.after})
    return found | Q(**{f"{prefix}beside__contains": f"/{area.pk}/"}) if area.is_beside else found


def right_below(area: AreaRow) -> Q:
    """The areas right below `area`, in its own division."""
    if area.is_beside:
        return Q(parent=area) | Q(beside__contains=f"/{area.pk}/./")
    return Q(parent=area) & ~Q(kind="unit", beside="/")
