"""Tables of a night without a network: keys of telephones, and the signed statements that they sent."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models

from hattama.web.kernel.elections.tables import AreaRow


class DeviceKey(models.Model):
    """A key pair that a browser made for one account; the private half never leaves the device.

    `key_id` is the SHA-256 of the public key. `methods`: how the session that registered it had logged in.
    A `lost` key signs nothing any more; one that merely ended is good for what was done before `ended_at`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="device_keys")
    key_id = models.CharField(max_length=64, unique=True)
    algorithm = models.CharField(max_length=16)
    public_key = models.CharField(max_length=120, help_text="base64 of the raw public key")
    label = models.CharField(max_length=80, blank=True)
    methods = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    lost = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)


class OfflineStatementRow(models.Model):
    """One signed statement as it arrived, byte for byte, and what became of it.

    `acted_at` is the time of the act by the device's clock, `received_at` that of receipt by the server's.
    `state`: held (it waits for the first entry), accepted or refused, for the `reason`. A nonce stands once.
    """

    HELD, ACCEPTED, REFUSED = "held", "accepted", "refused"

    nonce = models.CharField(max_length=32, unique=True)
    key = models.ForeignKey(DeviceKey, models.PROTECT, related_name="statements")
    area = models.ForeignKey(AreaRow, models.PROTECT, null=True, related_name="offline_statements")
    contest = models.CharField(max_length=48)
    statement = models.TextField()
    signature = models.CharField(max_length=120)
    acted_at = models.DateTimeField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=16)
    reason = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "offline_statement"
        indexes = (models.Index(fields=("area", "contest", "state"), name="offline_of_protocol"),)


def live_device_keys(users: Iterable[int]) -> dict[int, int]:
    """How many keys that have not ended each of these accounts (row ids) has; none is left out."""
    rows = DeviceKey.objects.filter(user__in=list(users), ended_at=None).order_by().values("user")
    return {row["user"]: row["count"] for row in rows.annotate(count=models.Count("pk"))}
