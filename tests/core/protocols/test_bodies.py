"""Whose protocol the results of what are: the first remit that fits, and nobody's where none does."""

from hattama.core.protocols import Bodies, Body, Extent, Remit
from hattama.core.vocabulary import Words

LISTS, SINGLE, AKIM = "party_list", "single_mandate", "akim"
ABOVE_DISTRICTS = Remit((Extent.UNIT,), (LISTS, SINGLE))
LOCAL = Remit((Extent.UNIT, Extent.WHOLE), (AKIM,))
DISTRICT = Body(
    "district_commission", Words.of({"en": "district"}), {}, (Remit((Extent.DISTRICT,), (SINGLE,)),)
)
TERRITORIAL = Body("territorial_commission", Words.of({"en": "territorial"}), {}, (ABOVE_DISTRICTS, LOCAL))
PRECINCT = Body("precinct_commission", Words.of({"en": "precinct"}), {}, (Remit((Extent.PRECINCT,)),))
LAW = Bodies((PRECINCT, DISTRICT, TERRITORIAL))


def test_a_district_has_a_commission_of_its_own_beside_that_of_the_unit():
    assert LAW.over(SINGLE, Extent.DISTRICT) == (DISTRICT, DISTRICT.remits[0])
    assert LAW.over(SINGLE, Extent.UNIT) == (TERRITORIAL, ABOVE_DISTRICTS)
    assert LAW.over(AKIM, Extent.WHOLE) == (TERRITORIAL, LOCAL), "of the same body another remit"
    assert LAW.over(LISTS, Extent.DISTRICT) is None, "lists have no districts"
