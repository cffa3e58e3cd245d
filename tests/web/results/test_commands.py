"""`hattama totals`, `findings`, `export` and `rebuild`: what is published, for people and for programs."""

import csv
import io
import json

import pytest

from hattama.web.kernel.published.tables import PublishedTotal
from tests.web.prepared import built_on_tiny
from tests.web.tiny_election import (
    AREAS_CSV,
    PARTY,
    SINGLE,
    load_tiny,
    open_tiny,
    protocol,
    publish,
    scan_of,
    sound_figures,
)


@built_on_tiny
def night():
    publish(protocol("P001"), scans={("P001", PARTY): scan_of("P001")})
    figures = sound_figures(invalid=21)
    del figures["against_all"]
    publish(protocol("P002", figures=figures), protocol("P002", SINGLE))


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.django_db
class TestTotals:
    def test_every_figure_carries_how_many_protocols_gave_it(self, run, night):
        rows = {
            (row["contest"], row["figure"]): row
            for row in json.loads(run("totals", "tiny", "--format", "json").out)
        }
        assert rows[PARTY, "invalid"] == {
            "area_id": "KZ",
            "level": "nation",
            "contest": PARTY,
            "figure": "invalid",
            "label": "Invalid ballots",
            "total": 33,
            "contributors": 2,
            "lacking": 0,
            "protocols_expected": 6,
            "protocols_received": 2,
            "protocols_annulled": 0,
            "protocols_with_findings": 1,
            "protocols_without_scan": 1,
            "protocols_preliminary": 0,
            "protocols_missing": 4,
        }
        assert (rows[PARTY, "against_all"]["total"], rows[PARTY, "against_all"]["contributors"]) == (30, 1)
        assert rows[SINGLE, "votes[ulgi]"]["total"] == 320

    def test_a_figure_that_nobody_gave_has_no_total_rather_than_zero(self, run, night):
        rows = json.loads(run("totals", "tiny", "--format", "json").out)
        nobody = next(row for row in rows if row["figure"] == "by_certificate")
        assert (nobody["total"], nobody["contributors"]) == (None, 0)
        cells = table(run("totals", "tiny", "--format", "csv").out)
        assert next(row for row in cells if row["figure"] == "by_certificate")["total"] == ""

    def test_the_csv_says_the_same_as_the_json(self, run, night):
        rows = json.loads(run("totals", "tiny", "--format", "json").out)
        cells = table(run("totals", "tiny", "--format", "csv").out)
        assert cells == [
            {name: "" if value is None else str(value) for name, value in row.items()} for row in rows
        ]

    def test_figures_stand_in_the_order_of_the_paper(self, run, night):
        figures = [row["figure"] for row in table(run("totals", "tiny", "--format", "csv").out)]
        assert figures[:6] == [
            "voters_listed", "ballots_issued", "issued_by_member", "ballots_received", "ballots_cancelled",
            "box_requests",
        ]  # fmt: skip

    def test_the_totals_of_an_earlier_size_of_the_log_can_be_asked_for(self, run, night):
        now = table(run("totals", "tiny", "--format", "csv").out)
        earlier = table(run("totals", "tiny", "--at", "4", "--format", "csv").out)
        assert {row["protocols_received"] for row in now if row["contest"] == PARTY} == {"2"}
        assert {row["protocols_received"] for row in earlier if row["contest"] == PARTY} == {"1"}
        size = run("totals", "tiny", "--at", "999").told.split(" to ")[1].split(",")[0]
        assert table(run("totals", "tiny", "--at", size, "--format", "csv").out) == now

    def test_totals_of_protocols_with_a_scan_alone(self, run, night):
        rows = table(run("totals", "tiny", "--view", "with_scan", "--format", "csv").out)
        given = {(row["contest"], row["figure"]): (row["total"], row["contributors"]) for row in rows}
        assert given[PARTY, "participants"] == ("600", "1")
        assert given[SINGLE, "participants"] == ("", "0")

    @pytest.mark.parametrize("size", ["-1", "many", "999"])
    def test_a_size_that_the_log_never_had_is_refused(self, run, night, size):
        answer = run("totals", "tiny", f"--at={size}")
        assert (answer.code, answer.out) == (2, "")
        assert answer.told.startswith("--at: expected a whole number from 0 to ")

    def test_one_precinct_is_the_total_of_itself(self, run, night):
        rows = table(run("totals", "tiny", "--area", "P002", "--format", "csv").out)
        assert {(row["contest"], row["protocols_received"], row["protocols_expected"]) for row in rows} == {
            (PARTY, "1", "1"),
            (SINGLE, "1", "1"),
        }
        issued = next(row for row in rows if row["figure"] == "issued_by_member")
        assert issued["total"] == "620"

    def test_where_a_contest_is_not_held_it_is_not_listed(self, run, night):
        rows = table(run("totals", "tiny", "--area", "R2", "--format", "csv").out)
        assert {(row["contest"], row["protocols_received"]) for row in rows} == {(PARTY, "0")}

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("kk", "6 хаттаманың ішінен 2 түсті, 4 түскен жоқ"),
            (
                "ru",
                "не поступило 4, признано недействительными 0; с несоответствиями 1",
            ),
            ("en", "protocols received: 2 of 6, 4 missing, 0 annulled; 1 do not add up, 1 without a scan."),
        ],
    )
    def test_people_are_told_what_is_missing(self, run, night, language, sentence):
        answer = run("--lang", language, "totals", "tiny")
        assert sentence in answer.told
        assert "votes[dala]" in answer.out

    def test_every_level_that_there_is_is_named_once(self, run, db):
        load_tiny(areas_csv=AREAS_CSV.replace(b"P201,D21", b"P201,R2"))
        told = run("totals", "tiny", "--level", "village").told
        assert told.strip() == "There is no level village; there are: nation, region, district, precinct"

    def test_programs_are_told_nothing_but_the_result(self, run, night):
        assert run("totals", "tiny", "--format", "json").told == ""

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (("totals", "mazhilis"), "There is no election mazhilis here. Loaded: tiny"),
            (("totals", "tiny", "--area", "P999"), "Election tiny has no area P999."),
            (("findings", "mazhilis"), "There is no election mazhilis here. Loaded: tiny"),
            (("rebuild", "mazhilis"), "There is no election mazhilis here. Loaded: tiny"),
        ],
    )
    def test_what_does_not_exist_is_refused_by_name(self, run, night, words, sentence):
        answer = run(*words)
        assert (answer.code, answer.out) == (2, "")
        assert sentence in answer.told

    @pytest.mark.parametrize(
        ("language", "heads"),
        [
            ("kk", "Аумақ Дауыс беру Коды Көрсеткіш Қосынды Қанша хаттамадан Жетпейді"),
            ("ru", "Территория Голосование Код Показатель Сумма Из скольких протоколов Не хватает"),
            ("en", "Area Contest Code Figure Sum From so many protocols Lacking"),
        ],
    )
    def test_the_columns_of_the_table_are_named_in_the_language_of_the_reader(
        self, run, night, language, heads
    ):
        told = run("--lang", language, "totals", "tiny", "--level", "nation").out
        assert " ".join(told.splitlines()[0].split()) == heads

    def test_the_columns_of_csv_keep_their_names_in_every_language(self, run, night):
        told = [run("--lang", code, "findings", "tiny", "--format", "csv").out for code in ("kk", "ru", "en")]
        assert told[0].startswith("code,severity,verdict,") and len(set(told)) == 1

    def test_a_format_that_does_not_exist_is_refused(self, run, night):
        assert run("totals", "tiny", "--format", "xml").code == 2


