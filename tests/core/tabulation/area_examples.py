"""Small trees of areas for tests."""

from hattama.core.vocabulary import Area, AreaKind, Words

NOTHING = Words(())


def area(area_id, parent_id=None, kind=AreaKind.UNIT, voters=None):
    """An area with nothing to it but its place."""
    level = "precinct" if kind is not AreaKind.UNIT else "unit"
    names = Words.of({"kk": area_id})
    return Area(area_id, parent_id, level, "", names, NOTHING, NOTHING, "Asia/Almaty", voters, kind)


def precinct(area_id, parent_id, voters=None):
    """An ordinary precinct."""
    return area(area_id, parent_id, AreaKind.ORDINARY, voters)


def small_country():
    """A root, two regions, three precincts; in the order of a file."""
    return [
        area("kz"),
        area("01", "kz"),
        precinct("01-002", "01", 800),
        precinct("01-001", "01"),
        area("02", "kz"),
        precinct("02-001", "02", 0),
    ]
