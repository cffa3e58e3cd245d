"""A recording sent in pieces over a bad line, hidden in part, published by two people, found if altered."""

import base64
import fcntl
import hashlib
import io
import json
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from hattama.cli.main import main
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log import write_log_files
from hattama.web.kernel.log.export_bundle import export_bundle
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import Scan
from hattama.web.operations.backups import bundle_contents
from hattama.web.operations.backups.take_in_bundle import take_in_bundle
from hattama.web.video import receive
from hattama.web.video.publish_recording import (
    MOST_HIDDEN,
    Hidden,
    HiddenMeanwhile,
    hide,
    hide_job,
    publish_recording,
)
from hattama.web.video.receive import part_of
from hattama.web.video.tables import SentRecording
from tests.real import everything_must_be_here
from tests.web.desk_clients import LogIn
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID
from tests.web.video.test_public import PAGE, at, text_of, two_cameras

pytestmark = pytest.mark.django_db

HERE = f"/en/desk/{ELECTION_ID}/video/P001/"
FILM = b"\x00\x00\x00\x18ftypisom" + bytes(range(256)) * 40
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"


@pytest.fixture
def sender(night: ElectionRow, log_in: LogIn) -> Client:
    """Somebody of the commission of P001, whose hall has a camera."""
    two_cameras()
    return log_in(Role.CHAIR, "P001")


def metadata(**changed: str) -> str:
    told = {"filename": "hall.mp4", "camera": "camera-hall"}
    told |= {"begun_at": at(37).isoformat(), "ended_at": at(60).isoformat()} | changed
    return ",".join(f"{name} {base64.b64encode(text.encode()).decode()}" for name, text in told.items())


def begin(client: Client, size: int = len(FILM), **changed: str) -> Any:
    headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": metadata(**changed)}
    return client.post(f"{HERE}uploads/", headers=headers, content_type=PIECE)


def patch(client: Client, address: str, offset: int, data: bytes, **headers: str) -> Any:
    told = TUS | {"Upload-Offset": str(offset)} | headers
    return client.patch(address, data, content_type=PIECE, headers=told)


def offset(client: Client, address: str) -> int:
    answer = client.head(address, headers=TUS)
    assert answer.status_code == 200 and answer["Upload-Length"] == str(len(FILM))
    return int(answer["Upload-Offset"])


def send(client: Client, film: bytes = FILM) -> SentRecording:
    address = begin(client, len(film))["Location"]
    assert patch(client, address, 0, film).status_code == 204
    return SentRecording.objects.latest("pk")


class Cut(io.BytesIO):
    """A line that breaks off after so many bytes."""

    def __init__(self, data: bytes, after: int) -> None:
        super().__init__(data)
        self.left = after

    def read(self, size: int = -1) -> bytes:
        piece = super().read(min(size, self.left) if size >= 0 else self.left)
        self.left -= len(piece)
        if not piece:
            raise OSError("broken off")
        return piece


def cut_patch(client: Client, address: str, offset: int, data: bytes, after: int, **headers: str) -> Any:
    told = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in (TUS | headers).items()}
    environment = {"CONTENT_TYPE": PIECE, "CONTENT_LENGTH": str(len(data)), "REQUEST_METHOD": "PATCH"}
    environment |= {"wsgi.input": Cut(data, after), "HTTP_UPLOAD_OFFSET": str(offset), "PATH_INFO": address}
    return client.request(**environment, **told)


