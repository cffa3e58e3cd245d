"""A night worked out before it comes: `python -m bench.scale --precincts 1000000 --hosts 8 --cores 16`.

Protocols arrive by a curve and pass the application's workers, the database, the store of scans and the one
writer of the log, which commits all who wait together. Service times are measured
(docs/developer/performance.md) and can be given. Printed: how busy each part is, how many wait, and how
long a precinct waits for its checkpoint.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.load_client import percentile
from bench.night_queues import Stay, delayed, inside, served_by_many, served_in_batches

HOUR = 3600.0
BATCH = 1000
CURVE_PRECINCTS = 600
CURVE_SEED = 1
SHAPE = 4.0
"""Service times scatter by half their mean: a gamma distribution of this shape."""


class TooManyReaders(ValueError):
    """Readers' pages alone take all that the application's processors have."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a site is made of. Times in seconds of one processor, or of the clock for the store."""

    hosts: int = 1
    cores: int = 2
    database_cores: int = 0
    application: float = 0.009
    database: float = 0.0035
    store: float = 0.0011
    writer_fixed: float = 0.010
    writer_each: float = 0.00016
    pages_a_second: float = 100.0
    page: float = 0.0023

    @property
    def processors(self) -> int:
        """Of the application; also of the database where it has none of its own."""
        return self.hosts * self.cores

    @property
    def readers_share(self) -> float:
        """The part of the application's processors that readers take."""
        return self.pages_a_second * self.page / self.processors


Curve = Callable[[random.Random], float]


def demonstration_curve() -> Curve:
    """Seconds after the first close of polls, as the protocols of the demonstration's night arrive."""
    from hattama.demonstration import demonstration_election

    made = demonstration_election(CURVE_PRECINCTS, CURVE_SEED)
    moments = sorted(protocol.arrives_after for protocol in made.protocols())

    def draw(chance: random.Random) -> float:
        # Between two neighbours, so that no two precincts of a larger country come at one moment.
        at = chance.random() * (len(moments) - 1)
        low = int(at)
        return moments[low] + (at - low) * (moments[low + 1] - moments[low])

    return draw


def one_hour_curve(chance: random.Random) -> float:
    """Everything within an hour, half of it in its first ten minutes."""
    if chance.random() < 0.5:
        return chance.random() * HOUR / 6
    return HOUR / 6 + chance.random() * HOUR * 5 / 6


def simulate(site: Site, arrivals: Sequence[float], seed: int) -> list[Stay]:
    """The stays at each part, the application first. Raises TooManyReaders."""
    if site.readers_share >= 1:
        raise TooManyReaders(f"{site.pages_a_second:g} pages a second")
    chance = random.Random(seed)
    shared = site.database_cores == 0
    work = (site.application + (site.database if shared else 0.0)) / (1 - site.readers_share)
    stays = [served_by_many("application", arrivals, _drawn(chance, work, arrivals), site.processors)]
    stored = delayed("store", stays[-1].left, _drawn(chance, site.store, arrivals))
    stays.append(stored)
    if not shared:
        services = _drawn(chance, site.database, arrivals)
        stays.append(served_by_many("database", stored.left, services, site.database_cores))
    stays.append(served_in_batches("log writer", stays[-1].left, site.writer_fixed, site.writer_each, BATCH))
    return stays


def _drawn(chance: random.Random, mean: float, arrivals: Sequence[float]) -> list[float]:
    return [chance.gammavariate(SHAPE, mean / SHAPE) for _ in arrivals]


def waits(stays: Sequence[Stay]) -> list[float]:
    """Seconds of each protocol from its arrival to the checkpoint that covers it."""
    return [left - came for came, left in zip(stays[0].arrived, stays[-1].left, strict=True)]


def render(stays: Sequence[Stay], minutes: int) -> str:
    """The parts, then the night in steps of so many minutes."""
    lines = [f"{'part':<12}{'servers':>8}{'busy':>7}{'inside, mean':>14}{'most':>9}{'p99 here, s':>13}"]
    for stay in stays:
        servers = "-" if stay.name == "store" else str(stay.servers)
        busy = "-" if stay.name == "store" else f"{stay.utilisation:.0%}"
        mean, most = inside(stay)
        slow = f"{percentile(stay.stays, 99):.2f}"
        lines.append(f"{stay.name:<12}{servers:>8}{busy:>7}{mean:>14.2f}{most:>9,}{slow:>13}")
    took = waits(stays)
    lines += ["", f"until covered: p50 {percentile(took, 50):.2f} s, p99 {percentile(took, 99):.2f} s"]
    lines[-1] += f", longest {max(took):.2f} s; {len(took):,} protocols"
    lines += ["", f"{'from minute':<12}{'a second':>9}{'p99, s':>9}{'longest, s':>12}"]
    return "\n".join([*lines, *_steps(stays[0].arrived, took, minutes)])


def _steps(arrived: Sequence[float], took: Sequence[float], minutes: int) -> list[str]:
    by_step: dict[int, list[float]] = {}
    for moment, seconds in zip(arrived, took, strict=True):
        by_step.setdefault(int(moment // (60 * minutes)), []).append(seconds)
    lines = []
    for step, some in sorted(by_step.items()):
        rate, slow = len(some) / (60 * minutes), percentile(some, 99)
        lines.append(f"{step * minutes:<12}{rate:>9.2f}{slow:>9.2f}{max(some):>12.2f}")
    return lines


def main(arguments: list[str]) -> int:
    """Work the night out and print it; 2 where readers alone are too many."""
    options = _parser().parse_args(arguments)
    curve = one_hour_curve if options.curve == "hour" else demonstration_curve()
    chance = random.Random(options.seed)
    arrivals = [curve(chance) for _ in range(options.precincts)]
    thousandths = {
        name: getattr(options, name) / 1000
        for name in ("application", "database", "store", "writer_fixed", "writer_each", "page")
    }
    site = Site(
        options.hosts,
        options.cores,
        options.database_cores,
        pages_a_second=options.pages,
        **thousandths,
    )
    try:
        stays = simulate(site, arrivals, options.seed)
    except TooManyReaders as readers:
        print(f"{readers} take more than {site.processors} processors have.", file=sys.stderr)
        return 2
    print(render(stays, options.minutes))
    return 0


def _parser() -> argparse.ArgumentParser:
    usual = Site()
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description="Work a night out.")
    parser.add_argument("--precincts", type=int, default=10_223, help="protocols that arrive")
    parser.add_argument("--curve", choices=("demonstration", "hour"), default="demonstration")
    parser.add_argument("--hosts", type=int, default=usual.hosts, help="application hosts")
    parser.add_argument("--cores", type=int, default=usual.cores, help="of each application host")
    parser.add_argument("--database-cores", type=int, default=0, help="0: it shares the application's")
    parser.add_argument("--pages", type=float, default=usual.pages_a_second, help="readers' pages a second")
    for name in ("application", "database", "store", "writer_fixed", "writer_each", "page"):
        default = 1000 * getattr(usual, name)
        option = f"--{name.replace('_', '-')}"
        parser.add_argument(option, type=float, default=default, metavar="MS", help=f"{default:g} ms")
    parser.add_argument("--minutes", type=int, default=30, help="of each step that is printed")
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
