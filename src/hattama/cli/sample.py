"""`hattama sample`: stations drawn by a public seed, the list sealed, and what their reports come to."""

import argparse
import json
import os
import secrets
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from hattama.cli.grid import grid_lines
from hattama.cli.outcome import read_votes
from hattama.cli.whole_files import replace_file, sync
from hattama.core.audits import LEAST_SEED, SeedTooShort
from hattama.core.entries import sealed_digest
from hattama.core.observation import (
    Base,
    Frame,
    Moments,
    SampleOutOfRange,
    allocate,
    draw_sample,
    planned_margin,
    spread_weights,
    voters_formula,
)
from hattama.core.outcomes import say_number, say_share
from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind, InputFaults, refuse_if_any
from hattama.formats.samples import (
    parse_sample,
    read_frame,
    read_results,
    read_station_file,
    render_list,
    render_sample,
)
from hattama.phrases import Refused, add_verb, bounded, say
from hattama.phrases.of_rooms.quick_count import (
    BASES,
    beside_official,
    count_from,
    official_figures,
    quick_count_lines,
    say_interval,
)
from hattama.publish.interval_drawing import DrawnInterval, draw_intervals

_HELP = {
    "draw": Message("how many stations of each stratum and with which margin; with a seed, which ones"),
    "seal": Message(
        "the digest of a file that is published now and opened later, or whether a file fits one"
    ),
    "report": Message("the estimates as reports came in, and who is missing"),
    "estimate": Message("what the reports come to, beside the official figures"),
    "frame": Message("a table of all stations: station, stratum, and where known cluster and registered"),
    "stations": Message("how many stations are drawn in all, or how many clusters with --in-cluster"),
    "past": Message("results of an earlier election by station: for the margin and --by-spread"),
    "past_mapping": Message("the mapping of the earlier election's columns (TOML)"),
    "choice": Message("for which list or candidate of the past the margin is; the largest if not named"),
    "by_spread": Message("more stations where past results of a stratum lay further apart (Neyman)"),
    "in_cluster": Message("draw clusters, and so many stations in each"),
    "least": Message("the fewest stations of a stratum (2)"),
    "seed": Message("digits thrown in public after the frame was published"),
    "into": Message("the folder for sample.json and sample.csv"),
    "file": Message("the file that is sealed"),
    "against": Message("the file of a seal: does it fit"),
    "list": Message("the file sample.json"),
    "results": Message("results of stations: station and votes_… for each choice, in the order they came"),
    "official": Message("the official figures: a CSV file with the columns choice,votes"),
    "svg": Message("draw the intervals into this file"),
}
_SEED = FaultKind.of(
    "SAMPLE-SEED", Message("a seed has at least {expected} digits thrown in public, found: {found}")
)
_MOST_STATIONS = 1_000_000
_RANGE = FaultKind.of("SAMPLE-SIZE", Message("so many cannot be drawn: {found}; possible are {expected}"))
_NOT_PAST = FaultKind.of("SAMPLE-PAST", Message("stations of the past that the frame does not have: {found}"))
_NO_CHOICE = FaultKind.of("SAMPLE-CHOICE", Message("there is no such list or candidate: {found}"))
_NEEDS_PAST = FaultKind.of("SAMPLE-SPREAD", Message("past results are needed: --past"))
_NOT_A_SEAL = FaultKind.of("SAMPLE-SEAL", Message("this is not the file of a seal"))