def test_it_goes_on_where_the_line_broke_and_its_hash_stands_in_the_log(sender: Client) -> None:
    answer = begin(sender)
    assert answer.status_code == 201 and answer["Upload-Expires"]
    address = answer["Location"]
    assert cut_patch(sender, address, 0, FILM, 1000).status_code == 400
    assert offset(sender, address) == 1000
    # A piece with a checksum is whole or was never sent.
    digest = hashlib.sha256(FILM[1000:3000]).digest()
    right = {"Upload-Checksum": "sha256 " + base64.b64encode(digest).decode()}
    assert cut_patch(sender, address, 1000, FILM[1000:3000], 7, **right).status_code == 400
    assert patch(sender, address, 1000, FILM[1001:3001], **right).status_code == 460
    assert offset(sender, address) == 1000
    assert patch(sender, address, 1000, FILM[1000:3000], **right).status_code == 204
    assert patch(sender, address, 1000, FILM[1000:]).status_code == 409
    assert patch(sender, address, 3000, FILM[3000:] + b"more").status_code == 413
    before = LogEntry.objects.count()
    assert patch(sender, address, 3000, FILM[3000:]).status_code == 204
    assert offset(sender, address) == len(FILM)
    body = json.loads(bytes(LogEntry.objects.latest("index").body))
    assert LogEntry.objects.count() == before + 1
    assert body["document"]["sha256"] == hashlib.sha256(FILM).hexdigest()
    assert "file" not in body["values"] and body["values"]["camera"] == {"value": "camera-hall"}
    assert sender.delete(address, headers=TUS).status_code == 410


