"""What the site says of its own openness: nine principles, each with what was measured and what was not.

The principles are those of the Open Election Data Initiative of the National Democratic Institute
(openelectiondata.net). A measure is computed when it is asked for; what nobody can measure from here is said
to be stated.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from hattama.core.tabulation import Delays
from hattama.core.vocabulary import Contest
from hattama.publish.data_package import MEDIA_TYPES
from hattama.web.kernel.accounts.address_rules import rules_of_addresses
from hattama.web.kernel.languages.templatetags.hattama_text import bytes_size, count, moment, share, words
from hattama.web.kernel.templatetags.hattama_public import contest_tabs
from hattama.web.openness.reading import ContestReach, DutyMet, Openness

_ENDING = re.compile(r"\.([a-z-]+)$")
_DAY = 24 * 3600
_OPEN_TO_ANYONE = ("data/", "scans/", "api/", "e/")


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of evidence: what it is, its value as the page writes it, and what it is a part of."""

    name: str
    value: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Principle:
    """One principle with its evidence. `stated`: why nothing here can be measured; empty where it was.

    `others`: of the contests that are out of sight where there are many, `other_contests` of them.
    """

    code: str
    name: str
    asks: str
    measures: tuple[Measure, ...]
    stated: str = ""
    others: tuple[Measure, ...] = ()
    other_contests: int = 0


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses of pages, files and the interface: how many there are, how many are open to anyone."""

    total: int
    public: int
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the principles are told from."""

    openness: Openness
    contests: Sequence[Contest]
    addresses: Addresses
    bulk_files: int
    bulk_bytes: int
    days_unchanged: int


def count_addresses() -> Addresses:
    """What readers can open, by the rules that the addresses themselves carry."""
    # Pages stand once, in whatever language this is asked: those of the others begin with its prefix.
    with override(settings.LANGUAGE_CODE):
        found = rules_of_addresses(settings.ROOT_URLCONF)
    shown = [(address, rule) for address, rule in found if address.startswith(_OPEN_TO_ANYONE)]
    endings = {match[1] for address, _rule in shown if (match := _ENDING.search(address))}
    public = sum(rule == "public" for _address, rule in shown)
    return Addresses(len(shown), public, tuple(sorted({*endings, *MEDIA_TYPES})))


def principles(facts: Facts) -> list[Principle]:
    """The nine, in the order of the Initiative."""
    makers: tuple[Callable[[Facts], Principle], ...] = (
        _timely,
        _granular,
        _free,
        _complete,
        _analyzable,
        _non_proprietary,
        _non_discriminatory,
        _license_free,
        _permanent,
    )
    return [make(facts) for make in makers]


def clock_length(seconds: int | None) -> str:
    """Hours, minutes and seconds as a clock writes them: 0:01:05; from two days on, days before them."""
    if seconds is None:
        return _("no data")
    days = seconds // _DAY if seconds >= 2 * _DAY else 0
    hours = (seconds - days * _DAY) // 3600
    clock = f"{hours}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return _("%(days)s d %(clock)s") % {"days": count(days), "clock": clock} if days else clock


def part_of(part: int, whole: int) -> str:
    """A share in per cent; no share of nothing."""
    return share(Fraction(part, whole)) if whole else _("no data")


def _of(part: int, whole: int) -> str:
    return _("%(part)s of %(whole)s") % {"part": count(part), "whole": count(whole)}


def _delay(name: str, delays: Delays) -> list[Measure]:
    return [
        Measure(_("%(span)s: median") % {"span": name}, clock_length(delays.median)),
        Measure(_("%(span)s: 95th percentile") % {"span": name}, clock_length(delays.ninety_fifth)),
        Measure(
            _("%(span)s: within 60 seconds") % {"span": name},
            part_of(delays.within_a_minute, delays.counted),
            _of(delays.within_a_minute, delays.counted),
        ),
    ]


def _duty(one: DutyMet) -> Measure:
    """What the law asks, with its norm, and of how many protocols it was done."""
    name = f"{words(one.duty.words)} ({words(one.duty.cited.words)})"
    return Measure(name, part_of(one.met, one.of), _of(one.met, one.of))


def _timely(facts: Facts) -> Principle:
    found = facts.openness
    signed = found.since_signed
    return Principle(
        "timely",
        _("Timely"),
        _("Results are published as soon as there are any."),
        (
            Measure(_("First protocol published"), moment(found.first_at)),
            *_delay(_("From received to public"), found.since_received),
            *_delay(_("From signed to public"), signed),
            Measure(_("Protocols without a time of signing"), count(signed.without)),
            Measure(_("Protocols public before their time of signing"), count(signed.backwards)),
            *(_duty(one) for one in found.duties if one.duty.deadline is not None),
        ),
    )


