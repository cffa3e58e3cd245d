"""Tables of who asked to be told of an area, the address apart, so that it can be forgotten; and how far
people of a precinct know what the log took in about it; and addresses of programs that are sent the log."""

from django.conf import settings
from django.db import models

from hattama.web.kernel.elections.tables import AreaRow, ElectionRow


class Subscription(models.Model):
    """A wish to be told what the log takes in about an area, and how far it was told.

    `key`: keyed hash of area and address, so that one address has one; `nonce`: what its two tokens are made
    from, of which the hashes stand here. `told_size`: the log up to here is told. `letter_until`: a letter up
    to here is on its way, or None.
    """

    election = models.ForeignKey(ElectionRow, models.CASCADE, related_name="subscriptions")
    area = models.ForeignKey(AreaRow, models.CASCADE, related_name="subscriptions")
    language = models.CharField(max_length=8)
    key = models.CharField(max_length=64, unique=True)
    nonce = models.CharField(max_length=64)
    confirm_sha256 = models.CharField(max_length=64, unique=True)
    leave_sha256 = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    told_size = models.PositiveBigIntegerField(default=0)
    letter_until = models.PositiveBigIntegerField(null=True)
    told_at = models.DateTimeField(null=True)


class SubscriberAddress(models.Model):
    """The e-mail address of a subscription, and nothing else; it goes when the subscription does."""

    subscription = models.OneToOneField(
        Subscription, models.CASCADE, primary_key=True, related_name="address"
    )
    email = models.EmailField(max_length=254)


class Webhook(models.Model):
    """An address that is sent the log of an election, and how far it was told.

    `nonce`: what its secret is made from. `told_size`: the log up to here has arrived. `part_until`: a part
    up to here was begun and has not arrived, `failures` times in a row, the last time for `trouble` (a code
    and its detail). `next_at`: not before is it sent again; `paused_at`: not at all any more.
    """

    election = models.ForeignKey(ElectionRow, models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=2000)
    nonce = models.CharField(max_length=64)
    told_size = models.PositiveBigIntegerField()
    part_until = models.PositiveBigIntegerField(null=True)
    next_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=64, blank=True)
    told_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    tested_at = models.DateTimeField(null=True)
    test_trouble = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("pk",)


class KnownSoFar(models.Model):
    """How far somebody of a precinct knows the log: as they said themselves, and by letter.

    `seen_size`: up to here they have marked what was shown as seen. `told_size`: up to here letters told it,
    the last one at `told_at`. Without a row nothing is known.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="known_so_far")
    election = models.ForeignKey(ElectionRow, models.CASCADE, related_name="known_so_far")
    seen_size = models.PositiveBigIntegerField(default=0)
    told_size = models.PositiveBigIntegerField(default=0)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "election"), name="known_so_far_once"),)
