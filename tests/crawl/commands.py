"""Every command of `hattama` in a state of the site, as people run it: words in, a code and sentences out."""

import contextlib
import io
import shlex
import traceback
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils import translation

from hattama.cli.main import main
from hattama.verification.reports import Verdict
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.stores.content_store import get_content
from tests.crawl.addresses import CODES, LANGUAGES

LOOKING = """
findings {id}
findings {id} --unchecked --format json
findings {id} --code {code} --format csv
findings no-such
totals {id}
totals {id} --level precinct --format json
totals {id} --area {area} --view as_reported
totals {id} --level region --view adding_up --format csv
totals {id} --view with_scan
totals {id} --view confirmed --at 3
totals {id} --at 99999999999999999999
totals {id} --area no-such
claims check {id} --all
claims check {id} --format json
log status {id} --format json
log check
log check --format csv
accounts list --election {id} --format csv
scans status
store check
forms {folder} {out}/forms.pdf --area {precinct}
forms {folder} {out}/poster.pdf --poster --area {precinct}
forms {folder} {out}/none.pdf --area no-such
election load {folder}
offline accept {table}
notify
privacy purge --dry-run
doctor --format json
"""
WRITING = """
credentials {id} {out}/codes.csv
credentials {id} {out}/codes.pdf --area {precinct}
log totals {id}
log refresh {id} --whole
export {id} {out}/bundle
export {id} {table}
export {id} /proc/no/such/place
election diff {folder}
election amend {folder} --why crawl
election discard {id}
verify {out}/bundle --json
verify {out}/bundle --scans
totals {out}/bundle --level region
totals {out}/bundle --format json
forensics {out}/bundle --simulations 1
judge {out}/bundle
judge {out}/bundle --format csv
judge {table}
mapping guess {table}
mapping try {table} --mapping {folder}/election.toml
compare {out}/bundle/tables/totals.csv {out}/bundle/tables/protocols.csv
compare {out}/bundle/tables/totals.csv {table}
publish {out}/site --jobs 1 --scans copy --gzip
publish {table} --jobs 1
rebuild {id}
rebuild {id} --files
accounts give --election {id} somebody reader {root}
accounts take --election {id} somebody reader {root}
accounts close somebody
accounts open somebody
accounts reset-factor somebody
accounts confirm --election {id} somebody reader {root}
accounts reseal
observer enrol {id} no-key {root} --organisation crawl --name somebody
observer revoke {id} no-key
observer take {id} {table}
accounts import --election {id} {table}
turnout load {id} {table}
claims load {id} {table} --mapping {folder}/election.toml --source press --stage final
records load {id} {table} --mapping {folder}/election.toml
records numbers {id}
observation organisation {id} alma --kk Алма
observation member {id} alma no-such-account analyst
import {table} --mapping {folder}/election.toml --election {id}
readings {table} a b --mapping {folder}/election.toml --election {id}
scans read {id}
scans fetch {id}
store copy --to {out}/store
store publish {id}
log rotate-key {id}
election close {id} --as-it-stands
election open {id}
export {id} {out}/bundle
verify {out}/bundle --scans
"""
WITHOUT_SITE = """
outcome {table}
outcome {votes} --rules kz-2023 --seats 98 --explain
outcome {votes} --rules kz-2022-president --contest president --format json
audit {votes} --rules kz-2023 --seats 98
sample draw {table} --stations 5
sample seal {votes}
sample report {table} {votes}
sample estimate {table} {votes}
audit {table} --rules kz-2023 --seed 12345678901234567890 --counted {votes}
forensics {table} --mapping {folder}/election.toml
outcome {votes} --method dhondt --threshold 5% --seats 2
turnout check {table}
flow {table}
districts {table} --format json
pack {folder}/election.toml
compare {table} {wide}
compare {wide} {wide}
evidence {out}
mirror http://127.0.0.1:9/ {out}/mirror
verify {wide}
scans split {table} {out}/split
documents check {table} {wide}
register new {out}/register.toml
register check {folder}/election.toml
register show no-such
register serve {folder}/election.toml
register serve no-such
register measure complaints {table} --mapping {folder}/election.toml
register import {table} {wide} --mapping {folder}/election.toml
voters made-up {out}/voters --persons 20
voters dedupe {wide} {out}/same
voters measure {table} {wide}
witness keygen crawl {out}/witness.key
witness exchange --logs {table} --state {out}/witness --peers {table}
observation summary kz/counting {table}
observation table {folder}/election.toml {table}
observer keygen crawl {out}/observer.key
observer sign {out}/observer.key no-such no-such no-such participants=600
"""
NOT_RUN = {
    "backup": "copies a database that others may write: tests/web/operations/backups/test_backups.py",
    "restore": "needs an empty data folder: the same",
    "demo": "plays a night in processes of its own: tests/web/operations/test_demonstrations.py",
    "serve": "ends when it is told to: tests/web/operations/test_serving.py",
    "signer": "the same: tests/web/kernel/log/test_signing_service.py",
    "witness serve": "the same: tests/cli/witness",
    "voters review": "the same: tests/voters",
    "log write": "ends when it is told to: tests/web/operations/test_write_logs.py",
    "log keep": "the same: tests/web/kernel/log/test_life.py",
    "scans work": "the same: tests/web/scans/test_reading.py",
}
"""Commands that the crawl leaves to other tests, and why."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command answered; `fault`: what of it should not be."""

    words: str
    code: int
    out: str
    told: str
    fault: str


