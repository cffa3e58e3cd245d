"""The night of the public pages behind the interface, and how tests ask it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.web.public_night import night

__all__ = ["night"]

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(client: Client) -> Ask:
    """Ask below /api/v1/ and read the answer; any other status than the expected one is red."""

    def asked(address: str, status: int = 200, **headers: str) -> dict[str, Any]:
        response = client.get(f"/api/v1/{address}", headers=headers)
        assert response.status_code == status, response.content
        found: dict[str, Any] = json.loads(response.content)
        return found

    return asked