@pytest.mark.django_db
class TestFindings:
    def test_each_finding_names_its_protocol_its_figures_and_its_entry(self, run, night):
        rows = json.loads(run("findings", "tiny", "--format", "json").out)
        found = next(row for row in rows if row["code"] == "KZ-K04")
        assert (found["area"], found["contest"], found["severity"]) == ("P002", PARTY, "hard")
        assert found["figures"] == "participants invalid ballots_received ballots_cancelled"
        assert (found["left"], found["right"], found["log_index"]) == (621, 620, 4)

    def test_what_cannot_be_checked_is_listed_when_it_is_asked_for(self, run, night):
        def verdicts(*words: str) -> set[str]:
            return {row["verdict"] for row in table(run("findings", "tiny", "--format", "csv", *words).out)}

        assert verdicts() == {"broken"}
        assert verdicts("--unchecked") == {"broken", "cannot_be_checked"}

    def test_one_code_is_listed_alone(self, run, night):
        rows = table(run("findings", "tiny", "--code", "KZ-K04", "--format", "csv").out)
        assert [row["code"] for row in rows] == ["KZ-K04"]
        assert table(run("findings", "tiny", "--code", "KZ-K01", "--format", "csv").out) == []

    @pytest.mark.parametrize("code", ["K04", "kz-k04", "KZ-K99"])
    def test_a_code_that_the_rules_do_not_have_is_refused_and_not_answered_with_an_empty_list(
        self, run, night, code
    ):
        answer = run("findings", "tiny", "--code", code, "--format", "csv")
        assert (answer.code, answer.out) == (2, "")
        assert f"have no code {code}; they have: DEED-CLOCK, DEED-LATE, DEED-OUTSIDE" in answer.told

    @pytest.mark.parametrize(
        ("language", "sentence"),
        [
            ("kk", "KZ-K04: 1 хаттама. Жәшіктерден шыққан бюллетеньдер берілген бюллетеньдерден көп."),
            ("ru", "KZ-K04: протоколов 1. В урнах обнаружено больше бюллетеней, чем выдано."),
            ("en", "KZ-K04, protocols: 1. More ballots were found in the boxes than were issued."),
        ],
    )
    def test_people_are_told_what_each_code_means(self, run, night, language, sentence):
        assert sentence in run("--lang", language, "findings", "tiny").told

    @pytest.mark.parametrize(
        ("language", "heads", "cells"),
        [
            ("kk", ("Ереже", "Салмағы", "Журнал жазбасы"), ("заң талап етеді", "сәйкес келмейді")),
            ("ru", ("Правило", "Вес", "Запись журнала"), ("требует закон", "не сходится")),
            ("en", ("Rule", "Weight", "Log entry"), ("the law requires it", "does not add up")),
        ],
    )
    def test_the_table_speaks_the_language_of_the_reader(self, run, night, language, heads, cells):
        told = run("--lang", language, "findings", "tiny").out
        first, *rows = told.splitlines()
        assert all(head in first for head in heads)
        assert any(all(cell in row for cell in cells) for row in rows)
        assert "severity" not in told and "broken" not in told

    def test_the_rules_of_every_form_are_told_too(self, run, night):
        assert (
            "FORM-MISSING, protocols: 1. Required lines of the protocol are blank."
            in run("findings", "tiny").told
        )


