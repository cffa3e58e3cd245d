"""Tables of what is defined before the first vote: elections and their areas."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import models
from django.db.models import Q


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
        default=list, help_text="[index, body] of each withdrawal entry in the log"
    )
    amendments = models.JSONField(default=list, help_text="[index, body] of each amendment entry in the log")

    class Meta:
        db_table = "election"
        ordering = ("-polling_on", "election_id")


SIGNIFICANT_DIGITS = models.Func("number", models.Value("0"), function="LTRIM")
"""A number without leading zeros: rosters write 0046 where people say 46."""


def words_of(column: str) -> str:
    """The words of a search column as PostgreSQL's index of them has them."""
    return f"to_tsvector('simple', {column})"


def index_words(apps: Any, editor: Any) -> None:
    """For the migration: on PostgreSQL, the index by which words and beginnings of words are found."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"CREATE INDEX area_words ON area USING gin ({words_of('search_text')})")


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
        return [int(part) for part in self.branch.strip("/").split("/")]

    def reach_ids(self) -> list[int]:
        """Row ids of everything that this area lies in, in every division, and of itself: root first."""
        path = self.path_ids()
        beside = [int(part) for part in self.beside.split("/") if part.isdigit()]
        return [*path[:-1], *beside, path[-1]]

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
    """One area. `ancestry`: row ids of the areas above it, root first, each closed by a slash (`/1/25/`).

    `beside`: of a precinct, the areas of other divisions that it is in (single-mandate districts beside
    regions), row ids from the top of each down, a point after each chain (`/7/9/./`); of a unit of another
    division `/`; else empty.
    """

    election = models.ForeignKey(ElectionRow, models.CASCADE, related_name="areas")
    code = models.CharField(max_length=64)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    ancestry = models.CharField(max_length=255, db_index=True)
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
            models.Index(fields=("election", "kind"), name="area_kind"),
            models.Index("election", SIGNIFICANT_DIGITS, name="area_digits"),
        )

    def lies_within(self, other: AreaRow) -> bool:
        """Whether this area is `other` or stands below it, in whatever division."""
        return other.pk in self.reach_ids()


def root_of(election: ElectionRow) -> AreaRow:
    """The area that everything of `election` lies in, found by the index of children."""
    root = AreaRow.objects.get(election=election, parent=None, depth=0)
    root.election = election
    return root


def below(area: AreaRow, prefix: str = "") -> Q:
    """The areas below `area`, in whatever division, and itself; `prefix` leads to the area (`area__`)."""
    found = Q(**{f"{prefix}pk": area.pk}) | Q(**{f"{prefix}ancestry__startswith": area.branch})
    return found | Q(**{f"{prefix}beside__contains": f"/{area.pk}/"}) if area.is_beside else found


def right_below(area: AreaRow) -> Q:
    """The areas right below `area`, in its own division."""
    if area.is_beside:
        return Q(parent=area) | Q(beside__contains=f"/{area.pk}/./")
    return Q(parent=area) & ~Q(kind="unit", beside="/")
