"""Run tests by several processes that share one reading of them: collected once, then forked.

    python -m pytest --workers 5

Workers of pytest-xdist read all tests each, fifteen seconds of the processor, and hold every module once
more in memory. These have both from their parent (docs/decisions/0225), take one module after another from a
pipe, so that all come to the end together, and say over a pipe of their own what pytest reports.
"""

import itertools
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import pytest

from hattama.web.kernel.commands.endings import end_with_parent

# What is claimed at once is one module, or so much of it, or all tests of a folder that go `together`.
MOST_AT_ONCE = 30
_NUMBER = 4


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the number of processes; with one, the default, tests run where they were read."""
    parser.addoption("--workers", type=int, default=1, help="how many processes run the tests")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Fork the workers and report what they say as if it had happened here."""
    parts = list(_parts(session.items))
    workers = min(session.config.getoption("workers"), len(parts))
    if workers < 2 or session.testsfailed or session.config.option.collectonly:
        return None
    _refuse_threads()
    claims, numbers = os.pipe()
    # Written before anybody reads: a pipe holds sixteen thousand of them.
    os.write(numbers, b"".join(number.to_bytes(_NUMBER) for number in range(len(parts))))
    os.close(numbers)
    forked = multiprocessing.get_context("fork")
    running: dict[Connection, Any] = {}
    sys.stdout.flush()
    for number in range(workers):
        heard, said = forked.Pipe(duplex=False)
        worker = forked.Process(target=_work, args=(session, f"gw{number}", _claimed(claims, parts), said))
        worker.start()
        said.close()
        running[heard] = worker
    try:
        _listen(session, running)
    finally:
        for worker in running.values():
            worker.terminate()
    if session.shouldfail:
        raise session.Failed(session.shouldfail)
    return True


def _refuse_threads() -> None:
    """A forked worker has none of the threads that were started before, and would wait for them for ever."""
    tasks = Path("/proc/self/task")
    many = len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()
    if many > 1:
        raise pytest.UsageError(
            f"{many} threads run before any test does: some module of the tests starts them when it is read. "
            "Let the test that needs them do so, or run with --workers 1."
        )


def _parts(items: list[pytest.Item]) -> Iterator[list[pytest.Item]]:
    for place, shared in itertools.groupby(items, key=_shares):
        tests = list(shared)
        most = len(tests) if place.is_dir() else MOST_AT_ONCE
        yield from (tests[begin : begin + most] for begin in range(0, len(tests), most))


def _shares(item: pytest.Item) -> Path:
    return item.path.parent if item.get_closest_marker("together") else item.path


def _claimed(claims: int, parts: list[list[pytest.Item]]) -> Iterator[pytest.Item]:
    while number := os.read(claims, _NUMBER):
        yield from parts[int.from_bytes(number)]


def _listen(session: pytest.Session, running: dict[Connection, Any]) -> None:
    """Report what workers say until all have ended; `running` keeps those that have not."""
    hook = session.config.hook
    begun: dict[Connection, str] = {}
    ended: set[Connection] = set()
    while running and not session.shouldfail:
        for heard in wait(list(running)):
            assert isinstance(heard, Connection)
            try:
                name, said = heard.recv()
            except EOFError:
                worker = running.pop(heard)
                worker.join()
                if worker.exitcode or heard not in ended:
                    hook.pytest_runtest_logreport(report=_lost(begun.get(heard, ""), worker.exitcode))
                continue
            if name == "begins":
                begun[heard] = said
            elif name == "ends":
                ended.add(heard)
            elif name == "report":
                report = hook.pytest_report_from_serializable(config=session.config, data=said)
                hook.pytest_runtest_logreport(report=report)
            else:
                hook.pytest_warning_recorded.call_historic(kwargs=said)


def _lost(test: str, status: int) -> pytest.TestReport:
    said = f"the worker ended with {status} in it; what else it had claimed was not run"
    return pytest.TestReport(test, (test.partition("::")[0], None, test), {}, "failed", said, "call")


def _work(session: pytest.Session, name: str, items: Iterator[pytest.Item], said: Connection) -> None:
    """Run in a worker what it claims; ``workerinput`` tells other plugins that it is one of several."""
    end_with_parent(signal.SIGKILL)
    # Nothing that pytest promises: what it keeps for itself of a process is put in order for another.
    config: Any = session.config
    config.workerinput = {"workerid": name}
    config.pluginmanager.unregister(name="terminalreporter")
    config.pluginmanager.register(_Teller(config, said))
    # Files that what tests print goes through, and the folder of their files, are of one process.
    capture = config.pluginmanager.getplugin("capturemanager")
    capture.stop_global_capturing()
    capture.start_global_capturing()
    files = config._tmp_path_factory
    files._basetemp = files.getbasetemp() / name
    files._basetemp.mkdir()
    try:
        item = next(items, None)
        while item:
            following = next(items, None)
            config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            item = following
        config.hook.pytest_sessionfinish(session=session, exitstatus=int(session.testsfailed > 0))
        said.send(("ends", name))
    finally:
        capture.stop_global_capturing()


class _Teller:
    """A plugin of a worker that says to the parent what pytest reports."""

    def __init__(self, config: pytest.Config, said: Connection) -> None:
        self._config, self._said = config, said

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._said.send(("begins", nodeid))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        data = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        self._said.send(("report", data))

    def pytest_warning_recorded(
        self, warning_message: warnings.WarningMessage, when: str, nodeid: str, location: object
    ) -> None:
        told = warnings.WarningMessage(
            str(warning_message.message),
            warning_message.category,
            warning_message.filename,
            warning_message.lineno,
        )
        said = {"warning_message": told, "when": when, "nodeid": nodeid, "location": location}
        self._said.send(("warning", said))
