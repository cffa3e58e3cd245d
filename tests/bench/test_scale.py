"""The laws of queues hold in what the simulation says."""

import random

import pytest

from bench.night_queues import FewerThanOne, Stay, delayed, inside, served_by_many, served_in_batches
from bench.scale import Site, TooManyReaders, main, one_hour_curve, simulate, waits

MANY = 60_000


def poisson(chance: random.Random, rate: float, count: int) -> list[float]:
    """Moments of a stream without memory."""
    now, moments = 0.0, []
    for _ in range(count):
        now += chance.expovariate(rate)
        moments.append(now)
    return moments


def exponential(chance: random.Random, mean: float, count: int) -> list[float]:
    return [chance.expovariate(1 / mean) for _ in range(count)]


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def a_station(rate: float, servers: int) -> Stay:
    chance = random.Random(7)
    return served_by_many("s", poisson(chance, rate, MANY), exponential(chance, 1.0, MANY), servers)


@pytest.mark.parametrize("busy", [0.3, 0.6, 0.8])
def test_one_server_without_memory_keeps_people_as_long_as_the_formula_says(busy: float) -> None:
    """M/M/1: a stay of 1 / (mu - lambda) on average (Kleinrock, Queueing Systems I, 3.2)."""
    stay = a_station(busy, 1)
    assert mean(stay.stays) == pytest.approx(1 / (1 - busy), rel=0.06)
    assert stay.utilisation == pytest.approx(busy, rel=0.03)


def test_two_servers_without_memory_keep_people_as_long_as_the_formula_says() -> None:
    """M/M/2: a stay of 1 / (1 - rho ** 2) service times on average, with rho the load of each server."""
    stay = a_station(1.4, 2)
    assert mean(stay.stays) == pytest.approx(1 / (1 - 0.7**2), rel=0.06)


@pytest.mark.parametrize("servers", [1, 3])
def test_as_many_are_inside_as_come_in_a_stay(servers: int) -> None:
    """Little's law: the area below the steps is the sum of the stays."""
    stay = a_station(0.9 * servers, servers)
    arrivals_a_second = len(stay.arrived) / stay.span
    assert inside(stay)[0] == pytest.approx(arrivals_a_second * mean(stay.stays), rel=1e-9)


def test_a_server_is_busy_as_long_as_its_work_takes() -> None:
    """The utilisation law, for every part of a site."""
    site = Site(hosts=2, cores=2, database_cores=3)
    chance = random.Random(3)
    arrivals = [one_hour_curve(chance) for _ in range(5000)]
    for stay in simulate(site, arrivals, 3):
        throughput = len(arrivals) / stay.span
        assert stay.utilisation == pytest.approx(throughput * stay.busy / len(arrivals) / stay.servers)
        assert inside(stay)[0] == pytest.approx(throughput * mean(stay.stays), rel=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_one_more_server_makes_nobody_at_a_station_wait_longer(seed: int) -> None:
    chance = random.Random(seed)
    arrived = poisson(chance, 1.8, 2000)
    services = [chance.gammavariate(4, 0.25) for _ in arrived]
    few, more = (served_by_many("s", arrived, services, servers) for servers in (2, 3))
    assert mean(more.stays) < mean(few.stays)
    assert all(later <= sooner for later, sooner in zip(more.stays, few.stays, strict=True))


def test_more_cores_never_make_a_night_slower_on_average() -> None:
    chance = random.Random(11)
    arrivals = [chance.random() * 600 for _ in range(20_000)]
    took = [mean(waits(simulate(Site(cores=cores), arrivals, 11))) for cores in (2, 4, 8)]
    assert took[0] > took[1] > took[2]


def test_who_waits_for_the_writer_is_covered_together() -> None:
    stay = served_in_batches("w", [0.0, 0.1, 0.2, 5.0], fixed=1.0, each=0.1, most=100)
    assert stay.left == pytest.approx([1.1, 2.3, 2.3, 6.1])
    assert stay.busy == pytest.approx(1.1 + 1.2 + 1.1)
    assert inside(stay)[1] == 3


def test_a_batch_holds_no_more_than_its_most() -> None:
    stay = served_in_batches("w", [0.0] * 5, fixed=1.0, each=0.0, most=2)
    assert sorted(stay.left) == [1.0, 1.0, 2.0, 2.0, 3.0]


def test_nobody_waits_for_another_where_all_are_served_at_once() -> None:
    assert delayed("d", [1.0, 1.0], [2.0, 3.0]).stays == [2.0, 3.0]


def test_a_station_without_a_server_is_refused() -> None:
    with pytest.raises(FewerThanOne):
        served_by_many("s", [0.0], [1.0], 0)
    with pytest.raises(FewerThanOne):
        served_in_batches("w", [0.0], 1.0, 1.0, 0)


def test_readers_who_take_every_processor_leave_no_night_to_work_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(TooManyReaders):
        simulate(Site(pages_a_second=1000, page=0.003), [0.0], 1)
    assert main(["--precincts", "10", "--curve", "hour", "--pages", "100000"]) == 2
    assert "processors" in capsys.readouterr().err


def test_a_night_is_printed_part_by_part(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--precincts", "300", "--curve", "hour", "--database-cores", "2", "--minutes", "10"]) == 0
    said = capsys.readouterr().out
    for part in ("application", "store", "database", "log writer", "until covered", "300 protocols"):
        assert part in said