def _granular(facts: Facts) -> Principle:
    names = {contest.code: words(contest.listed_as) for contest in facts.contests}
    folded = {contest.code for contest in contest_tabs(facts.contests, None).folded}
    reached = any(reach.level == "precinct" for reach in facts.openness.contests)
    measures = [Measure(_("Level reached"), _("Polling station") if reached else _("nothing published yet"))]
    others: list[Measure] = []
    for reach in facts.openness.contests:
        told = others if reach.contest in folded else measures
        told += _reach(names[reach.contest], reach)
    measures += [_duty(one) for one in facts.openness.duties if one.duty.figure]
    return Principle(
        "granular",
        _("Granular"),
        _("Results go down to the polling station, where votes were counted."),
        tuple(measures),
        others=tuple(others),
        other_contests=len(folded),
    )


def _reach(name: str, reach: ContestReach) -> list[Measure]:
    return [
        Measure(
            _("%(contest)s: polling stations with a protocol") % {"contest": name},
            part_of(reach.received, reach.expected),
            _of(reach.received, reach.expected),
        ),
        Measure(
            _("%(contest)s: counted protocols with a scan of the signed paper") % {"contest": name},
            part_of(reach.with_scan, reach.counted),
            _of(reach.with_scan, reach.counted),
        ),
        Measure(
            _("%(contest)s: counted protocols with figures") % {"contest": name},
            part_of(reach.with_figures, reach.counted),
            _of(reach.with_figures, reach.counted),
        ),
    ]


def _free(facts: Facts) -> Principle:
    addresses = facts.addresses
    return Principle(
        "free",
        _("Free of charge on the internet"),
        _("Anyone can read and download it without paying."),
        (
            Measure(
                _("Addresses of pages, files and the interface that ask nobody to log in or pay"),
                part_of(addresses.public, addresses.total),
                _of(addresses.public, addresses.total),
            ),
        ),
    )


def _complete(facts: Facts) -> Principle:
    expected = sum(reach.expected for reach in facts.openness.contests)
    received = sum(reach.received for reach in facts.openness.contests)
    return Principle(
        "complete",
        _("Complete and in bulk"),
        _("All of it can be taken at once, and what is lacking is said."),
        (
            Measure(_("Expected protocols published"), part_of(received, expected), _of(received, expected)),
            Measure(_("Not received, listed by name"), count(expected - received)),
            Measure(_("Files of the whole election, with hashes, in one list"), count(facts.bulk_files)),
            Measure(_("Their size together"), bytes_size(facts.bulk_bytes)),
        ),
    )


def _analyzable(facts: Facts) -> Principle:
    found = facts.openness
    written = found.figures + found.illegible
    return Principle(
        "analyzable",
        _("Analyzable"),
        _("Figures are numbers that programs can read, not pictures of numbers."),
        (
            Measure(_("Lines of the protocol forms, all of them published"), count(found.fields)),
            Measure(
                _("Figures on the papers that are published as numbers"),
                part_of(found.figures, written),
                _of(found.figures, written),
            ),
            Measure(_("Illegible figures, marked as such"), count(found.illegible)),
        ),
    )


def _non_proprietary(facts: Facts) -> Principle:
    scans = [
        Measure(
            _("Scans: %(kind)s") % {"kind": kind.media_type}, count(kind.scans), bytes_size(kind.size_bytes)
        )
        for kind in facts.openness.scans
    ]
    return Principle(
        "non_proprietary",
        _("Non-proprietary"),
        _("Formats are open: nobody has to buy a program to read them."),
        (Measure(_("Formats offered"), ", ".join(facts.addresses.formats)), *scans),
    )


def _non_discriminatory(facts: Facts) -> Principle:
    asking = facts.addresses.total - facts.addresses.public
    return Principle(
        "non_discriminatory",
        _("Non-discriminatory"),
        _("Anyone may have the data, without saying who they are and what for."),
        (
            Measure(
                _("Addresses that ask who the reader is"), count(asking), _of(asking, facts.addresses.total)
            ),
            Measure(_("Languages of every page"), count(len(settings.LANGUAGES))),
        ),
        _("Who reads in fact is not measured: the site keeps no record of its readers."),
    )


def _license_free(facts: Facts) -> Principle:
    return Principle(
        "license_free",
        _("License-free"),
        _("Use is open for everything, including business, without asking anybody."),
        (Measure(_("Licence stated with the data"), "CC BY 4.0"),),
        _(
            "This is stated, and nothing here can measure it. The licence has one condition, to name the"
            " source; the principle asks for none."
        ),
    )


def _permanent(facts: Facts) -> Principle:
    found = facts.openness
    earlier = sum(found.changes[kind] for kind in ("correction", "recount", "annulment"))
    return Principle(
        "permanent",
        _("Permanent"),
        _("What was published stays where it is, and a change leaves the earlier state readable."),
        (
            Measure(_("Entries of the log, none of which was ever taken out"), count(found.tree_size)),
            Measure(
                _("Corrections, recounts and annulments, earlier figures readable"),
                count(earlier),
            ),
            Measure(_("Scans withdrawn, each by an entry that says so"), count(found.withdrawn)),
            Measure(_("Last entry"), moment(found.last_at)),
            Measure(_("Full days without change since"), count(facts.days_unchanged)),
        ),
        _("Whether these addresses still answer in many years cannot be measured today."),
    )