def test_while_the_log_cannot_go_on_it_stays_whole_and_an_empty_piece_tries_again(sender, monkeypatch):
    address, before = begin(sender)["Location"], LogEntry.objects.count()
    with monkeypatch.context() as beyond:
        beyond.setattr(write_log_files, "shown_size", lambda _: 99)
        assert patch(sender, address, 0, FILM).status_code == 503
    assert LogEntry.objects.count() == before
    opened = Path.open

    def as_no_root_may(path: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
        if "+" in mode and path.exists() and not path.stat().st_mode & stat.S_IWUSR:
            raise PermissionError(path)
        return opened(path, mode, *more, **named)

    monkeypatch.setattr(Path, "open", as_no_root_may)
    assert cut_patch(sender, address, len(FILM), b"", 1).status_code == 204
    assert LogEntry.objects.count() == before + 1


def test_what_is_no_video_too_large_of_no_camera_or_another_s_is_refused(
    sender: Client,
    log_in: LogIn,
    settings: Any,
) -> None:
    assert sender.options(f"{HERE}uploads/").status_code == 204
    assert sender.post(f"{HERE}uploads/", content_type=PIECE).status_code == 400
    old = {"Tus-Resumable": "0.2.2"}
    assert sender.post(f"{HERE}uploads/", headers=old, content_type=PIECE).status_code == 412
    settings.MAX_RECORDING_BYTES = len(FILM)
    assert begin(sender, len(FILM) + 1).status_code == 413
    assert begin(sender, 0).status_code == 413
    assert begin(sender, camera="camera-of-another").status_code == 400
    assert begin(sender, ended_at=at(37).isoformat()).status_code == 400
    assert begin(sender, begun_at="2023-03-19T20:00").status_code == 400
    assert begin(sender, begun_at="0001-01-01T00:00:00+14:00").status_code == 400
    bad = TUS | {"Upload-Length": "5", "Upload-Metadata": "camera ***"}
    assert sender.post(f"{HERE}uploads/", headers=bad, content_type=PIECE).status_code == 400
    address = begin(sender, 4000)["Location"]
    assert patch(sender, address, 0, b"<html>" + bytes(3994)).status_code == 415
    assert sender.head(address, headers=TUS).status_code == 404
    address = begin(sender)["Location"]
    other = log_in(Role.TYPIST, "P001")
    assert other.head(address, headers=TUS).status_code == 404
    assert log_in(Role.CHAIR, "P002").post(f"{HERE}uploads/", headers=TUS).status_code == 403
    answer = sender.patch(address, b"x", content_type="text/plain", headers=TUS | {"Upload-Offset": "0"})
    assert answer.status_code == 415
    assert sender.delete(address, headers=TUS).status_code == 204
    assert not SentRecording.objects.exists()
    for _ in range(receive.MOST_WAITING):
        assert begin(sender).status_code == 201
    assert begin(sender).status_code == 429
    SentRecording.objects.update(expires_at=timezone.now() - receive.KEPT)
    assert begin(sender).status_code == 201
    assert SentRecording.objects.count() == 1


def test_a_second_person_publishes_it_and_an_altered_recording_is_found(
    sender: Client,
    log_in: LogIn,
    client: Client,
    night: ElectionRow,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    row = send(sender)
    sha256 = row.original_id
    publish = {"recording": row.pk, "action": "publish"}
    refused = sender.post(HERE, publish)
    assert refused.status_code == 403 and "Another person publishes it" in refused.content.decode()
    assert "<video" not in text_of(client, PAGE)
    file = f"/data/{ELECTION_ID}/bundle/scans/{sha256[:2]}/{sha256}"
    assert client.get(file).status_code == 404
    assert client.get(f"{HERE}{row.pk}/original").status_code == 302
    sealed = f"{HERE}{row.pk}/original"
    assert b"".join(sender.get(sealed)) == FILM
    part = sender.get(sealed, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content, part["Content-Length"]) == (206, b"ftyp", "4")
    assert sender.get(sealed, headers={"Range": f"bytes={len(FILM)}-"}).status_code == 416
    second = log_in(Role.DISTRICT_MEMBER, "D11")
    assert second.post(HERE, publish).status_code == 302
    assert second.post(HERE, publish).status_code == 409
    export_bundle(night, tmp_path / "bundle")
    page = text_of(client, PAGE)
    assert "<video" in page and f"{file}#t=" in page and "watch: whole room" in page
    assert 'data-length="1380"' in page and page.count("data-second=") == 2
    assert "media-src 'self'" in client.get(PAGE)["Content-Security-Policy"], "or no browser plays it"
    part = client.get(file, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part["Content-Type"]) == (206, "video/mp4")
    assert (part.content or b"".join(part)) == b"ftyp"
    # Opened at its own address it has no origin: without both of these no browser plays it there.
    assert (
        "media-src 'self'" in part["Content-Security-Policy"] and part["Access-Control-Allow-Origin"] == "*"
    )
    check = ["verify", str(tmp_path / "bundle"), "--scans", "--json"]
    main(check)
    assert sha256 not in capsys.readouterr().out
    shown = tmp_path / "bundle" / "scans" / sha256[:2] / sha256
    data = bytearray(shown.read_bytes())
    data[-1] ^= 1
    shown.unlink()
    shown.write_bytes(data)
    assert main(check) == 1
    assert sha256 in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_a_recording_larger_than_a_scan_comes_back_from_a_bundle_as_the_video_that_it_is(
    sender: Client, log_in: LogIn, night: ElectionRow, tmp_path: Path, settings: Any, monkeypatch: Any
) -> None:
    row = send(sender)
    second = log_in(Role.DISTRICT_MEMBER, "D11")
    assert second.post(HERE, {"recording": row.pk, "action": "publish"}).status_code == 302
    export_bundle(night, tmp_path / "bundle")
    call_command("flush", interactive=False, verbosity=0)
    settings.DATA_DIR = tmp_path / "new"
    monkeypatch.setattr(bundle_contents, "MOST_SCAN_BYTES", len(FILM) - 1)
    take_in_bundle(tmp_path / "bundle", now=timezone.now())
    kept = Scan.objects.get(pk=row.original_id)
    assert (kept.media_type, kept.size_bytes, kept.pages) == ("video/mp4", len(FILM), 0)


@pytest.mark.skipif(
    shutil.which("ffmpeg") is None and not everything_must_be_here(), reason="ffmpeg is not installed"
)
def test_what_is_hidden_is_black_in_the_published_copy_and_the_original_stays_sealed(
    sender: Client,
    log_in: LogIn,
    night: ElectionRow,
    tmp_path: Path,
) -> None:
    film = tmp_path / "film.mp4"
    white = ["-f", "lavfi", "-i", "color=white:s=64x64:r=5:d=2"]
    subprocess.run(["ffmpeg", "-loglevel", "error", *white, str(film)], check=True)
    row = send(sender, film.read_bytes())
    place = {"left": 0, "top": 0, "width": 50, "height": 100, "since": 0, "until": 1}
    assert sender.post(HERE, {"recording": row.pk, **place, "width": 101}).status_code == 400
    assert sender.post(HERE, {"recording": row.pk, **place}).status_code == 302
    second = log_in(Role.DISTRICT_MEMBER, "D11")
    early = second.post(HERE, {"recording": row.pk, "action": "publish"})
    assert early.status_code == 409 and "is not ready" in early.content.decode()
    hide_job.func(row.pk)
    row.refresh_from_db()
    assert row.shown is not None and row.trouble == ""
    assert second.post(HERE, {"recording": row.pk, "action": "publish"}).status_code == 302
    export_bundle(night, tmp_path / "bundle")
    shown = tmp_path / "bundle" / "scans" / row.shown_id[:2] / row.shown_id
    assert not (tmp_path / "bundle" / "scans" / row.original_id[:2] / row.original_id).exists()
    first, last = brightness(shown, 0.4), brightness(shown, 1.6)
    assert first[0] < 40 and first[1] > 200
    assert min(last) > 200


def brightness(film: Path, second: float) -> tuple[int, int]:
    """How bright the middle of the left half and of the right half is at a second."""
    command = ["ffmpeg", "-loglevel", "error", "-ss", str(second), "-i", str(film), "-frames:v", "1"]
    gray = ["-f", "rawvideo", "-pix_fmt", "gray", "-"]
    data = subprocess.run([*command, *gray], check=True, capture_output=True).stdout
    return data[32 * 64 + 16], data[32 * 64 + 48]


def test_a_part_that_is_not_hidden_is_refused_and_never_dropped(sender: Client) -> None:
    row = send(sender)
    part = Hidden(0, 0, 50, 100, 0, 1)
    for _ in range(MOST_HIDDEN):
        hide(row.sent_by, SentRecording.objects.get(pk=row.pk), part)
    answer = sender.post(HERE, {"recording": row.pk, **part._asdict()})
    assert answer.status_code == 409 and "No further part" in answer.content.decode()


def test_of_two_parts_hidden_at_once_none_is_lost(sender: Client) -> None:
    first = send(sender)
    second = SentRecording.objects.get(pk=first.pk)
    hide(first.sent_by, first, Hidden(0, 0, 50, 100, 0, 1))
    with pytest.raises(HiddenMeanwhile):
        hide(second.sent_by, second, Hidden(50, 0, 50, 100, 0, 1))
    assert SentRecording.objects.get(pk=first.pk).hidden == [[0, 0, 50, 100, 0, 1]]


def test_a_part_that_is_hidden_while_somebody_publishes_is_published_by_nobody(
    sender: Client,
) -> None:
    row = send(sender)
    as_read = SentRecording.objects.get(pk=row.pk)
    hide(row.sent_by, row, Hidden(0, 0, 50, 100, 0, 1))
    before = LogEntry.objects.count()
    with pytest.raises(HiddenMeanwhile):
        publish_recording(person(Role.DISTRICT_MEMBER, "D11"), as_read, now=timezone.now())
    assert LogEntry.objects.count() == before
    assert SentRecording.objects.get(pk=row.pk).published_by is None


def test_what_is_being_finished_is_not_forgotten(sender: Client) -> None:
    address = begin(sender)["Location"]
    row = SentRecording.objects.latest("pk")
    SentRecording.objects.update(expires_at=timezone.now() - receive.KEPT)
    with part_of(row).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert sender.delete(address, headers=TUS).status_code == 423
        assert begin(sender).status_code == 201
        assert SentRecording.objects.filter(pk=row.pk).exists() and part_of(row).exists()
    # The whole of it is kept by another request, which this one does not know.
    SentRecording.objects.update(expires_at=timezone.now() + receive.KEPT)
    SentRecording.objects.filter(pk=row.pk).update(original=send(sender).original)
    with pytest.raises(receive.NotTaken):
        receive.end(row)
    assert SentRecording.objects.filter(pk=row.pk).exists()


def test_a_film_that_nobody_can_read_leaves_a_word_at_the_desk(sender: Client) -> None:
    row = send(sender)
    place = {"left": 0, "top": 0, "width": 50, "height": 100, "since": 0, "until": 1}
    assert sender.post(HERE, {"recording": row.pk, **place}).status_code == 302
    hide_job.func(row.pk)
    row.refresh_from_db()
    assert row.shown is None and row.trouble in ("unreadable", "ffmpeg")
    assert row.trouble in sender.get(HERE).content.decode()
