"""The processes that make a copy together: each looks at the database by itself, at the same moment."""

import gc
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Protocol

from django.urls import resolve

from hattama.web.kernel.commands.preparation import run_in_django
from hattama.web.operations.static_site.copying import Copier, Done, Task, read_only

MakeCopier = Callable[[], Copier]
CYCLES = 100_000
"""After how many new objects a process looks for cycles."""

_WORK = "hattama.web.operations.static_site.workers:work"


class WorkerDied(Exception):
    """A process ended before its work was done; it has said why on stderr."""


class Team(Protocol):
    """Whoever does tasks, alone or together."""

    def begin(self, election_id: str) -> int:
        """Look at one moment; the length of the log in it, the same for everybody."""

    def do(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Do tasks in whatever order."""


class Alone:
    """The work done within this process."""

    def __init__(self, copier: Copier) -> None:
        self.copier = copier

    def begin(self, election_id: str) -> int:
        """Look at one moment."""
        return self.copier.begin(election_id)

    def do(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Do tasks one by one."""
        return map(self.copier.do, tasks)


class Together:
    """Several processes, each with its own connection to the database."""

    def __init__(self, links: list[Connection]) -> None:
        self.links = links

    def begin(self, election_id: str) -> int:
        """Look at one moment in every process. The caller keeps writers away meanwhile."""
        for link in self.links:
            link.send(("begin", election_id))
        sizes = {_receive(link) for link in self.links}
        if len(sizes) != 1:
            raise AssertionError(f"the log grew while its writer was kept away: {sorted(sizes)}")
        return int(sizes.pop())

    def do(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Do tasks, each by whoever is free; `tasks` may grow while they are done."""
        waiting = iter(tasks)
        busy: list[Any] = []
        free = list(self.links)
        while True:
            while free and (task := next(waiting, None)) is not None:
                link = free.pop()
                link.send(("do", task))
                busy.append(link)
            if not busy:
                return
            ready: list[Any] = list(wait(busy))
            for link in ready:
                busy.remove(link)
                free.append(link)
                yield _receive(link)


@contextmanager
def team(jobs: int, make: MakeCopier) -> Iterator[Team]:
    """So many processes; one is this process itself. `make` is called in each, and must be picklable."""
    if jobs == 1:
        copier = make()
        try:
            yield Alone(copier)
        finally:
            copier.end()
        return
    context = multiprocessing.get_context("spawn")
    started: list[tuple[BaseProcess, Connection]] = []
    try:
        for _ in range(jobs):
            ours, theirs = context.Pipe()
            worker = context.Process(target=run_in_django, args=(_WORK, theirs), daemon=True)
            worker.start()
            theirs.close()
            ours.send(make)
            started.append((worker, ours))
        yield Together([link for _, link in started])
    finally:
        for process, link in started:
            link.close()
            process.join(5)
            process.terminate()


def work(link: Connection) -> None:
    """The life of one process, until the other end is closed: a copier is made, orders are carried out."""
    read_only()
    # Pages leave few cycles, and looking for them at every turn costs a tenth of the time; the rows of a
    # whole country's file leave gigabytes.
    gc.set_threshold(CYCLES, 10, 10)
    # Everything is loaded before the first order: the program may be renewed on disk meanwhile.
    resolve("/")
    copier = link.recv()()
    while True:
        try:
            order, subject = link.recv()
        except EOFError:
            return
        try:
            answer = copier.begin(subject) if order == "begin" else copier.do(subject)
        except OSError as trouble:
            # The store or the disk is away: who asked says so, with no traceback of ours before.
            answer = trouble
        link.send(answer)
        gc.collect(1)


def _receive(link: Connection) -> Any:
    try:
        answer = link.recv()
    except EOFError:
        raise WorkerDied from None
    if isinstance(answer, OSError):
        raise answer
    return answer