def run(line: str, language: str) -> Ran:
    """Run one line in `language`."""
    out, told = io.StringIO(), io.StringIO()
    fault = ""
    spoken = translation.get_language()
    try:
        with contextlib.redirect_stdout(_Binary(out)), contextlib.redirect_stderr(told):
            code = main([*shlex.split(line), "--lang", language])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except Exception:  # noqa: BLE001 -- that none comes through is what is asked
        code, fault = -1, traceback.format_exc(limit=-5)
    finally:
        translation.activate(spoken)
    said = told.getvalue()
    if not fault and (code not in (0, 1, 2, Verdict.QUALIFIED) or "Traceback" in said):
        fault = f"code {code}: {said[-500:]}"
    if not fault and code == 2 and not (said.strip() or out.getvalue().strip()):
        fault = "refused without a sentence, and nothing reported"
    return Ran(line, code, out.getvalue(), said, fault)


class _Binary(io.TextIOWrapper):
    """Standard output that takes bytes as well."""

    def __init__(self, out: io.StringIO) -> None:
        super().__init__(io.BytesIO(), "utf-8", write_through=True)
        self.kept = out

    def write(self, text: str) -> int:
        return self.kept.write(text)


def lines(*parts: str) -> list[str]:
    """The lines of these parts."""
    return [line for part in parts for line in part.strip().splitlines()]


def materials(election: ElectionRow, place: Path) -> Mapping[str, str]:
    """What stands in the places of a line: files of this election, a table, a file that is no table."""
    folder, out = place / "election", place / "out"
    for one in (folder, out):
        one.mkdir(parents=True, exist_ok=True)
    (folder / "election.toml").write_bytes(bytes(election.definition))
    (folder / "areas.csv").write_bytes(get_content(election.areas_sha256))
    contest = load_definition(election).election.contests[0]
    votes = "".join(f"{choice.code},{1000 * place}\n" for place, choice in enumerate(contest.choices, 1))
    (place / "votes.csv").write_text(f"choice,votes\n{votes}against_all,7\n")
    (place / "table.csv").write_text("area,time,notion,voters\nR1,2023-03-19T12:00+06:00,ballots_issued,9\n")
    (place / "wide.csv").write_bytes("area,votes\nR1,9\n".encode("utf-16"))
    rows = AreaRow.objects.filter(election=election).order_by("depth", "code")
    root, last = rows[0], rows.last()
    return {
        "id": election.pk,
        "folder": str(folder),
        "out": str(out),
        "table": str(place / "table.csv"),
        "votes": str(place / "votes.csv"),
        "wide": str(place / "wide.csv"),
        "root": root.code,
        "area": root.code,
        "precinct": last.code if last else root.code,
        "code": CODES[zlib.crc32(bytes(election.definition)) % len(CODES)],
    }


def run_all(elections: list[ElectionRow], place: Path, *, short: bool) -> Iterator[Ran]:
    """Every command of every election, languages by turns; of the short form each in one language, and no
    copy of the site: the crawl asks for its pages, and tests/web/operations/static_site writes it."""
    for number, election in enumerate(elections):
        said = materials(election, place / election.pk)
        chosen = lines(LOOKING, *(() if number or short else (WITHOUT_SITE,)), WRITING)
        chosen = [line for line in chosen if not (short and line.startswith("publish {out}"))]
        words = {key: shlex.quote(value) for key, value in said.items()}
        for turn, line in enumerate(chosen):
            yield run(line.format(**words), LANGUAGES[turn % 3])
