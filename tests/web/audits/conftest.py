"""Where audits begin: every precinct has sent its protocol, and an auditor is logged in."""

import pytest
from django.test import Client

from hattama.web.kernel.accounts.roles import Role
from tests.web.audits.steps import PLACES
from tests.web.prepared import built_on_tiny
from tests.web.tiny_election import protocol, publish


@built_on_tiny
def counted() -> None:
    """Every precinct has sent its protocol of the party lists."""
    publish(*(protocol(area) for area in PLACES))


@pytest.fixture
def auditor(log_in) -> Client:
    return log_in(Role.AUDITOR, "KZ")
