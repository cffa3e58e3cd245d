"""Whose decision the election's rule pack makes a deed, asked of the roles that people hold here."""

from typing import Final

from hattama.core.protocols import Extent, Powers
from hattama.core.vocabulary import Contest, Deed
from hattama.web.kernel.accounts.policy import BODY_OF, Role
from hattama.web.kernel.elections.loading import Definition
from hattama.web.kernel.elections.tables import AreaRow

OWN_DEEDS: Final = frozenset(
    {Deed.DECIDE, Deed.CONFIRM, Deed.CORRECT, Deed.ANNUL, Deed.OPEN_INVESTIGATION, Deed.CLOSE_INVESTIGATION}
)
"""What volunteers of a civic count do in their own name. A recount is made by those who have the ballots."""


def is_own(definition: Definition, deed: Deed) -> bool:
    """Whether `deed` is the word of volunteers about a copy, and no decision of a commission or a court."""
    return definition.election.civic and deed in OWN_DEEDS


def powers_over(definition: Definition, deed: Deed) -> Powers:
    """Those of the rule pack; none over what volunteers do, of which no law says whose it is."""
    return Powers() if is_own(definition, deed) else definition.pack.powers


def may_by_law(definition: Definition, deed: Deed, contest: Contest, extent: Extent, role: Role) -> bool:
    """Whether somebody of this role may do `deed` over `extent`, or record that it was decided."""
    powers = powers_over(definition, deed)
    return powers.may_record(deed, contest.kind, extent, BODY_OF.get(role, ""))


def extent_of(area: AreaRow, contest: Contest) -> Extent:
    """What a decision about the results of `contest` in all of `area` is taken over."""
    if area.is_precinct:
        return Extent.PRECINCT
    if area.is_beside or area.code in contest.areas:
        return Extent.DISTRICT
    return Extent.WHOLE if area.depth == 0 else Extent.UNIT
