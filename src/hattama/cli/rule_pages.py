"""Write the documentation pages of all rule codes: `python -m hattama.cli.rule_pages [FOLDER]`.

The folder is `docs/format/rules` when none is given. Pages of codes that no pack states any more are
left where they are: a code is for life, and what was once found under it must stay explained.
"""

import sys
from pathlib import Path

from hattama.formats.rulepack import parse_rulepack
from hattama.publish.rule_pages import render_rule_pages
from hattama.rulepacks import read_rulepack, rulepack_ids


def write_rule_pages(folder: Path) -> list[str]:
    """Write the pages of all packs into `folder` and give the names of those that changed."""
    packs = [parse_rulepack(read_rulepack(pack_id), f"{pack_id}.toml") for pack_id in rulepack_ids()]
    changed = []
    for name, page in render_rule_pages(packs).items():
        file = folder / name
        if not file.exists() or file.read_bytes() != page:
            file.write_bytes(page)
            changed.append(name)
    return changed


if __name__ == "__main__":
    for written in write_rule_pages(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/format/rules")):
        print(written)
