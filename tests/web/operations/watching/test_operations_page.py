"""docs/operator/operations.md and deploy/alerts.yml say what the code does: all figures, the same limits."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from hattama.web.operations.doctor.examination import CHECKS
from hattama.web.operations.watching import judgements
from hattama.web.operations.watching.metrics import METRICS

ROOT = Path(__file__).resolve().parents[4]
PAGE = (ROOT / "docs/operator/operations.md").read_text("utf-8")
RULES = yaml.safe_load((ROOT / "deploy/alerts.yml").read_text("utf-8"))["groups"][0]["rules"]

_OF_HISTOGRAMS = ("_bucket", "_count", "_sum")


def _by_name(name: str) -> dict[str, Any]:
    (rule,) = [rule for rule in RULES if rule["alert"] == name]
    return rule


def test_the_table_of_figures_is_the_one_in_the_code() -> None:
    told = PAGE.partition("<!-- metrics: begin -->")[2].partition("<!-- metrics: end -->")[0]
    rows = [line for line in told.splitlines() if line.startswith("| `")]
    assert rows == [
        f"| `{name}` | {kind.type} | {', '.join(f'`{one}`' for one in kind.labels) or '–'} | {kind.says} |"
        for name, kind in METRICS.items()
    ]


def test_every_check_of_the_doctor_has_its_row() -> None:
    rows = PAGE.partition("## The doctor")[2]
    assert re.findall(r"^\| `([a-z]+)` \|", rows, re.MULTILINE) == list(CHECKS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_asks_for_figures_and_labels_that_there_are(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in ("attention", "wrong")
    assert rule["annotations"].keys() == {"summary", "mend"}
    assert rule["expr"].count("(") == rule["expr"].count(")")
    named = re.findall(r"hattama_[a-z_]+", rule["expr"])
    assert named or rule["alert"] == "HattamaDown"
    for name in named:
        plain = next((name.removesuffix(end) for end in _OF_HISTOGRAMS if name.endswith(end)), name)
        found = METRICS.get(name) or METRICS[plain]
        assert name in METRICS or found.type == "histogram"
    labels = {label for name in named for label in (METRICS.get(name) or _histogram(name)).labels}
    words = rule["annotations"]["summary"] + rule["annotations"]["mend"]
    assert set(re.findall(r"\$labels\.([a-z]+)", words)) <= labels
    # Within braces stand labels of the figure before them.
    assert set(re.findall(r"hattama_[a-z_]+\{([a-z]+)=", rule["expr"])) <= labels


def _histogram(name: str) -> Any:
    return METRICS[next(name.removesuffix(end) for end in _OF_HISTOGRAMS if name.endswith(end))]


@pytest.mark.parametrize(
    ("alert", "limit"),
    [
        ("HattamaLogLags", judgements.LAG_ATTENTION),
        ("HattamaLogStands", judgements.LAG_WRONG),
        ("HattamaServedUnchecked", judgements.HELD_ATTENTION),
        ("HattamaBundleBehind", judgements.FOLLOWING_SECONDS),
        ("HattamaWitnessSilent", judgements.FOLLOWING_SECONDS),
        ("HattamaQuorumLost", judgements.FOLLOWING_SECONDS),
        ("HattamaJobsWait", judgements.JOB_ATTENTION),
        ("HattamaJobsStand", judgements.JOB_WRONG),
        ("HattamaDiskFills", judgements.FREE_ATTENTION),
        ("HattamaDiskFull", judgements.FREE_WRONG),
        ("HattamaDiskFull", judgements.FREE_BYTES_WRONG),
        ("HattamaBackupOld", judgements.BACKUP_ATTENTION),
        ("HattamaBackupLacking", judgements.BACKUP_WRONG),
    ],
)
def test_an_alert_begins_where_the_site_itself_says_so(alert: str, limit: int) -> None:
    assert str(limit) in re.findall(r"\d+", _by_name(alert)["expr"])


def test_no_alert_has_the_name_of_another() -> None:
    names = [rule["alert"] for rule in RULES]
    assert len(names) == len(set(names))
