"""Registers the capability with the kernel."""

from django.urls import path

from hattama.web.kernel.capability import Addresses, Capability
from hattama.web.kernel.pages.addresses import DATA, ELECTION

REGISTERS = ELECTION + "registers/"


class Registration(Capability):
    """Registers around an election: what is stated and done, and what follows from it."""

    tables = ("tables",)
    only_growing = ("erased_text",)
    provides = (
        ("publish_entries", "publish.publish_registers"),
        ("published_tables", "publish.PUBLISHED"),
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

    def pages(self) -> Addresses:
        from hattama.web.registers.public import (
            complaining,
            deadline_pages,
            list_pages,
            numbers_page,
            record_page,
            subject_pages,
        )

        return [
            path(ELECTION + "complain/", complaining.complain, name="complain"),
            path(ELECTION + "records/<slug:record_id>/", record_page.record, name="record"),
            path(REGISTERS, list_pages.registers, name="registers"),
            path(REGISTERS + "deadlines/", deadline_pages.deadlines, name="deadlines"),
            path(REGISTERS + "feed.atom", deadline_pages.registers_feed, name="registers_feed"),
            path(REGISTERS + "<slug:register>/", numbers_page.register_numbers, name="register_numbers"),
            path(REGISTERS + "<slug:register>/feed.atom", deadline_pages.register_feed, name="register_feed"),
            path(
                REGISTERS + "<slug:register>/pages/<slug:subject>/",
                subject_pages.subject_page,
                name="subject",
            ),
            path(REGISTERS + "<slug:register>/text/", numbers_page.register_text, name="register_text"),
            path(REGISTERS + "<slug:register>/<slug:kind>/", list_pages.records, name="records"),
        ]

    def files(self) -> Addresses:
        from hattama.web.registers.public import deadline_pages

        return [
            path(DATA + "deadlines-<slug:language>.ics", deadline_pages.deadlines_ics, name="deadlines"),
        ]

    def desk(self) -> Addresses:
        """Where registers are kept."""
        from hattama.web.registers.desk import forms, imports, letters, pages

        register = "<slug:election_id>/registers/<slug:register>/"
        record = register + "<slug:record_id>/"
        return [
            path("<slug:election_id>/registers/", pages.registers, name="registers"),
            # Nor is any register.
            path("<slug:election_id>/registers/late_letters/", letters.letters, name="letters"),
            path(register, pages.records, name="records"),
            # No record is called so: their names have no underscores.
            path(register + "take_in/", imports.import_records, name="import_records"),
            path(register + "new/<slug:kind>/", forms.new_record, name="new_record"),
            path(record, pages.record, name="record"),
            path(record + "statement/", forms.statement, name="record_statement"),
            path(record + "deeds/<slug:deed>/", forms.deed, name="record_deed"),
            path(record + "letters/<slug:letter>/", letters.letter, name="letter"),
            path(record + "erase/", pages.erase, name="record_erase"),
            path(record + "files/<sha256:sha256>/", pages.record_file, name="record_file"),
        ]
