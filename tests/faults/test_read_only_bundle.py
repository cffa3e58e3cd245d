"""The folder of the public bundle cannot be written: protocols are accepted, wait, are published after."""

import subprocess

import pytest

from tests.faults.judge import judge
from tests.faults.site import rounds, until


def mount(*words: str) -> bool:
    return subprocess.run(["mount", *words], capture_output=True).returncode == 0


def test_a_bundle_that_cannot_be_written_holds_protocols_back_and_loses_none(night):
    if not night.has_own_disk:
        pytest.skip("this account may not mount a folder so that it cannot be written")
    site, times = night.site, 0
    folder = str(site.data / "public")
    assert mount("--bind", folder, folder)
    try:
        with site.load() as load:
            for _ in rounds():
                until(lambda: mount("-o", "remount,bind,ro", folder), "no file is open for writing")
                times += 1
                size = site.store.size()
                load.goes_on(6)
                assert site.store.size() == size
                assert mount("-o", "remount,bind,rw", folder)
                until(lambda size=size: site.store.size() > size, "what waited is published")
    finally:
        assert mount("-o", "remount,bind,rw", folder)
        subprocess.run(["umount", "--lazy", folder], check=True)
    judge(site, f"bundle read-only {times} times")
