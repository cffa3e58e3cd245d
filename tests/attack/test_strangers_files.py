"""Small files that unfold to gigabytes: opened in the bounded reader alone, and few at once."""

import fcntl
import functools
import io
import json
import re
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import pytest
from PIL import Image

from hattama.formats.area_lists import parse_areas
from hattama.formats.faults import InputFaults
from hattama.scanning import ScanReader
from hattama.scanning.refusals import AT_ONCE, MEGABYTE, PHOTO_LIMITS, USUAL_LIMITS
from tests.real import PATIENCE
from tests.scanning import hostile

ROOT = Path(__file__).resolve().parents[2]
WORKER, OTHER_LIBRARIES = 256, 240
"""Megabytes: what a worker of the site takes with its idle reading program, which was seen to be 150 to 220;
and address space of that program that is mapped and never in memory."""

ASK = """
import json, resource, sys
from hattama.formats.scans import ScanRefused
from hattama.scanning import ScanReader
data = sys.stdin.buffer.read()
reader = ScanReader()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    told = f"{len(getattr(reader, sys.argv[1])(data))} bytes"
except ScanRefused as refused:
    told = type(refused).__name__
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
reader.close()
print(json.dumps([told, grown // 1024, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024]))
"""


def picture(kind: str, width: int, height: int, **more: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, kind, **more)
    return out.getvalue()


@functools.cache
def document_that_unfolds() -> bytes:
    """Half a megabyte: the content of its one page is 390 MB of blanks."""
    # One megabyte pressed, as often as it is wanted: pressing all of them takes seconds.
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    megabyte = press.compress(b" " * 1024 * 1024) + press.flush(zlib.Z_FULL_FLUSH)
    check = functools.reduce(lambda so_far, _: zlib.adler32(b" " * 1024 * 1024, so_far), range(390), 1)
    content = b"\x78\xda" + megabyte * 390 + press.flush() + check.to_bytes(4, "big")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return b"%PDF-1.4\n" + body + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"


@pytest.mark.parametrize(
    ("asked", "made", "told"),
    [
        ("photo", lambda: picture("JPEG", 65_000, 1_800, progressive=True), "ScanUnreadable"),
        ("photo", lambda: picture("JPEG", 65_000, 1_800), r"\d+ bytes"),
        ("photo", lambda: picture("PNG", 7_000, 7_000, compress_level=1), r"\d+ bytes"),
        ("photo", document_that_unfolds, "ScanOfUnknownKind"),
        ("read", lambda: picture("PNG", 10_900, 10_900, compress_level=1), "ScanIsBlank"),
        ("read", document_that_unfolds, "ScanTakesTooMuchMemory|ScanIsBlank"),
    ],
)
def test_neither_who_asks_nor_the_reader_takes_more_memory_than_is_allowed(asked, made, told):
    program = [sys.executable, "-c", ASK, asked]
    answer = subprocess.run(program, input=made(), capture_output=True, check=True, timeout=2 * PATIENCE)
    said, grown, taken = json.loads(answer.stdout)
    assert re.fullmatch(told, said)
    assert grown < 64, "whoever asks keeps the bytes, and no picture"
    most = PHOTO_LIMITS if asked == "photo" else USUAL_LIMITS
    assert taken < most.memory / MEGABYTE - OTHER_LIBRARIES


@pytest.mark.parametrize("column", ["name_kk", "number", "address_ru", "commission_kk"])
@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1"])
def test_no_list_of_areas_holds_what_a_spreadsheet_would_run(column, text):
    """It is published with the bytes that the log names, so no apostrophe can be put before a cell then."""
    cells = {"area_id": "kz", "parent_id": "", "level": "country", "kind": "unit", "name_ru": "Страна"}
    precinct = {"area_id": "0001", "parent_id": "kz", "level": "precinct", "kind": "ordinary", column: text}
    columns = list(cells | precinct)
    rows = [columns, *([row.get(name, "") for name in columns] for row in (cells, cells | precinct))]
    with pytest.raises(InputFaults) as refused:
        parse_areas(io.BytesIO("\n".join(map(",".join, rows)).encode()), "areas.csv")
    assert {fault.code for fault in refused.value.faults} == {"AREA-FORMULA"}


@pytest.mark.parametrize("kind", sorted(AT_ONCE))
def test_readers_of_all_processes_wait_for_one_another(tmp_path, kind):
    photo = hostile.picture()
    readers = [ScanReader(queue=tmp_path) for _ in range(2)]
    held = [(tmp_path / f"{kind}-{number}").open("w") for number in range(AT_ONCE[kind])]
    for place in held:
        fcntl.flock(place, fcntl.LOCK_EX)
    asking = [threading.Thread(target=getattr(reader, kind), args=(photo,)) for reader in readers]
    for thread in asking:
        thread.start()
    asking[0].join(4)
    assert all(thread.is_alive() for thread in asking), "every place is taken"
    for place in held:
        place.close()
    for thread, reader in zip(asking, readers, strict=True):
        thread.join(PATIENCE)
        assert not thread.is_alive()
        reader.close()


def test_the_site_opens_no_file_of_a_stranger_by_itself():
    for path in sorted((ROOT / "src/hattama/web").rglob("*.py")):
        if "operations" not in path.parts:
            words = path.read_text("utf-8")
            assert not re.search(r"bare_photograph|inspect_scan|pypdfium2|import cv2", words), path


def test_all_readers_at_once_fit_into_what_the_units_may_have():
    def unit(name: str) -> tuple[str, int]:
        text = (ROOT / f"deploy/systemd/hattama-{name}.service").read_text("utf-8")
        [gigabytes] = re.findall(r"^MemoryMax=(\d+)G$", text, re.MULTILINE)
        return text, int(gigabytes) * 1024

    text, most = unit("web")
    [workers] = re.findall(r"--workers (\d+)", text)
    limits = {"photo": PHOTO_LIMITS}
    readers = sum(n * (limits[kind].memory // MEGABYTE - OTHER_LIBRARIES) for kind, n in AT_ONCE.items())
    assert readers + int(workers) * WORKER <= most
    assert USUAL_LIMITS.memory // MEGABYTE + 2 * WORKER <= unit("scans")[1]
