"""`hattama accounts` and `hattama credentials`: as operators call them."""

import csv
import datetime
import io
import stat
import sys
from pathlib import Path

import pypdfium2
import pytest
from django.contrib.auth.models import User

from hattama.web.kernel.accounts.change_rights import confirm_roles, give_role
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.accounts.tables import AccountChange, Membership, PaperCode, ProposedRole
from hattama.web.kernel.accounts.typed_codes import hash_of_code
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.check_log import check_logged_entries
from hattama.web.kernel.log.tables import LogEntry
from tests.web.people import person
from tests.web.tiny_election import NIGHT, area_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "тізім.csv"
    file.write_text(
        "name,login,role,area\nӘйгерім Ұзақбаева,aigerim,typist,P001\nБолат,bolat@x.kz,chair,P001\n"
        "Дана,dana,administrator,KZ\n",
        "utf-8",
    )
    return file


class TestAccounts:
    def test_a_list_is_taken_in_and_reported(self, run, tiny, listed):
        answer = run("accounts", "import", listed, "--election", "tiny")
        assert answer.code == 0
        assert "New accounts: 3; roles given: 3; held already: 0." in answer.told
        table = run("accounts", "list", "--election", "tiny", "--format", "csv").out
        rows = list(csv.DictReader(io.StringIO(table)))
        assert [(row["login"], row["role"], row["area"], row["account"]) for row in rows] == [
            ("dana", "administrator", "KZ", "open"),
            ("bolat@x.kz", "chair", "P001", "open"),
            ("aigerim", "typist", "P001", "open"),
        ]

    def test_a_trial_says_so_and_changes_nothing(self, run, tiny, listed):
        answer = run("accounts", "import", listed, "--election", "tiny", "--dry-run")
        assert "This was a trial" in answer.told and "New accounts: 3" in answer.told
        assert not User.objects.exists()

    def test_faults_are_told_with_file_row_and_column_and_nothing_is_changed(self, run, tiny, listed):
        listed.write_text(listed.read_text("utf-8") + "Ержан,er,boss,P9\n", "utf-8")
        answer = run("accounts", "import", listed, "--election", "tiny")
        assert answer.code == 2
        assert "тізім.csv, row 5, login" in answer.told
        assert "тізім.csv, row 5, role" in answer.told and "row 5, area" in answer.told
        assert not User.objects.exists()

    def test_a_file_that_is_not_there_is_refused_with_a_sentence(self, run, tiny, tmp_path):
        answer = run("accounts", "import", tmp_path / "none.csv", "--election", "tiny")
        assert answer.code == 2 and answer.told.endswith("none.csv: no such file or folder\n")
        answer = run("--lang", "kk", "accounts", "import", tmp_path / "none.csv", "--election", "tiny")
        assert "мұндай файл не папка жоқ" in answer.told and "No such file" not in answer.told

    def test_roles_are_given_and_taken_one_by_one(self, run, tiny):
        give = ("accounts", "give", "erzhan", "territorial_head", "D11", "--election", "tiny")
        assert "There is no account erzhan" in run(*give).told
        assert run(*give, "--name", "Ержан").code == 0
        assert "This role is proposed already" in run(*give).told
        assert "The operator has proposed this role" in run("accounts", "confirm", *give[2:]).told
        assert not Membership.objects.exists()
        assert run("accounts", "take", *give[2:]).code == 0
        assert run("accounts", "take", *give[2:]).code == 2
        assert "does not hold this role, and it is not proposed" in run("accounts", "confirm", *give[2:]).told
        assert [row.change for row in AccountChange.objects.all()] == ["made", "proposed", "declined"]
        assert {row.actor for row in AccountChange.objects.all()} == {None}

    def test_of_a_role_that_waits_the_list_and_the_answer_say_that_it_gives_nothing_yet(self, run, tiny):
        give = ("accounts", "give", "erzhan", "typist", "D11", "--election", "tiny", "--name", "Ержан")
        answer = run(*give)
        assert answer.code == 0 and "until then nothing opens to erzhan by it" in answer.told
        assert "Done." not in answer.told
        rows = csv.DictReader(
            io.StringIO(run("accounts", "list", "--election", "tiny", "--format", "csv").out)
        )
        assert [(row["login"], row["area"], row["state"]) for row in rows] == [("erzhan", "D11", "proposed")]
        assert "waits for confirmation" in run("accounts", "list", "--election", "tiny").out
        assert "Done." in run("accounts", "give", "erzhan", "typist", "P001", "--election", "tiny").told

    def test_whoever_takes_a_factor_away_is_told_how_many_roles_wait_then(self, run, tiny):
        person(Role.TERRITORIAL_HEAD, "D11", username="head")
        answer = run("accounts", "reset-factor", "head")
        assert "Roles that wait for an administrator to confirm them: 1." in answer.told
        person(Role.CHAIR, "P001", username="chair")
        assert run("accounts", "reset-factor", "chair").told == "Done.\n"

    @pytest.mark.parametrize("login", ["Ержан Оспанов", "erzhan ", "er", "e" * 151])
    def test_an_account_with_a_name_that_nobody_could_log_in_by_is_not_made(self, run, tiny, login):
        give = ("accounts", "give", login, "typist", "P001", "--election", "tiny", "--name", "Ержан")
        answer = run(*give)
        assert answer.code == 2 and "A user name has 3 to 150 Latin letters" in answer.told
        assert not User.objects.exists()

    def test_an_account_needs_a_name_that_fits(self, run, tiny):
        give = ("accounts", "give", "erzhan", "typist", "P001", "--election", "tiny", "--name", "Е" * 151)
        assert "the person's name, at most 150 characters" in run(*give).told
        assert not User.objects.exists()

    def test_whoever_operates_alone_reads_how_to_begin(self, run, tiny, tmp_path):
        first = "hattama accounts give LOGIN administrator KZ --election tiny --name NAME"
        listed = tmp_path / "people.csv"
        listed.write_text("name,login,role,area\nЕржан,erzhan,territorial_head,D11\n", "utf-8")
        assert first in run("accounts", "import", listed, "--election", "tiny").told
        there = ("erzhan", "territorial_head", "D11", "--election", "tiny")
        answer = run("accounts", "confirm", *there)
        assert answer.code == 2 and first in answer.told
        dana = ("accounts", "give", "dana", "administrator", "KZ", "--election", "tiny", "--name", "Дана")
        assert run(*dana).code == 0
        assert first not in run("accounts", "confirm", *there).told
        dana = User.objects.get(username="dana")
        confirm_roles(dana, list(ProposedRole.objects.all()), now=NIGHT)
        assert Membership.objects.filter(role="territorial_head").exists()

    def test_whoever_leaves_one_administrator_or_none_is_told_and_how_to_mend_it(self, run, tiny):
        for login in ("dana", "erlan"):
            there = (login, "administrator", "KZ", "--election", "tiny", "--name", "Аты")
            assert run("accounts", "give", *there).told == "Done.\n"
        person(Role.CHAIR, "P001", username="chair")
        assert run("accounts", "close", "chair").told == "Done.\n"
        answer = run("accounts", "close", "erlan").told
        assert "One administrator of election tiny is left" in answer
        assert "accounts give LOGIN administrator KZ --election tiny" in answer
        told = run("accounts", "take", "dana", "administrator", "KZ", "--election", "tiny").told
        assert "There is no administrator of election tiny." in told
        assert run("accounts", "open", "erlan").told == "Done.\n"

    def test_whoever_gives_a_role_in_a_closed_election_reads_why_its_log_still_tells_it(self, run, tiny):
        give = ("accounts", "give", "dana", "administrator", "KZ", "--election", "tiny", "--name", "Дана")
        assert "closed" not in run(*give).told
        closing = run("election", "close", "tiny", "--as-it-stands")
        assert closing.code == 0 and "goes on to be told there: roles, keys" in closing.told
        other = ("accounts", "give", "erlan", *give[3:])
        assert "Election tiny is closed. Its log still tells of roles" in run(*other).told
        assert LogEntry.objects.order_by("-index")[0].kind == "rights"
        assert check_logged_entries(ElectionRow.objects.get(pk="tiny")) == []

    def test_the_operator_confirms_what_an_administrator_proposed(self, run, tiny):
        head = person(Role.TYPIST, username="erzhan")
        keeper = person(Role.ADMINISTRATOR, "KZ")
        give_role(keeper, head, Role.TERRITORIAL_HEAD, area_row("D11"), now=NIGHT)
        there = ("erzhan", "territorial_head", "D11", "--election", "tiny")
        assert run("accounts", "confirm", *there).code == 0
        assert "holds this role already" in run("accounts", "give", *there).told
        again = run("accounts", "confirm", *there)
        assert again.code == 2 and "holds this role already" in again.told

    def test_a_role_that_is_refused_leaves_no_account_behind(self, run, tiny):
        give = ("accounts", "give", "erzhan", "central_head", "D11")
        answer = run(*give, "--election", "tiny", "--name", "Ержан")
        assert answer.code == 2 and "does not fit the area" in answer.told
        assert not User.objects.exists()

    def test_accounts_are_closed_and_opened_and_lose_their_factor(self, run, tiny):
        chair = person(Role.CHAIR, "P001", username="chair")
        assert run("accounts", "close", "chair").code == 0
        assert not User.objects.get(pk=chair.pk).is_active
        assert "closed" in run("accounts", "list", "--election", "tiny").out
        assert run("accounts", "open", "CHAIR").code == 0
        assert run("accounts", "reset-factor", "chair").code == 0
        assert not chair.authenticator_set.exists()
        assert run("accounts", "close", "nobody").told == "There is no account nobody.\n"


