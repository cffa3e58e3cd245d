"""`hattama findings`: which protocols break which control relation, or cannot be checked."""

import argparse
from typing import Any

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, say
from hattama.web.kernel.commands.answers import FORMATS, announce, find_election, print_in_words
from hattama.web.kernel.commands.preparation import add_prepared

_HELP = Message("protocols whose figures disagree")
_CODE = Message("only this rule code (KZ-K01, for example)")
_UNCHECKED = Message("also list what cannot be checked")
_SUMMARY = Message("{code}, protocols: {count}. {sentence}")
_NO_SUCH_CODE = Message("The rules of election {election} have no code {found}; they have: {known}")

_COLUMNS = (
    *("code", "severity", "verdict", "area", "contest", "figures"),
    *("left", "right", "row", "log_index"),
)


def register(subparsers: Any, language: str) -> None:
    """Add `findings`."""
    parser = add_prepared(subparsers, "findings", say(_HELP, language), _run)
    parser.add_argument("election", metavar="ELECTION")
    parser.add_argument("--code", default="", metavar="CODE", help=say(_CODE, language))
    parser.add_argument("--unchecked", action="store_true", help=say(_UNCHECKED, language))
    parser.add_argument("--format", choices=FORMATS, default="table")


def _run(args: argparse.Namespace) -> int:
    from hattama.web.kernel.published.tables import PublishedFinding

    election = find_election(args.election)
    found = PublishedFinding.objects.filter(election=election).select_related("protocol__area")
    sentences = _sentences(election, args.language)
    if args.code:
        if args.code not in sentences:
            # An empty list would read as «nothing is wrong».
            values = {"election": election.pk, "found": args.code, "known": ", ".join(sorted(sentences))}
            raise Refused(_NO_SUCH_CODE, **values)
        found = found.filter(code=args.code)
    if not args.unchecked:
        found = found.filter(verdict="broken")
    if args.format == "table":
        _say_summary(found, sentences, args.language)
    ordered = found.order_by("code", "protocol__area__code", "protocol__contest", "pk")
    rows = [_cells(row) for row in ordered.iterator(chunk_size=2000)]
    print_in_words(_COLUMNS, rows, args.format, args.language)
    return 0


def _cells(row: Any) -> tuple[object, ...]:
    protocol = row.protocol
    return (
        *(row.code, row.severity, row.verdict),
        *(protocol.area.code, protocol.contest, " ".join(row.fields)),
        *(row.left, row.right, row.row, protocol.entry_index),
    )


def _sentences(election: Any, language: str) -> dict[str, str]:
    """What is said in `language` where a rule is broken, by the codes that protocols may have."""
    from hattama.core.tabulation import rule_book
    from hattama.web.kernel.elections.loading import load_definition
    from hattama.web.kernel.published.browsing import load_root
    from hattama.web.kernel.published.missing import count_by_code

    book = rule_book(load_definition(election).pack.rules)
    recorded = (counted.code for counted in count_by_code(load_root(election)))
    return {rule.code: say(rule.words, language) for rule in book.of_protocols(recorded)}


def _say_summary(found: Any, sentences: dict[str, str], language: str) -> None:
    from django.db.models import Count

    counted = found.values_list("code").annotate(Count("protocol", distinct=True)).order_by("code")
    for code, count in counted:
        announce(_SUMMARY, language, code=code, count=count, sentence=sentences[code])
