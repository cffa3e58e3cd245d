"""A release is the same bytes whoever builds it, names what it is made of, and is signed as logs are."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.release import NOTE, ReleaseRefused, build, sign, verify
from hattama.formats.private_keys import PrivateKey, make_private_key

ROOT = Path(__file__).resolve().parents[2]
KEY = make_private_key("hattama-releases", bytes(range(32)))
OTHER = make_private_key(KEY.key.name, bytes(32))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    build(ROOT, folder / "one")
    return folder


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def key_file(folder: Path, key: PrivateKey) -> Path:
    path = folder / "key"
    path.write_text(key.line())
    path.chmod(0o600)
    return path


@pytest.mark.endurance
def test_built_twice_it_is_the_same_to_the_byte(built: Path) -> None:
    clone = built / "elsewhere"
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(clone)], check=True)
    # Nothing that lies about gets in, nor when the files were written.
    (clone / "src/hattama/left_behind.py").write_text("secret = 1\n")
    build(clone, built / "two")
    assert files(built / "one") == files(built / "two")
    assert [name for name in files(built / "one") if name.endswith((".whl", ".tar.gz"))]


def test_the_list_of_components_names_every_locked_package_with_its_version(built: Path) -> None:
    (path,) = (built / "one").glob("*.cdx.json")
    listed = json.loads(path.read_text("utf-8"))
    found = {f"{one['name']}=={one['version']}" for one in listed["components"]}
    lock = (ROOT / "requirements/run.txt").read_text("utf-8")
    assert found == set(re.findall(r"^\S+==[^\s;]+", lock, re.M))
    assert listed["metadata"]["component"]["name"] == "hattama"


def test_the_note_is_signed_and_stands_for_these_files_alone(built: Path, tmp_path: Path) -> None:
    folder = built / "one"
    sign(folder, key_file(tmp_path, KEY))
    assert verify(folder, KEY.key.vkey()).startswith("hattama ")
    with pytest.raises(ReleaseRefused):
        verify(folder, OTHER.key.vkey())
    (wheel,) = folder.glob("*.whl")
    whole = wheel.read_bytes()
    wheel.write_bytes(whole + b"\0")
    command = [sys.executable, "-m", "deploy.release", "verify", str(folder), KEY.key.vkey()]
    assert subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode == 1
    wheel.write_bytes(whole)
    (folder / "more.whl").write_bytes(b"")
    with pytest.raises(ReleaseRefused):
        verify(folder, KEY.key.vkey())
    (folder / "more.whl").unlink()
    note = (folder / NOTE).read_bytes()
    (folder / NOTE).write_bytes(note.replace(b"hattama 0", b"hattama 1"))
    with pytest.raises(ReleaseRefused):
        verify(folder, KEY.key.vkey())
    (folder / NOTE).write_bytes(note)


def test_nobody_is_told_to_install_a_bare_name_from_a_public_index() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    texts = [name for name in listed.split() if name.endswith((".md", ".py", ".po", ".html", ".txt"))]
    assert [name for name in texts if _BARE_NAME.search((ROOT / name).read_text("utf-8"))] == []


_BARE_NAME = re.compile(
    r"(?:pipx?|uvx?)[ ](?:tool )?(?:install|run)[ ][^\n]*?(?<![./\w-])['\"]?hattama(?!-)\b"
)


def test_a_bare_name_would_be_found() -> None:
    install = "install"
    for told in (f"pip {install} hattama", f"pip {install} 'hattama[log]'", "pipx " + "run hattama verify x"):
        assert _BARE_NAME.search(told), told
    for told in ("pip install ./hattama-1.0-py3-none-any.whl", "pip install ."):
        assert not _BARE_NAME.search(told), told
