"""Whose decision the election's rule pack makes a deed, asked of the roles that people hold here."""

from hattama.core.protocols import Extent, RulePack
from hattama.core.vocabulary import Contest, Deed
from hattama.web.kernel.accounts.policy import BODY_OF, Role
from hattama.web.kernel.elections.tables import AreaRow


def may_by_law(pack: RulePack, deed: Deed, contest: Contest, extent: Extent, role: Role) -> bool:
    """Whether somebody of this role may do `deed` over `extent`, or record that it was decided."""
    return pack.powers.may_record(deed, contest.kind, extent, BODY_OF.get(role, ""))


def extent_of(area: AreaRow, contest: Contest) -> Extent:
    """What a decision about the results of `contest` in all of `area` is taken over."""
    if area.is_precinct:
        return Extent.PRECINCT
    if area.is_beside or area.code in contest.areas:
        return Extent.DISTRICT
    return Extent.WHOLE if area.depth == 0 else Extent.UNIT
