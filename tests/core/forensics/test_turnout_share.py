"""Turnout against share: slopes, and the constructions that are only drawn."""

from hattama.core.forensics.turnout_share import comet_tail, fitting_rows, mirror, relate, stuffing_model
from tests.core.forensics.elections import agree, countries, election, vector


@countries
def test_turnout_against_share_and_what_is_only_drawn(name: str) -> None:
    rows, published = fitting_rows(election(name).rows), vector(name)
    relation, tail, bell, model = relate(rows), comet_tail(rows), mirror(rows), stuffing_model(rows)
    assert relation and tail and bell and model
    agree(
        (relation.stations, relation.slope, relation.correlation),
        published["turnout_share"],
        "stations slope_leader_of_register_on_turnout corr_turnout_share",
    )
    agree(
        ((tail.top + 0.5) / 100, tail.ratio, tail.anomalous, tail.of_leader),
        published["turnout_share"]["shpilkin"],
        "t_star k anomalous anomalous_of_leader",
    )
    leader, all_votes = sum(tail.leader), sum(tail.leader) + sum(tail.others)
    without = (leader - tail.anomalous) / (all_votes - tail.anomalous)
    agree(
        (leader / all_votes, without), published["turnout_share"]["shpilkin"], "share_official share_without"
    )
    agree(
        (bell.mode, bell.ballots, bell.mirrored, bell.ratio),
        published["turnout_share"]["mirror"],
        "mode ballots ballots_mirrored ratio",
    )
    agree(
        (model.tau, model.nu, model.edge),
        published["klimek"],
        "tau nu edge",
    )
    agree(
        (model.skewness, model.corner, model.stations),
        published["klimek"],
        "log_rate_skew corner_95 stations",
    )
