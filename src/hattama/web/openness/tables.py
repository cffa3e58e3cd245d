"""The table of counts that the measures of openness are told from."""

from django.db import models

from hattama.web.kernel.published.tables import PublishedRow


class OpennessCount(PublishedRow):
    """How many there are of what `measure` names: of a contest, a duty, a figure or a media type (`of`), and
    of delays by their whole `seconds`."""

    measure = models.CharField(max_length=16)
    of = models.CharField(max_length=48)
    seconds = models.BigIntegerField()
    number = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("election", "measure", "of", "seconds"), name="openness_count_once"
            ),
        )