@pytest.mark.django_db
class TestRebuild:
    def test_the_tables_come_out_of_the_log(self, run, night):
        PublishedTotal.objects.update(received=77)
        answer = run("rebuild", "tiny")
        assert answer.code == 0
        assert "The tables of tiny are made anew. Log entries: 6." in answer.told
        assert not PublishedTotal.objects.filter(received=77).exists()

    @pytest.mark.parametrize(
        ("language", "words"), [("kk", "журналы бос"), ("ru", "пуст"), ("en", "is empty")]
    )
    def test_an_election_that_is_not_open_has_nothing_to_be_rebuilt_from(self, run, draft, language, words):
        answer = run("--lang", language, "rebuild", "tiny")
        assert answer.code == 2
        assert words in answer.told


@pytest.mark.django_db(transaction=True)
class TestExport:
    @pytest.fixture
    def open_night(self):
        open_tiny()
        publish(protocol("P001"), scans={("P001", PARTY): scan_of("P001")})

    def test_the_bundle_is_written_and_counted(self, run, open_night, tmp_path):
        answer = run("export", "tiny", tmp_path / "out")
        assert answer.code == 0
        assert "Log entries: 4, scans: 1" in answer.told
        assert json.loads((tmp_path / "out/manifest.json").read_bytes())["tree_size"] == 4
        assert len(list((tmp_path / "out/scans").rglob("*/*"))) == 1

    def test_without_scans(self, run, open_night, tmp_path):
        told = run("export", "tiny", tmp_path / "out", "--without-scans").told
        # A bar of nothing to do tells no share of it: it stood at 0 % when all was written.
        assert "scans: 0" in told and "%" not in told
        assert not (tmp_path / "out/scans").exists()

    @pytest.mark.parametrize(
        ("language", "words"),
        [("kk", "басқа файлдар бар"), ("ru", "лежит другое"), ("en", "holds other things")],
    )
    def test_a_folder_with_other_things_is_refused(self, run, open_night, tmp_path, language, words):
        (tmp_path / "letter.txt").touch()
        answer = run("--lang", language, "export", "tiny", tmp_path)
        assert answer.code == 2
        assert words in answer.told
        assert [path.name for path in tmp_path.iterdir() if path.name != "var"] == ["letter.txt"]

    def test_an_election_that_is_not_open_has_nothing_to_publish(self, run, draft, tmp_path):
        answer = run("export", "tiny", tmp_path / "out")
        assert answer.code == 2
        assert "there is nothing to publish" in answer.told
        assert not (tmp_path / "out").exists()
