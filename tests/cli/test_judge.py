"""`hattama judge`: cards and balance from the folder of a bundle, in three languages and three forms."""

import copy
import csv
import io
import json
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.core.transparency_log import canonical_bytes
from tests.verification.made_bundle import Files, Signer, log_files
from tests.verification.made_night import eventful_bundle

_, BODIES, FILES = eventful_bundle()
Said = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("bundle")
    for name, data in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return str(folder)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "kk",
            "Жауабы ашық не қайшы учаскелердің дауыстары c тізімінің 9-мандатын кім алатынын өзгерте алар",
        ),
        (
            "ru",
            "Голоса участков, где ответ открыт или противоречив могли бы изменить судьбу 9-го мандата (c)",
        ),
        ("en", "The open and contradicted votes could change seat 9 of c"),
    ],
)
def test_the_sentence_against_the_margin_stands_at_the_top(
    bundle: str, capsys: Said, language: str, sentence: str
) -> None:
    assert main(["judge", bundle, "--lang", language]) == 0
    told = capsys.readouterr().out
    assert sentence in told
    assert "| 8 | 7\u202f200 | 14\u202f000 |" in told


def test_a_card_names_norm_state_reason_and_evidence(bundle: str, capsys: Said) -> None:
    assert main(["judge", bundle, "--precinct", "P000004", "--contest", "contest0", "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "contradicted | Control relations that do not hold: 1. | art. 43(4-1), subpara. 1)" in told
    assert "| no norm |" in told


def test_as_rows_and_as_a_document_the_cards_say_the_same(bundle: str, capsys: Said) -> None:
    assert main(["judge", bundle, "--format", "csv"]) == 0
    rows = {
        (row["precinct"], row["contest"]): row for row in csv.DictReader(io.StringIO(capsys.readouterr().out))
    }
    assert main(["judge", bundle, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(rows) == len(document["cards"]) == 20
    for card in document["cards"]:
        row = rows[card["area"], card["contest"]]
        assert row["votes"] == ("" if card["votes"] is None else str(card["votes"]))
        assert {one["criterion"]: one["state"] for one in card["answers"]}.items() <= row.items()


@pytest.mark.parametrize("wrong", [["--precinct", "X"], ["--contest", "X"]])
def test_what_the_bundle_does_not_have_is_refused(bundle: str, capsys: Said, wrong: list[str]) -> None:
    assert main(["judge", bundle, *wrong]) == 2
    assert "X" in capsys.readouterr().err


def test_a_folder_that_is_no_bundle_is_refused(tmp_path: Path, capsys: Said) -> None:
    assert main(["judge", str(tmp_path)]) == 2
    assert str(tmp_path) in capsys.readouterr().err


def test_a_log_that_contradicts_itself_is_refused_with_the_entry(tmp_path: Path, capsys: Said) -> None:
    bodies = copy.deepcopy(list(BODIES))
    index, steps = next(
        (at, body) for at, body in enumerate(bodies) if body["kind"] == "steps" and body["corrects"]
    )
    steps["corrects"] = {}
    folder = Files(FILES | log_files([canonical_bytes(body) for body in bodies], Signer())).write_to(tmp_path)
    assert main(["judge", str(folder), "--lang", "en"]) == 2
    assert f"entry {index}: StepAlreadyRecorded" in capsys.readouterr().err
