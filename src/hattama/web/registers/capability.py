"""Registers the capability with the kernel."""

from hattama.web.kernel.capability import Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION

REGISTERS = ELECTION + "registers/"


_REGISTER = "<slug:election_id>/registers/<slug:register>/"
_RECORD = _REGISTER + "<slug:record_id>/"


class Registration(Capability):
    """Registers around an election: what is stated and done, and what follows from it."""

    only_growing = ("erased_text",)
    provides = (
        ("publish_entries", "publish.publish_registers"),
        ("record_texts", "reading.record_texts"),
        ("erased_texts", "tables.count_erased"),
        ("record_files", "reading.record_files"),
        ("published_documents", "reading.record_files"),
    )

    def ready(self) -> None:
        """Take in the packs that somebody tries out in this folder; a site that is in earnest has none."""
        from django.conf import settings

        from hattama.formats.register_packs import parse_register, try_registers
        from hattama.web.registers.commands import TRIED_PACKS

        packs = sorted((settings.DATA_DIR / TRIED_PACKS).glob("*.toml"))
        if packs and not settings.PRODUCTION:
            try_registers(parse_register(path.read_bytes(), path.name) for path in packs)

    pages = (
        ("stated/", "public.stated_pages.stated"),
        ("stated/<slug:register>/", "public.stated_pages.stated_register"),
        (ELECTION + "complain/", "public.complaining.complain"),
        (ELECTION + "records/<slug:record_id>/", "public.record_page.record"),
        (REGISTERS, "public.list_pages.registers"),
        (REGISTERS + "deadlines/", "public.deadline_pages.deadlines"),
        (REGISTERS + "feed.atom", "public.deadline_pages.registers_feed"),
        (REGISTERS + "<slug:register>/", "public.numbers_page.register_numbers"),
        (REGISTERS + "<slug:register>/feed.atom", "public.deadline_pages.register_feed"),
        (REGISTERS + "<slug:register>/pages/<slug:subject>/", "public.subject_pages.subject_page", "subject"),
        (REGISTERS + "<slug:register>/text/", "public.numbers_page.register_text"),
        (REGISTERS + "<slug:register>/<slug:kind>/", "public.list_pages.records"),
    )

    files = (
        (DATA + "deadlines-<slug:language>.ics", "public.deadline_pages.deadlines_ics", "deadlines"),
        (
            DATA + "subjects/<slug:register>/<slug:subject>.<slug:language>.csv",
            "public.subject_pages.subject_csv",
            "subject",
        ),
        ("data/stated.csv", "public.stated_pages.stated_csv"),
        ("data/stated.json", "public.stated_pages.stated_json"),
    )

    desk = (
        ("<slug:election_id>/registers/", "desk.pages.registers"),
        # Nor is any register.
        ("<slug:election_id>/registers/late_letters/", "desk.letters.letters"),
        (_REGISTER, "desk.pages.records"),
        # No record is called so: their names have no underscores.
        (_REGISTER + "take_in/", "desk.imports.import_records"),
        (_REGISTER + "new/<slug:kind>/", "desk.forms.new_record"),
        (_RECORD, "desk.pages.record"),
        (_RECORD + "statement/", "desk.forms.statement", "record_statement"),
        (_RECORD + "deeds/<slug:deed>/", "desk.forms.deed", "record_deed"),
        (_RECORD + "letters/<slug:letter>/", "desk.letters.letter"),
        (_RECORD + "take_back/", "desk.forms.take_back", "record_take_back"),
        (_RECORD + "erase/", "desk.pages.erase", "record_erase"),
        (_RECORD + "files/<sha256:sha256>/", "desk.pages.record_file"),
    )