class TestCredentials:
    def test_sheets_for_the_people_of_precincts_as_csv(self, run, tiny, listed, tmp_path, settings):
        settings.BASE_URL = "https://hattama.example"
        run("accounts", "import", listed, "--election", "tiny")
        out = tmp_path / "codes.csv"
        assert "codes.csv: 2. " in run("credentials", "tiny", out, "--area", "D11").told
        rows = {row["login"]: row for row in csv.DictReader(out.open(encoding="utf-8"))}
        assert set(rows) == {"aigerim", "bolat@x.kz"}, "the administrator works in no precinct"
        row = rows["aigerim"]
        assert row["address"] == f"https://hattama.example/account/paper/#{row['code']}"
        kept = PaperCode.objects.get(user__username="aigerim")
        assert kept.sha256 == hash_of_code(row["code"])
        assert kept.valid_from == datetime.datetime.fromisoformat(row["valid_from"])
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
        assert row["code"] not in run("credentials", "tiny", tmp_path / "again.csv").told

    def test_whoever_prints_is_told_of_stations_for_which_nobody_may_enter(self, run, tiny, listed, tmp_path):
        run("accounts", "import", listed, "--election", "tiny")
        lacking = "Polling stations for which nobody may enter figures yet: "
        assert (
            f"{lacking}2 (P002, P003)."
            in run("credentials", "tiny", tmp_path / "a.csv", "--area", "D11").told
        )
        person(Role.TYPIST, "D11", username="whole-district")
        assert lacking not in run("credentials", "tiny", tmp_path / "b.csv", "--area", "D11").told
        assert lacking not in run("credentials", "tiny", tmp_path / "c.csv", "--login", "dana").told

    def test_sheets_as_pdf_print_kazakh_letters_and_where_each_person_acts_two_to_a_page(
        self, run, tiny, listed, tmp_path
    ):
        run("accounts", "import", listed, "--election", "tiny")
        out = tmp_path / "CODES.PDF"
        assert run("credentials", "tiny", out).code == 0
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(out)]
        (aigerim,) = (page for page in pages if "Әйгерім Ұзақбаева" in page)
        district = area_row("D11")
        assert f"{district.parent.names['kk']}, {district.names['kk']}" in " ".join(aigerim.split())
        assert "Алғаш кіру парағы" in aigerim and "Лист для первого входа" in aigerim
        code = PaperCode.objects.get(user__username="aigerim").sha256
        assert code in {hash_of_code(line) for line in aigerim.split()}

    def test_a_sheet_speaks_the_sites_languages_where_it_has_none_of_the_papers(
        self, run, tiny, listed, tmp_path, settings
    ):
        settings.LANGUAGES = [("en", "English")]
        run("accounts", "import", listed, "--election", "tiny")
        out = tmp_path / "codes.pdf"
        assert run("credentials", "tiny", out).code == 0
        told = pypdfium2.PdfDocument(out)[0].get_textpage().get_text_range()
        assert "Sheet for the first login" in told and "Point the camera" in told
        assert "парағы" not in told and "Лист" not in told

    def test_of_a_role_that_waits_it_is_said_who_confirms_it(self, run, tiny, tmp_path):
        listed = tmp_path / "people.csv"
        listed.write_text("name,login,role,area\nVolunteer,vol,typist,KZ\n", "utf-8")
        run("accounts", "import", listed, "--election", "tiny")
        answer = run("credentials", "tiny", tmp_path / "vol.csv", "--login", "vol")
        assert answer.code == 2
        assert "vol holds no role of this election that is in force" in answer.told

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("kk", "Hattama папкасында мынаны орындаңыз:"),
            ("ru", "Выполните в папке Hattama:"),
            ("en", "Run this in Hattama's folder:"),
        ],
    )
    def test_without_typst_a_command_is_named_that_works_from_the_source_tree(
        self, run, tiny, listed, tmp_path, monkeypatch, language, words
    ):
        run("accounts", "import", listed, "--election", "tiny")
        monkeypatch.setitem(sys.modules, "typst", None)
        answer = run("--lang", language, "credentials", "tiny", tmp_path / "codes.pdf")
        assert answer.code == 2
        assert f"{words} .venv/bin/pip install -e '.[paper]'" in answer.told
        assert not PaperCode.objects.exists(), "the codes printed before stay good"
        assert run("credentials", "tiny", tmp_path / "codes.csv").code == 0

    def test_one_sheet_for_an_administrator_is_good_at_once(self, run, tiny, listed, tmp_path):
        run("accounts", "import", listed, "--election", "tiny")
        out = tmp_path / "dana.csv"
        assert "dana.csv: 1. " in run("credentials", "tiny", out, "--login", "dana").told
        kept = PaperCode.objects.get()
        assert kept.valid_from == kept.printed_at

    def test_codes_are_not_written_over_and_nobody_is_told(self, run, tiny, listed, tmp_path):
        assert "There is nobody to print for" in run("credentials", "tiny", tmp_path / "a.csv").told
        run("accounts", "import", listed, "--election", "tiny")
        run("credentials", "tiny", tmp_path / "a.csv")
        before = set(PaperCode.objects.values_list("sha256", flat=True))
        answer = run("credentials", "tiny", tmp_path / "a.csv")
        assert answer.code == 2 and "exists already" in answer.told
        assert run("credentials", "tiny", tmp_path / "a.txt").code == 2
        assert set(PaperCode.objects.values_list("sha256", flat=True)) == before

    def test_a_file_that_cannot_be_written_leaves_the_old_codes_good(self, run, tiny, listed, tmp_path):
        run("accounts", "import", listed, "--election", "tiny")
        run("credentials", "tiny", tmp_path / "a.csv")
        before = set(PaperCode.objects.values_list("sha256", flat=True))
        assert run("credentials", "tiny", tmp_path / "no-such-folder/b.csv").code == 2
        assert set(PaperCode.objects.values_list("sha256", flat=True)) == before
