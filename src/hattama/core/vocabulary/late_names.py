"""Names of a room's door whose modules are read once somebody asks: who needs none of them waits for none."""

import importlib
from collections.abc import Callable


def late_names(door: str, *modules: str) -> Callable[[str], object]:
    """What a door answers (PEP 562, `__getattr__`) for the names that stand in these modules of its room.

    They are read in this order until one has the name; AttributeError where none does. For readers of types
    the door imports the names as all others, under TYPE_CHECKING.
    """

    def find(name: str) -> object:
        # Python asks for modules of the room, and for names of its own, before it looks elsewhere.
        if name not in modules and not name.startswith("__"):
            for module in modules:
                here = vars(importlib.import_module(f"{door}.{module}"))
                if name in here:
                    return here[name]
        raise AttributeError(f"{door} has no {name}")

    return find
