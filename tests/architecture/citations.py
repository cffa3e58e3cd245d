"""Every citation of packs and records with its norm and edition: `python -m tests.architecture.citations`.

Three counts close the list, and each must be 0: citations of norms that are not there, of norms that were
not in force on the pack's day, and hard findings that rest on what was not read. A pack with any of them is
not even read.
"""

import sys
from collections.abc import Iterator

from hattama.core.vocabulary import Severity
from hattama.formats.citing import Use, publication_uses, shipped_uses
from hattama.formats.faults import InputFaults
from hattama.rulepacks import rulepack_ids

REFUSED = {"PACK-NORM": "dangling", "PACK-FORCE": "out of force", "PACK-HARD": "hard on inferred"}


def all_uses() -> tuple[list[Use], list[str]]:
    """Everything that cites norms, and the codes of the faults of packs that cannot be read."""
    uses = list(publication_uses())
    faults: list[str] = []
    for pack_id in rulepack_ids():
        try:
            uses += shipped_uses(pack_id)
        except InputFaults as refusal:
            faults += [fault.code for fault in refusal.faults]
    return uses, faults


def listed(uses: list[Use]) -> Iterator[str]:
    """A line for each norm that a rule cites: pack, rule, norm, edition, how it is known."""
    for use in uses:
        for cited in use.cited.norms:
            place = f"{use.pack_id} {use.kind} {use.where}{'.' if use.where else ''}{use.code}"
            yield f"{place}: {cited.norm_id} {cited.edition} {cited.certainty}"


def troubles(uses: list[Use], faults: list[str]) -> dict[str, int]:
    """How many citations are wrong, by what is wrong with them."""
    counts = {name: faults.count(code) for code, name in REFUSED.items()}
    hard = [use for use in uses if use.severity is Severity.HARD]
    counts["hard on inferred"] += sum(use.is_ours or use.cited.is_inferred for use in hard)
    return counts


if __name__ == "__main__":
    found = all_uses()
    told = list(listed(found[0]))
    print(*told, sep="\n")
    counted = troubles(*found)
    print(f"{len(told)} citations;", ", ".join(f"{count} {name}" for name, count in counted.items()))
    sys.exit(any(counted.values()))
