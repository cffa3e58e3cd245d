"""The check of the published record over HTTP: the auditor's draw, the reader's blind form, the judgement."""

import pytest
from django.test import Client

from hattama.core.vocabulary import Deed
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.published.tables import PublishedScan
from hattama.web.protocols.change import change_protocol
from hattama.web.record_checks.tables import DrawnPaper, FigureJudgement, RecordDraw, StrangerReading
from hattama.web.scans.take_scan import attach_scan
from tests.web.people import person
from tests.web.prepared import built_on_tiny
from tests.web.protocols.life.people import GROUNDS, LATER
from tests.web.tiny_election import ELECTION_ID, PARTY, area_row, protocol, publish, scan_of, sound_figures

pytestmark = pytest.mark.django_db

DRAWS, READ, DOUBTS = (f"/en/desk/tiny/{name}/" for name in ("draws", "read-again", "doubts"))
PUBLIC = "/en/e/tiny/record-check/"
SEED = "27182818284590452353"


@built_on_tiny
def one_paper() -> None:
    """One published protocol with its scan: 12 ballots invalid."""
    publish(protocol("P001"), scans={("P001", PARTY): scan_of("P001")})


def draw(client: Client, size: str = "1", seed: str = SEED):
    client.post(DRAWS, {"action": "fix"})
    number = RecordDraw.objects.latest("pk").pk
    return client.post(DRAWS, {"action": "draw", "draw": number, "seed": seed, "size": size})


def reader(name: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person(Role.READER, "KZ", username=name))
    return client


def send(client: Client, **changes: object):
    figures = {key: str(value) for key, value in (sound_figures() | changes).items()}
    return client.post(READ, figures | {"paper": DrawnPaper.objects.get().pk})


def the_doubt() -> str:
    return f"strangers/{DrawnPaper.objects.get().entry_index}/invalid"


def test_from_the_list_to_the_public_page(log_in, one_paper: ElectionRow) -> None:
    auditor = log_in(Role.AUDITOR, "KZ")
    assert draw(auditor).status_code == 302
    for name in ("one", "two"):
        assert send(reader(name), invalid=17).status_code == 302
    reviewer = log_in(Role.TERRITORIAL_REVIEWER, "D11")
    page = reviewer.get(DOUBTS).content.decode()
    assert "17" in page and "Invalid" in page
    sent = {
        "doubt": the_doubt(),
        "verdict": "our_error",
        "reason": "=It says 17.",
    }
    assert reviewer.post(DOUBTS, sent).status_code == 302
    assert FigureJudgement.objects.get().read == "17"
    public = Client().get(PUBLIC).content.decode()
    for part in (SEED, "It says 17.", RecordDraw.objects.get().list_sha256):
        assert part in public
    table = Client().get("/data/tiny/record-check/figures.csv").content.decode()
    assert "1,1,P001,party," in table
    assert ",invalid,12,17,differs,our_error,'=It says 17.," in table


def test_a_list_that_is_fixed_twice_before_a_seed_is_thrown_is_one_list(
    one_paper: ElectionRow, log_in
) -> None:
    auditor = log_in(Role.AUDITOR, "KZ")
    for _ in range(2):
        assert auditor.post(DRAWS, {"action": "fix"}).status_code == 302
    assert RecordDraw.objects.count() == 1
    draw(auditor)
    auditor.post(DRAWS, {"action": "fix"})
    assert RecordDraw.objects.count() == 2, "another draw of the same papers"


def test_the_form_of_a_reader_shows_no_published_figure(one_paper: ElectionRow, log_in) -> None:
    draw(log_in(Role.AUDITOR, "KZ"))
    page = reader("one").get(READ)
    assert 'name="invalid"' in page.content.decode()
    assert all(cell.typed == "" for line in page.context["typed"].lines for cell in line.cells)
    assert 'value="370"' not in page.content.decode()


def test_a_reader_is_shown_the_paper_of_the_version_that_was_drawn(one_paper: ElectionRow, log_in) -> None:
    draw(auditor := log_in(Role.AUDITOR, "KZ"))
    volunteer = reader("one")

    def shown() -> list[str]:
        return [beside.scan.pk for beside in volunteer.get(READ).context["scans"]]

    first, head = area_row("P001"), person(Role.TERRITORIAL_HEAD, "R1", username="head")
    figures = sound_figures() | {"votes[dala]": 371, "votes[ozen]": 199}
    recounted = protocol("P001", figures=figures)
    new = scan_of("P001", shade=20)
    change_protocol(Deed.RECOUNT, head, first, recounted, GROUNDS, now=LATER, scan=new)
    advance_log(ELECTION_ID, now=LATER)
    assert shown() == [scan_of("P001").pk], "what is read is held against the first version"
    attach_scan(person(Role.TYPIST, "P001"), first, PARTY, scan_of("P001"), now=LATER)
    advance_log(ELECTION_ID, now=LATER)
    assert shown() == [scan_of("P001").pk]
    draw(auditor, seed=SEED[::-1])
    assert shown() == [new.pk, scan_of("P001").pk]


