"""`hattama pack check [PACK …]`: every citation of packs, registers and records of publication, counted.

Three counts must be 0: citations of norms that are not there, of norms that were not in force on the pack's
day, and hard findings that rest on what was not read. A pack with any of them is refused where it is read, so
that such a pack gives no citations here but its faults.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from hattama.core.norms import Cited, law_of
from hattama.core.vocabulary import Message, Severity
from hattama.formats.citing import Use
from hattama.formats.faults import InputFaults
from hattama.formats.norm_files import load_law
from hattama.formats.shipped_citations import publication_uses, register_uses, shipped_uses
from hattama.phrases import LANGUAGES, say, say_fault
from hattama.phrases.of_rooms.deadlines import CERTAINTIES
from hattama.rulepacks import norm_laws, rulepack_ids

_REFUSED = MappingProxyType({"PACK-NORM": "dangling", "PACK-FORCE": "late", "PACK-HARD": "hard"})
_COUNTED = Message(
    "{citations} citations of {norms} norms: {dangling} of no norm, {late} of norms not in force that day, "
    "{hard} hard findings on what was not read"
)


def check(named: Sequence[str], language: str, *, editions: bool) -> int:
    """Print the counts over the packs `named`, or over all that cites norms where none is; with `editions`
    each norm in the edition in force on its pack's day. 0 where nothing is wrong, else 1."""
    uses, faults = uses_and_faults(named)
    for words in faults:
        print(words[1][language], file=sys.stderr)
    if editions:
        for line in _editions(uses, language):
            print(line)
    citations = [cited for use in uses for cited in use.cited.norms]
    counts = troubles(uses, [code for code, _ in faults])
    norms = len({cited.norm_id for cited in citations})
    print(say(_COUNTED, language, citations=len(citations), norms=norms, **counts))
    return int(bool(faults) or any(counts.values()))


Fault = tuple[str, Mapping[str, str]]
"""The code of a fault, and its sentence by language."""


def uses_and_faults(named: Sequence[str] = ()) -> tuple[list[Use], list[Fault]]:
    """Everything that cites norms in the packs `named`, or in all and in registers and records; and what is
    wrong with packs that cannot be read."""
    uses = [] if named else [*publication_uses(), *register_uses()]
    faults: list[Fault] = []
    for pack_id in named or rulepack_ids():
        try:
            uses += shipped_uses(pack_id)
        except InputFaults as refusal:
            said = ({code: say_fault(fault, code) for code in LANGUAGES} for fault in refusal.faults)
            faults += [(fault.code, words) for fault, words in zip(refusal.faults, said, strict=True)]
    return uses, faults


def troubles(uses: Iterable[Use], faults: Sequence[str]) -> dict[str, int]:
    """How many citations are wrong, by what is wrong with them; `faults` are codes."""
    counts = {name: faults.count(code) for code, name in _REFUSED.items()}
    hard = [use for use in uses if use.severity is Severity.HARD]
    counts["hard"] += sum(use.is_ours or use.cited.is_inferred for use in hard)
    return counts


def _editions(uses: Sequence[Use], language: str) -> Iterator[str]:
    """For each pack each norm in its order of first use, with its edition and how many rules rest on it."""
    for pack_id, of_pack in groupby(sorted(uses, key=lambda use: use.pack_id), key=lambda use: use.pack_id):
        yield f"== {pack_id} =="
        rules = Counter(cited for use in of_pack for cited in use.cited.norms)
        yield from (_line(cited, count, language) for cited, count in rules.items())
        yield ""


def _line(cited: Cited, count: int, language: str) -> str:
    norm, certainty = cited.say(language), say(CERTAINTIES[cited.certainty], language)
    told = {"norm": norm, "id": cited.norm_id, "edition": _edition(cited, language), "certainty": certainty}
    return say(Message("{norm} ({id}): {edition}, {certainty}; rules: {n}"), language, **told, n=count)


def _edition(cited: Cited, language: str) -> str:
    law_id = law_of(cited.norm_id)
    editions = load_law(law_id).editions if law_id in norm_laws() else ()
    named = (edition.words for edition in editions if edition.name == cited.edition)
    return say(next(named), language) if editions else cited.edition
