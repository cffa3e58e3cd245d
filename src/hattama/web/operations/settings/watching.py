"""The token by which a program that watches the site reads its figures."""

from collections.abc import Mapping

from hattama.core.vocabulary import Message
from hattama.web.operations.settings.faults import refuse

LEAST_TOKEN = 24
"""Characters; a token drawn by `openssl rand -hex 24` has twice as many."""


def metrics_token(variables: Mapping[str, str]) -> str:
    """HATTAMA_METRICS_TOKEN; empty where only this machine itself may read the figures.

    Raises SettingsRefused for one that could be guessed; the token itself is not repeated.
    """
    token = variables.get("HATTAMA_METRICS_TOKEN", "")
    if token and (len(token) < LEAST_TOKEN or not token.isascii() or token.split() != [token]):
        raise refuse(
            "HATTAMA_METRICS_TOKEN",
            Message(
                "HATTAMA_METRICS_TOKEN will not do, expected {least_token} ASCII characters or more"
            ).given(least_token=LEAST_TOKEN),
        )
    return token
