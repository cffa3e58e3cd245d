"""This room knows how a public bundle is copied from its address and held against the log that signs for it.

It does not know how the figures of a bundle are recomputed, nor the site that it copies.
"""

from hattama.cli.mirror.command import Snapshot, register, take_snapshot
from hattama.cli.mirror.progress import Progress
from hattama.fetching import AddressRefused

__all__ = ["AddressRefused", "Progress", "Snapshot", "register", "take_snapshot"]
