"""Spikes: the published percentages stand out, and no others."""

from hattama.core.forensics.spikes import find_spikes
from hattama.core.forensics.whole_percentages import whole_percentages
from tests.core.forensics.elections import agree, countries, election, vector


@countries
def test_spikes_at_whole_percentages(name: str) -> None:
    hits = whole_percentages(election(name)).stations
    for key, parts in (
        ("result", [hit.row.share for hit in hits]),
        ("turnout", [hit.row.turnout for hit in hits]),
    ):
        spikes, published = find_spikes(parts), vector(name)["spikes"][key]
        top = sorted(spikes.percentages, key=lambda spike: -spike.z)
        for spike, held in zip(top, published["top"], strict=False):
            values = (spike.percent, spike.observed, spike.expected, spike.z)
            agree(values, held, "percent observed expected z")
        assert [spike.percent for spike in spikes.marked] == published["holm_5_percent"]