def test_a_paper_of_which_no_scan_is_published_any_more_is_given_to_nobody(one_paper, log_in) -> None:
    draw(log_in(Role.AUDITOR, "KZ"))
    PublishedScan.objects.update(withdrawn_by=7)
    assert "No paper waits for you now" in reader("one").get(READ).content.decode()


def test_while_a_paper_is_not_settled_nobody_sees_what_was_read(one_paper: ElectionRow, log_in) -> None:
    draw(log_in(Role.AUDITOR, "KZ"))
    send(reader("one"), invalid=7771)
    public = (PUBLIC, "/data/tiny/record-check/figures.csv")
    assert all("7771" not in Client().get(address).content.decode().replace(" ", "") for address in public)
    assert "7771" not in reader("two").get(READ).content.decode()
    assert "7771" not in log_in(Role.TERRITORIAL_REVIEWER, "D11").get(DOUBTS).content.decode()


def test_a_figure_that_is_no_number_comes_back_and_nothing_is_recorded(one_paper, log_in) -> None:
    draw(log_in(Role.AUDITOR, "KZ"))
    page = send(reader("one"), invalid="1O")
    assert page.status_code == 400
    assert "1O" in page.content.decode()
    assert not StrangerReading.objects.exists()


@pytest.mark.parametrize(
    "size,seed,said",
    [
        ("9", SEED, "whole number"),
        ("x", SEED, "whole number"),
        ("1", "7", "from 20 to 200 characters"),
        ("1", "7" * 201, "from 20 to 200 characters"),
    ],
)
def test_a_draw_that_cannot_be_made_says_why(one_paper, log_in, size, seed, said) -> None:
    answer = draw(log_in(Role.AUDITOR, "KZ"), size, seed)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not DrawnPaper.objects.exists()


def test_the_list_can_be_had_byte_for_byte_and_no_other_file_by_that_way(one_paper, log_in) -> None:
    draw(log_in(Role.AUDITOR, "KZ"))
    sha256 = RecordDraw.objects.get().list_sha256
    listed = Client().get(f"/data/tiny/record-check/lists/{sha256}.txt")
    assert listed.content == b"P001/party\n"
    scan = scan_of("P001").sha256
    assert Client().get(f"/data/tiny/record-check/lists/{scan}.txt").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.READER])
def test_only_readers_are_given_papers(one_paper, log_in, role) -> None:
    draw(log_in(Role.AUDITOR, "KZ"))
    client = Client(headers={"accept-language": "en"})
    client.force_login(person(role, "KZ", username="somebody"))
    assert client.get(READ).status_code == 403
    assert send(client).status_code == 403
    assert not StrangerReading.objects.exists()


def test_a_judgement_without_words_comes_back_with_what_was_chosen(one_paper, log_in) -> None:
    draw(log_in(Role.AUDITOR, "KZ"))
    for name in ("one", "two"):
        send(reader(name), invalid=17)
    reviewer = log_in(Role.TERRITORIAL_REVIEWER, "D11")
    sent = {"doubt": the_doubt(), "verdict": "paper_unclear", "reason": " "}
    answer = reviewer.post(DOUBTS, sent)
    assert answer.status_code == 400
    assert 'value="paper_unclear" checked' in answer.content.decode()
    assert not FigureJudgement.objects.exists()


def test_a_reviewer_of_another_district_is_asked_nothing(one_paper, log_in) -> None:
    draw(log_in(Role.AUDITOR, "KZ"))
    for name in ("one", "two"):
        send(reader(name), invalid=17)
    reviewer = log_in(Role.TERRITORIAL_REVIEWER, "D12")
    assert reviewer.get(DOUBTS).context["doubts"] == []
    sent = {"doubt": the_doubt(), "verdict": "our_error", "reason": "17"}
    reviewer.post(DOUBTS, sent)
    assert not FigureJudgement.objects.exists()
