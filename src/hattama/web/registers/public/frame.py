"""What every page of registers stands on: which register, from which moment, and how a value is shown."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseBase

from hattama.core.norms import Citations
from hattama.core.records import Field, FieldType, NamedFile, RecordKind, Register, Said, Sealed, Visibility
from hattama.formats.norm_files import cite_norms
from hattama.phrases.of_rooms.records import say_value
from hattama.verification.scans import scan_path
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.kernel.pages.election_pages import ElectionPage, page_beside, page_language
from hattama.web.registers.reading import register_in_force, state_of_registers

View = Callable[..., HttpResponse]


def register_page(view: View) -> Callable[..., HttpResponseBase]:
    """As `election_page`, of pages on which time limits run: they are of an hour, and of what was erased."""
    return page_beside(view, state_of_registers)


def asked_register(election: ElectionRow, register_id: str) -> Register:
    """The register of this name. Raises Http404."""
    register = register_in_force(election, register_id)
    if register is None:
        raise Http404(register_id)
    return register


def asked_kind(page: ElectionPage, register_id: str, kind_code: str) -> tuple[Register, RecordKind]:
    """The register and its kind of these names. Raises Http404."""
    register = asked_register(page.row, register_id)
    kind = register.kind(kind_code)
    if kind is None:
        raise Http404(kind_code)
    return register, kind


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as a page shows it, with what it leads to. `kept_back`: why it is not shown, as a code."""

    text: str = ""
    kept_back: str = ""
    area: AreaRow | None = None
    link: str = ""
    cited: Citations | None = None
    file: NamedFile | None = None

    @property
    def file_path(self) -> str:
        """Where the bundle has the file."""
        return "" if self.file is None else scan_path(self.file.sha256)


ERASED, COUNTED, NEVER = "erased", "counted", "never"


def show(field: Field | None, said: Said, areas: dict[str, AreaRow], law_on: datetime.date) -> Shown:
    """What a page may show of a value: nothing of what is not public, and of what was erased that it was."""
    if field is not None and field.visibility is not Visibility.PUBLIC:
        return Shown(kept_back=COUNTED if field.visibility is Visibility.AGGREGATE else NEVER)
    if isinstance(said, Sealed):
        return Shown(kept_back=ERASED)
    text = say_value(field, said, page_language())
    if field is None or not isinstance(said, str):
        return Shown(text, file=said if isinstance(said, NamedFile) else None)
    if field.type is FieldType.AREA and said in areas:
        return Shown(area_name(areas[said]), area=areas[said])
    if field.type is FieldType.NORM:
        return Shown(text, cited=cite_norms([said], law_on))
    return Shown(text, link=said if field.type is FieldType.LINK else "")
