"""Several people at once: functions run at the same moment, each with a database connection of its own."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection


def all_at_once(*deeds: Callable[[], Any]) -> Sequence[Any]:
    """What each of `deeds` returned, or the exception that it raised, in their order."""
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return deed()
        except Exception as trouble:  # noqa: BLE001 -- whatever happened is the result that the test looks at
            return trouble
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as people:
        return list(people.map(run, deeds))
