"""What the outside was told: which protocols were acknowledged, which checkpoints were shown."""

import base64
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

Paper = tuple[str, str]
"""A precinct and a contest."""


@dataclass
class Ledger:
    """Kept by the clients; may be written by many threads."""

    acknowledged: Counter[Paper] = field(default_factory=Counter)
    answers: list[tuple[float, float]] = field(default_factory=list)
    """When each was asked for and when it was acknowledged, by the monotonic clock."""
    statuses: Counter[int] = field(default_factory=Counter)
    broken_connections: int = 0
    sentences: set[str] = field(default_factory=set)
    """Headings of pages that were neither the form nor what follows it."""
    checkpoints: dict[int, set[str]] = field(default_factory=dict)
    """Every root that was shown for a size."""
    sizes: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """What no client must ever see."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def acknowledge(self, paper: Paper, asked_at: float) -> None:
        """Note that the site said: recorded."""
        with self.lock:
            self.acknowledged[paper] += 1
            self.answers.append((asked_at, time.monotonic()))

    def see(self, status: int, sentence: str = "") -> None:
        """Note the status of an answer and, where it is trouble, its heading."""
        with self.lock:
            self.statuses[status] += 1
            if sentence:
                self.sentences.add(sentence)

    def turn_over(self) -> None:
        """Forget what was judged, but for what was acknowledged and the newest checkpoint."""
        with self.lock:
            newest = self.sizes[-1:]
            self.answers, self.sizes = [], newest
            self.checkpoints = {size: self.checkpoints[size] for size in newest}
            self.statuses, self.broken_connections = Counter(), 0

    def lose_connection(self) -> None:
        """Note that an answer never came."""
        with self.lock:
            self.broken_connections += 1

    def see_checkpoint(self, size: int, root: bytes) -> None:
        """Note a checkpoint as a reader was shown it."""
        with self.lock:
            self.checkpoints.setdefault(size, set()).add(base64.b64encode(root).decode())
            self.sizes.append(size)

    def see_wrong(self, what: str) -> None:
        """Note what no client must ever see."""
        with self.lock:
            self.wrong.append(what)

    def seconds_away(self, killed_at: float) -> float | None:
        """From a kill to the first acknowledgement of what was sent after it; None before there is any."""
        with self.lock:
            later = [answered_at for asked_at, answered_at in self.answers if asked_at > killed_at]
        return min(later) - killed_at if later else None

    @property
    def count(self) -> int:
        """How many protocols were acknowledged."""
        with self.lock:
            return sum(self.acknowledged.values())

    def status_count(self, status: int) -> int:
        """How many answers had this status."""
        with self.lock:
            return self.statuses[status]
