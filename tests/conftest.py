"""What every test shares. The core is tested where Django is not installed, so nothing here needs it."""

import atexit
import gc
import os
import signal
import sys
from collections.abc import Generator, Iterator
from importlib.util import find_spec

import pytest
from hypothesis import HealthCheck, settings

from tests.drawn import ENDURANCE
from tests.forked import pytest_addoption, pytest_runtestloop

__all__ = ["pytest_addoption", "pytest_runtestloop"]

# Four workers on two cores: threads of their own would only wait for one another, and none may be there yet
# when workers are forked.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Few examples with each change, the same ones every time in `ci`, so that a red run can be had again. Chance
# looks for new ones at the desks of those who write, and for many in `make endurance`.
settings.register_profile(
    "quick", max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "ci", max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "endurance", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
if ENDURANCE:
    settings.load_profile("endurance")
else:
    settings.load_profile("ci" if os.environ.get("CI") == "true" else "quick")


def pytest_configure() -> None:
    """Tests hear what the source says now; where the core stands alone, the wheel brings its own."""
    if find_spec("hatchling"):
        from hatch_build import compile_catalogues

        compile_catalogues()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first: at the end short tests are left, which workers can share out."""
    items.sort(key=_begins)


def pytest_collection_finish() -> None:
    """Modules and thousands of items stay to the end: nobody looks through them for garbage again, nor
    does pytest at its end. Some libraries complain of what they find alive when the process ends.
    """
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)
    gc.set_threshold(50_000, 20, 50)


def _begins(item: pytest.Item) -> int:
    if item.get_closest_marker("together"):
        return 0
    return 1 if item.get_closest_marker("long") or _has_a_browser(item) else 2


def _has_a_browser(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and "browser" in item.fixturenames


@pytest.fixture(scope="session", autouse=True)
def static_files_are_listed_once() -> Iterator[None]:
    """Each client of a test starts the site's middleware anew, which reads every static file's facts."""
    if not find_spec("whitenoise"):
        yield
        return
    from whitenoise.middleware import WhiteNoiseMiddleware

    listed: dict[str, object] = {}
    plain = WhiteNoiseMiddleware.add_files_from_finders

    def add_files_from_finders(self: WhiteNoiseMiddleware) -> None:
        if not listed:
            plain(self)
            listed.update(self.files)
        self.files.update(listed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add_files_from_finders)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_disk_is_waited_for() -> Iterator[None]:
    """No test cuts the power, so none can see whether a flush reached the disk; together they cost minutes.

    What the flush refuses is told by the tests that put a refusal in its place. Programs that tests start and
    kill are not touched: they flush as in real use.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Begin each test with a connection that answers, or with none.

    One that was lost while it lay idle would fail every test after it.
    """
    _close_lost_connections()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None, object, object]:
    """What a test leaves is wiped away: while a browser looks at pages, its own connection lies idle.

    A timer by which work that nobody waits for rests is refused: all tests that came after one which had left
    it behind rested, too, and where the machine was full each took twenty times as long.
    """
    _close_lost_connections()
    ended = yield
    if sys.platform != "win32" and signal.setitimer(signal.ITIMER_PROF, 0)[1]:
        raise AssertionError("the test left a timer behind that stops its process again and again")
    return ended


def _close_lost_connections() -> None:
    database = sys.modules.get("django.db")
    for connection in database.connections.all(initialized_only=True) if database else ():
        is_held = connection.connection is None or connection.in_atomic_block
        if not is_held and not connection.is_usable():
            connection.close()
