"""What tests of scans share: the desk of a typist, and a process that remembers no other test's papers."""

import pytest

from hattama.web.scans.find_odd_papers import signature_shelf


@pytest.fixture(autouse=True)
def forgotten():
    """Between tests rows are taken back, which never happens in life."""
    signature_shelf.cache_clear()


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    """The worker lets go of its connection between jobs; here it is the test's own, with all its rows."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
