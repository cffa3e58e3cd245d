"""Ports of the loopback interface for servers that tests start."""

import random
import socket

# Above these the system hands ports out by itself, to every connection and to every server that names none:
# one that was free when it was looked for may be another's by the time a server starts, and tests would ask
# that one.
NEVER_HANDED_OUT = range(10_240, 32_768)


def free_port() -> int:
    """A port that nobody listens at, and that nobody gets without asking for it."""
    for port in random.SystemRandom().sample(NEVER_HANDED_OUT, k=200):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("two hundred ports are taken")
