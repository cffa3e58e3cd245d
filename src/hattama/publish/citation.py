"""How the open data of an election is cited: `CITATION.cff`, Citation File Format 1.2.0."""

from __future__ import annotations

import json

from hattama.core.vocabulary import Election
from hattama.phrases import say
from hattama.publish.data_package import LICENCE

CITATION = "CITATION.cff"
MESSAGE = "If you use these data, please cite them so that readers can find the very same figures."


def render_citation(
    election: Election, *, publisher: str, tree_size: int, cut_at: str, address: str
) -> bytes:
    """The file, as YAML whose every value is written as JSON, which YAML 1.2 takes as it stands.

    `publisher` is the name of the log, `address` where the files are (empty where the site has none).
    """
    lines = [
        ("cff-version", "1.2.0"),
        ("message", MESSAGE),
        ("type", "dataset"),
        ("title", f"{say(election.names, 'en')}: results by polling station"),
        ("authors", [{"name": publisher}]),
        ("version", str(tree_size)),
        ("date-released", cut_at[:10]),
        ("license", LICENCE["name"]),
        ("keywords", ["elections", "results", "polling stations"]),
        (
            "identifiers",
            [
                {
                    "type": "other",
                    "value": f"{publisher} {tree_size}",
                    "description": "name and size of the log that the data follow from",
                }
            ],
        ),
    ]
    if address:
        lines.append(("url", address))
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in lines).encode()