_FRAME = Message("Stations: {stations}, strata: {strata}. SHA-256 of the frame: {digest}. Publish both now.")
_STRATA = (Message("Stratum"), Message("To draw from"), Message("Drawn"))
_MARGIN = Message("Planned margin for {choice} by the past results: ± {margin}.")
_NO_MARGIN = Message(
    "No margin can be planned: the past results have fewer than two stations of these strata: {strata}"
)
_VOTERS = Message(
    "Voters drawn one by one would be {voters} for this margin. Stations are drawn, whose voters vote alike: "
    "that formula says nothing of them."
)
_DRAWN = Message("Drawn: {stations} stations; {list} and {table} are written.")
_SEALED = Message("SHA-256 for the log: {digest}. Keep {file}: without it the seal cannot be opened.")
_FITS = Message("The file is the one that was sealed.")
_DIFFERS = Message("The file is not the one that was sealed.")
_SHARES = (Message("Choice"), Message("Estimate"), Message("Official"))
_PROGRESS = (Message("Reported"), Message("Choice"), Message("Estimate"))
_RESPONSE = (Message("Stratum"), Message("Drawn"), Message("Reported"))
_DRAWING = Message("Estimates with their intervals; the broken stroke is the official share")


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add the command, with its help in `language`."""
    told = {name: say(words, language).replace("%", "%%") for name, words in _HELP.items()}
    steps = parser.add_subparsers(metavar="VERB", dest="verb", required=True)
    draw = _step(steps, "draw", _draw, told)
    draw.add_argument("frame", type=Path, metavar="FRAME", help=told["frame"])
    draw.add_argument("--mapping", type=Path, metavar="MAP.toml")
    some, more = bounded(language, 1, _MOST_STATIONS), bounded(language, 0, _MOST_STATIONS)
    draw.add_argument("--stations", metavar="N", type=some, required=True, help=told["stations"])
    draw.add_argument("--past", type=Path, metavar="FILE", help=told["past"])
    draw.add_argument("--past-mapping", type=Path, metavar="MAP.toml", help=told["past_mapping"])
    draw.add_argument("--choice", metavar="CODE", help=told["choice"])
    draw.add_argument("--by-spread", action="store_true", help=told["by_spread"])
    draw.add_argument("--in-cluster", metavar="N", type=more, default=0, help=told["in_cluster"])
    draw.add_argument("--least", metavar="N", type=some, default=2, help=told["least"])
    draw.add_argument("--seed", metavar="DIGITS", help=told["seed"])
    draw.add_argument("--into", type=Path, metavar="FOLDER", default=Path(), help=told["into"])
    seal = _step(steps, "seal", _seal, told)
    seal.add_argument("file", type=Path, metavar="FILE", help=told["file"])
    seal.add_argument("--against", type=Path, metavar="SEAL.json", help=told["against"])
    for name, run in (("report", _report), ("estimate", _estimate)):
        step = _step(steps, name, run, told)
        step.add_argument("sample", type=Path, metavar="SAMPLE.json", help=told["list"])
        step.add_argument("results", type=Path, metavar="RESULTS", help=told["results"])
        step.add_argument("--mapping", type=Path, metavar="MAP.toml")
        step.add_argument("--official", metavar="VOTES.csv", help=told["official"])
        step.add_argument("--svg", type=Path, metavar="FILE", help=told["svg"])
        step.add_argument("--format", choices=("table", "json"), default="table")


def _step(steps: Any, name: str, run: Any, told: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = add_verb(steps, name, told[name], run)
    return parser


def _draw(args: argparse.Namespace) -> int:
    frame, in_cluster = read_frame(args.frame, args.mapping), args.in_cluster
    units = frame.units(clustered=in_cluster > 0)
    choice, past = _past(args, frame)
    if args.by_spread and past is None:
        raise InputFaults([_NEEDS_PAST.at("--by-spread")])
    stations = frame.units(clustered=False)
    weights = spread_weights(past, stations) if args.by_spread and past is not None else None
    try:
        allocation = allocate(units, args.stations, weights, least=args.least)
    except SampleOutOfRange as bounds:
        expected = f"{bounds.least}–{bounds.most}"
        raise InputFaults([_RANGE.at("--stations", found=str(args.stations), expected=expected)]) from None
    if args.seed is None:
        _plan(args, frame, allocation, units)
        if past is not None and not in_cluster:
            _say_margin(args, choice, past, stations, allocation)
        return 0
    try:
        sample = draw_sample(frame, allocation, args.seed.strip(), in_cluster=in_cluster)
    except SeedTooShort:
        found = str(len(args.seed.strip()))
        raise InputFaults([_SEED.at("--seed", found=found, expected=str(LEAST_SEED))]) from None
    listed, table = args.into / "sample.json", args.into / "sample.csv"
    replace_file(listed, render_sample(sample).encode())
    replace_file(table, render_list(sample))
    drawn = say_number(len(sample.stations))
    print(say(_DRAWN, args.language, stations=drawn, list=listed, table=table))
    return 0


def _past(args: argparse.Namespace, frame: Frame) -> tuple[str, dict[str, Moments] | None]:
    """The past by the strata of the frame; stations without all figures are left out."""
    if args.past is None:
        return "", None
    figures = read_station_file(args.past, args.past_mapping or args.mapping)
    choice = args.choice or figures.choices[figures.leader]
    if choice not in figures.choices:
        raise InputFaults([_NO_CHOICE.at("--choice", found=choice)])
    stratum_of, place = {one.code: one.stratum for one in frame.stations}, figures.choices.index(choice)
    strangers = [one.code for one in figures.stations if one.code not in stratum_of]
    refuse_if_any(_NOT_PAST.at(args.past.name, found=", ".join(strangers[:5])) for _ in strangers[:1])
    pairs: dict[str, list[tuple[int, int]]] = {name: [] for name in frame.strata}
    for one in figures.stations:
        votes = one.votes[place]
        if votes is not None and one.counted:
            pairs[stratum_of[one.code]].append((votes, one.counted))
    return choice, {name: Moments.of(held) for name, held in pairs.items()}


def _plan(
    args: argparse.Namespace, frame: Frame, allocation: Mapping[str, int], units: Mapping[str, int]
) -> None:
    strata = say_number(len(frame.strata))
    stations, digest = say_number(len(frame.stations)), frame.sha256
    print(say(_FRAME, args.language, stations=stations, strata=strata, digest=digest))
    rows = [[name or "–", say_number(units[name]), say_number(size)] for name, size in allocation.items()]
    _print_grid([say(head, args.language) for head in _STRATA], rows)


def _say_margin(
    args: argparse.Namespace,
    choice: str,
    past: Mapping[str, Moments],
    sizes: Mapping[str, int],
    allocation: Mapping[str, int],
) -> None:
    unknown = [name or "–" for name, one in past.items() if one.stations < min(2, sizes[name])]
    if unknown:
        print("\n" + say(_NO_MARGIN, args.language, strata=", ".join(unknown)))
        return
    margin = planned_margin(past, sizes, allocation)
    told = say_share(Fraction(margin).limit_denominator(10**6), args.language)
    print("\n" + say(_MARGIN, args.language, choice=choice, margin=told))
    if margin:
        ballots = sum(one.bases for one in past.values())
        voters = say_number(round(voters_formula(margin, ballots, 1.96)))
        print(say(_VOTERS, args.language, voters=voters))


def _seal(args: argparse.Namespace) -> int:
    data = args.file.read_bytes()
    if args.against is not None:
        sealed, salt = _salt_of(args.against)
        fits = sealed_digest(data, salt) == sealed
        print(say(_FITS if fits else _DIFFERS, args.language))
        return 0 if fits else 1
    salt = secrets.token_hex(32)
    digest, kept = sealed_digest(data, salt), args.file.with_name(args.file.name + ".seal.json")
    told = {"file": args.file.name, "digest": digest, "salt": salt}
    try:
        with kept.open("x") as file:
            file.write(json.dumps(told, indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
        sync(kept.parent)
    except FileExistsError:
        # It holds the salt of a seal that may stand in the log; half a file holds that of none.
        _salt_of(kept)
        raise Refused(Message("{file} is there already and is left as it is."), file=kept) from None
    except OSError:
        # Nobody was told the digest.
        kept.unlink(missing_ok=True)
        raise
    print(say(_SEALED, args.language, digest=digest, file=kept))
    return 0


def _salt_of(path: Path) -> tuple[str, str]:
    try:
        told = json.loads(path.read_bytes())
        return str(told["digest"]), str(told["salt"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InputFaults([_NOT_A_SEAL.at(path.name)]) from None


def _counted(args: argparse.Namespace) -> dict[str, Any]:
    """The sample, its results, and all they come to; the seed of what is resampled is the sample's."""
    sample = parse_sample(args.sample.read_bytes(), args.sample.name)
    figures = read_results(args.results, args.mapping, sample)
    document = count_from(sample, figures)
    return (
        beside_official(document, official_figures(read_votes(args.official))) if args.official else document
    )


