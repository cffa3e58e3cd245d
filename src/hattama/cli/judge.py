"""`hattama judge BUNDLE`: every precinct's card and the nation's balance, from published files alone."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hattama.cli.unread_bundles import BUNDLE_UNREAD, refuse_unread
from hattama.core.cards import STATE_WORDS, Card, State
from hattama.core.outcomes import say_number
from hattama.core.vocabulary import Message
from hattama.phrases import Refused, say
from hattama.phrases.of_rooms.cards import balance_document, card_document, card_line, criteria_document
from hattama.publish.precinct_cards import cards_csv
from hattama.verification.folders import FolderPlace
from hattama.verification.judged import Judged, judge_bundle

_SOURCE = Message("the folder of a published bundle")
_PRECINCT = Message("the card of this polling station alone, by its identifier")
_CONTEST = Message("this contest alone")
_NO_CONTEST = Message("{path}: there is no contest {id}; there are: {known}")
_CHECK = Message("The signatures and hashes of this bundle are not checked here: `hattama verify` does that.")
_AREA, _PRECINCTS, _VOTES, _VOTERS = (
    Message("area"),
    Message("polling stations"),
    Message("votes counted there"),
    Message("voters at most"),
)
_CRITERION, _STATE, _WHY, _NORM = Message("criterion"), Message("state"), Message("why"), Message("norm")
_EVIDENCE = Message("evidence")
_FOR = Message("Figures of observers' copies, and no commission's: {names}.")


def register(parser: argparse.ArgumentParser, language: str) -> None:
    """Add `judge`."""
    parser.add_argument("source", metavar="BUNDLE", type=Path, help=say(_SOURCE, language))
    parser.add_argument("--precinct", default="", metavar="ID", help=say(_PRECINCT, language))
    parser.add_argument("--contest", default="", metavar="CODE", help=say(_CONTEST, language))
    parser.add_argument("--format", choices=("md", "json", "csv"), default="md")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print cards and balance; 0 whatever they say, 2 where the bundle cannot be read."""
    try:
        judged = judge_bundle(FolderPlace(args.source))
    except BUNDLE_UNREAD as trouble:
        raise refuse_unread(args.source, trouble) from None
    _refuse_unknown(args, judged)
    _print(args, judged)
    return 0


def _refuse_unknown(args: argparse.Namespace, judged: Judged) -> None:
    if args.precinct and args.precinct not in judged.foundation.paths:
        raise Refused(Message("{path}: there is no polling station {id}"), path=args.source, id=args.precinct)
    known = [one.contest.code for one in judged.contests]
    if args.contest and args.contest not in known:
        raise Refused(_NO_CONTEST, path=args.source, id=args.contest, known=", ".join(known))


def _cards(args: argparse.Namespace, judged: Judged) -> Iterator[Card]:
    for contest in judged.contests:
        if args.contest in ("", contest.contest.code):
            yield from (card for card in contest.cards if args.precinct in ("", card.area_id))


def _print(args: argparse.Namespace, judged: Judged) -> None:
    codes = [criterion.code for criterion in judged.rules.criteria]
    if args.format == "csv":
        sys.stdout.write(b"".join(cards_csv(_cards(args, judged), codes)).decode())
    elif args.format == "json":
        print(json.dumps(_document(args, judged), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_markdown(args, judged)))


def _document(args: argparse.Namespace, judged: Judged) -> dict[str, Any]:
    return {
        "election": judged.foundation.election.election_id,
        "tree_size": judged.size,
        "criteria": criteria_document(judged.rules.criteria),
        "balances": [] if args.precinct else list(_balances(args, judged)),
        "cards": [card_document(card) for card in _cards(args, judged)],
    }


def _balances(args: argparse.Namespace, judged: Judged) -> Iterator[dict[str, Any]]:
    areas = judged.foundation.areas.areas
    for one in judged.contests:
        code = one.contest.code
        held = [
            (area, judged.balances[area.area_id, code])
            for area in areas
            if (area.area_id, code) in judged.balances
        ]
        if held and args.contest in ("", code):
            yield balance_document(code, held, one.margins, one.copies)


def _markdown(args: argparse.Namespace, judged: Judged) -> Iterator[str]:
    language = args.language
    yield f"# {say(judged.foundation.election.names, language)}"
    yield ""
    yield say(_CHECK, language)
    if args.precinct:
        for card in _cards(args, judged):
            yield from _card(card, judged, language)
        return
    names = {one.contest.code: one.contest.names for one in judged.contests}
    for document in _balances(args, judged):
        yield ""
        yield f"## {say(names[document['contest']], language)}"
        yield ""
        yield f"**{document['sentence'][language]}** {document['contradicted_alone'][language]}"
        if document["of_copies"] is not None:
            yield f"\n**{document['of_copies'][language]}**"
        yield f"\n{document['says_not'][language]}"
        yield from _states(document["areas"][0]["overall"], language)
        yield from _criteria(document["areas"][0]["by_criterion"], judged, language)
        yield from _areas(document["areas"][1:], language)


def _states(stands: Mapping[str, Any], language: str) -> Iterator[str]:
    yield from _head((_STATE, _PRECINCTS, _VOTES, _VOTERS), language)
    for state in State:
        if (stand := stands.get(state.value)) is not None:
            numbers = (_number(stand[key]) for key in ("precincts", "votes", "voters"))
            yield _row((say(STATE_WORDS[state], language), *numbers))


def _criteria(by_criterion: Mapping[str, Any], judged: Judged, language: str) -> Iterator[str]:
    yield from _head((_CRITERION, *STATE_WORDS.values()), language)
    for criterion in judged.rules.criteria:
        stands = by_criterion.get(criterion.code, {})
        yield _row((say(criterion.question, language), *_counts(stands)))


def _areas(areas: list[Any], language: str) -> Iterator[str]:
    yield from _head((_AREA, *STATE_WORDS.values()), language)
    for area in areas:
        name = area["names"].get(language) or area["area"]
        yield _row((name, *_counts(area["overall"])))


def _counts(stands: Mapping[str, Any]) -> Iterator[str]:
    return (_number(stands.get(state.value, {}).get("precincts", 0)) for state in State)


def _card(card: Card, judged: Judged, language: str) -> Iterator[str]:
    contest = judged.rules.election.contest(card.contest)
    yield f"\n## {card.area_id}: {say(contest.names, language)}"
    yield ""
    yield say(card_line([answer.state for answer in card.answers]), language)
    if card.copies:
        yield f"\n**{say(_FOR, language, names=', '.join(card.copies))}**"
    yield from _head((_CRITERION, _STATE, _WHY, _NORM, _EVIDENCE), language)
    criteria = {document["code"]: document for document in criteria_document(judged.rules.criteria)}
    for answer in card.answers:
        asked = criteria[answer.criterion]
        evidence = ", ".join(f"{one.kind.value} {one.ref}" for one in answer.evidence)
        state = say(STATE_WORDS[answer.state], language)
        said = (asked["question"][language], state, say(answer.why(), language))
        yield _row((*said, asked["cited"][language], evidence or "–"))


def _head(words: tuple[Message, ...], language: str) -> Iterator[str]:
    yield ""
    yield _row(say(one, language) for one in words)
    yield "|" + "---|" * len(words)


def _row(cells: Any) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _number(value: int | None) -> str:
    return "–" if value is None else say_number(value)
