"""A table of records is taken in at the desk: every fault by row and column, or all of it at once."""

import re
import secrets
import tempfile
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from hattama.core.records import FieldType, RecordDeed, Register, Statement
from hattama.core.vocabulary import Deed
from hattama.formats.faults import InputFaults
from hattama.formats.register_mappings import parse_record_mapping
from hattama.formats.register_tables import Told, read_record_table
from hattama.phrases import say_fault
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.pages.refusals import NOT_DONE, refusal_of
from hattama.web.registers.desk.places import Place, find_place
from hattama.web.registers.keep import import_told, is_token, records_of, said_already, secret_of
from hattama.web.registers.record import Recorded

MOST_TABLE_BYTES: Final = 8 * 1024 * 1024
MOST_MAPPING: Final = 64_000
MOST_TOLD: Final = 20_000
"""Statements and deeds at once: while they are written nobody else writes."""
SHOWN_FAULTS: Final = 100
SHOWN_TWICE: Final = 10
_STRANGE = re.compile(r"[^\w.-]")


class _Import:
    def __init__(self, place: Place, register: Register) -> None:
        self.place, self.request, self.register = place, place.request, register
        sent = self.request.POST.get("token", "")
        self.token = sent if is_token(sent) else secrets.token_hex(16)
        self.mapping = self.request.POST.get("mapping", "").replace("\0", "")[:MOST_MAPPING]

    def answer(self) -> HttpResponseBase:
        if self.request.method != "POST":
            return self.show()
        file = self.request.FILES.get("table")
        if not isinstance(file, UploadedFile) or not self.mapping.strip():
            return self.show(refusal=_("Choose a table, and say which column is what."), status=400)
        if (file.size or 0) > MOST_TABLE_BYTES:
            return self.show(refusal=_("The table is too large: at most 8 MB."), status=400)
        try:
            told = self._read(file)
        except InputFaults as faults:
            return self.show(faults=faults.faults, status=400)
        if len(told) > MOST_TOLD:
            return self.show(
                refusal=_("Too many rows at once: at most 20,000 statements and deeds."), status=400
            )
        twice = said_already(self.place.row, self.register, told)
        if self.request.POST.get("action") != "submit":
            return self.show(told=told, twice=twice)
        if twice and not self.request.POST.get("again"):
            refusal = _("Some rows say what is in the register already. Nothing was taken in.")
            return self.show(refusal=refusal, status=409, twice=twice)
        return self._send(told)

    def _read(self, file: UploadedFile[bytes]) -> list[Told]:
        """What the table says. Raises InputFaults."""
        packs = {(self.register.register_id, self.register.edition): self.register}
        mapping = parse_record_mapping(self.mapping.encode(), _("mapping"), packs)
        areas = set(AreaRow.objects.filter(election=self.place.row).values_list("code", flat=True))
        numbers = count()
        # By the form's token the same table sent twice names the same records.
        new_id: Callable[[], str] = lambda: secret_of(self.token, f"row:{next(numbers)}")[:12]  # noqa: E731
        with tempfile.TemporaryDirectory() as folder:
            # Faults name the file as its sender does, as far as a name can be a file's here.
            path = Path(folder) / (_STRANGE.sub("_", str(file.name))[-80:].lstrip(".") or "table")
            path.write_bytes(file.read())
            linked = set(records_of(self.place.row, self.register).values_list("record_id", flat=True))
            until = timezone.now()
            return read_record_table(path, mapping, new_id, areas, linked, most_rows=MOST_TOLD, until=until)

    def _send(self, told: list[Told]) -> HttpResponseBase:
        try:
            done = import_told(self.place.user, self.place.row, told, self.token, now=timezone.now())
        except NOT_DONE as refused:
            return self.show(*refusal_of(refused))
        return self.show(done=done)

    def _example(self) -> str:
        """A mapping to begin with: the fields of a kind, each from a column of its own name. Who says what is
        in the table its sender alone knows."""
        register = self.register
        kind = register.kind(self.request.GET.get("kind", "")) or register.kinds[0]
        lines = [
            "[import]",
            f'register = "{register.register_id}"',
            f'edition = "{register.edition}"',
            f'kind = "{kind.code}"',
            f'source = ""  # {", ".join(register.precedence)}',
            f'time_zone = "{self.place.zone}"',
            f'language = "{page_language()}"',
            "",
            "[fields]",
        ]
        lines += [f'{one.code} = "{one.code}"' for one in kind.fields if one.type is not FieldType.FILE]
        return "\n".join([*lines, ""])

    def show(
        self,
        refusal: str = "",
        status: int = 200,
        *,
        faults: Any = (),
        told: list[Told] | None = None,
        twice: Sequence[str] = (),
        done: Recorded | None = None,
    ) -> HttpResponse:
        """The page, with what came of the last try."""
        language = page_language()
        context = {
            "election": self.place.definition.election,
            "register": self.register,
            "token": self.token if done is None else secrets.token_hex(16),
            "mapping": self.mapping or self._example(),
            "kinds": self.register.kinds,
            "twice": twice[:SHOWN_TWICE],
            "twice_count": len(twice),
            "refusal": refusal,
            "faults": [say_fault(one, language) for one in faults[:SHOWN_FAULTS]],
            "fault_count": len(faults),
            "statements": sum(isinstance(one, Statement) for one in told or ()),
            "deeds": sum(isinstance(one, RecordDeed) for one in told or ()),
            "is_checked": told is not None,
            "done": done,
        }
        return render(self.request, "registers/desk/import.html", context, status=status)


def import_records(request: HttpRequest, election_id: str, register: str) -> HttpResponseBase:
    """The page by which a table is taken in: checked, and then all of it or nothing."""
    place = find_place(request, election_id, Deed.IMPORT_RECORDS)
    return _Import(place, place.register(register)).answer()
