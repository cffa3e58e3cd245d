"""This room knows the rule packs that come with the program, as the bytes of their files.

It does not know what a pack says: reading it is for the room of formats.
"""

from __future__ import annotations

from importlib.resources import files

__all__ = ["UnknownRulePack", "read_rulepack", "rulepack_ids"]

_SUFFIX = ".toml"


class UnknownRulePack(KeyError):
    """No pack of this name comes with the program."""


def rulepack_ids() -> tuple[str, ...]:
    """The identifiers of all packs that come with the program, sorted."""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def read_rulepack(pack_id: str) -> bytes:
    """The bytes of a pack's file. Raises UnknownRulePack when there is none."""
    if pack_id not in rulepack_ids():
        raise UnknownRulePack(pack_id)
    return files(__name__).joinpath(pack_id + _SUFFIX).read_bytes()
