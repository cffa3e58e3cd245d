"""Published figures with their sources."""

import json
from pathlib import Path
from typing import Any


def read_vectors(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((Path(__file__).parent / name).read_text("utf-8"))
    return document