def _report(args: argparse.Namespace) -> int:
    document = _counted(args)
    if args.format == "json":
        return _drawn(args, document) or _print_json(document)
    language = args.language
    rows = [
        [say_number(step["reported"]), choice, say_interval(ends, language)]
        for step in document["progress"]
        for choice in sorted(step["choices"], key=lambda code: -step["choices"][code][0])[:3]
        for ends in [dict(zip(("share", "low", "high"), step["choices"][choice], strict=True))]
    ]
    _print_grid([say(head, language) for head in _PROGRESS], rows, (True, False, True))
    print()
    rows = [[name or "–", say_number(drawn), say_number(came)] for name, drawn, came in document["response"]]
    _print_grid([say(head, language) for head in _RESPONSE], rows)
    _print_notes(document, language)
    return _drawn(args, document)


def _estimate(args: argparse.Namespace) -> int:
    document = _counted(args)
    if args.format == "json":
        return _drawn(args, document) or _print_json(document)
    language = args.language
    for base in document["bases"]:
        print(say(BASES[Base(base["base"])], language))
        rows = [
            [one["choice"], say_interval(one, language), *_held(one["official"], language)]
            for one in base["choices"]
        ]
        heads = [*(say(head, language) for head in _SHARES), ""]
        _print_grid(heads, rows, (False, True, True, False))
        print()
    for name, value in quick_count_lines(document, language):
        print(f"{name}: {value}")
    _print_notes(document, language)
    return _drawn(args, document)


def _held(official: Mapping[str, Any] | None, language: str) -> tuple[str, str]:
    if official is None:
        return "–", ""
    share = say_share(Fraction(official["share"]).limit_denominator(10**6), language)
    return share, official["words"][language]


def _drawn(args: argparse.Namespace, document: Mapping[str, Any]) -> int:
    if args.svg is not None and document["bases"]:
        rows = [
            DrawnInterval(
                one["choice"], one["low"], one["share"], one["high"], (one["official"] or {}).get("share")
            )
            for one in document["bases"][0]["choices"]
        ]
        replace_file(args.svg, draw_intervals(rows, say(_DRAWING, args.language)).encode())
    return 0


def _print_notes(document: Mapping[str, Any], language: str) -> None:
    for note in document["notes"]:
        print("\n" + note[language])


def _print_grid(
    heads: list[str], rows: list[list[str]], numeric: tuple[bool, ...] = (False, True, True)
) -> None:
    print("\n".join(grid_lines(heads, rows, numeric)))


def _print_json(document: Mapping[str, Any]) -> int:
    print(json.dumps(document, ensure_ascii=False, indent=1))
    return 0
