"""A copy shows what the live site shows, and nothing in it leads nowhere."""

import json
import re
from pathlib import Path

import pytest

from hattama.cli.main import main
from hattama.web.operations import static_site
from hattama.web.operations.static_site import NothingOpen, NotOurFolder, Scans
from hattama.web.operations.static_site.folder import STATE, Folder
from hattama.web.operations.static_site.signposts import MIRROR_TXT
from tests.web.kernel.pages.reading import read_page
from tests.web.operations.static_site.copies import address_meant, digests, file_meant, links_at, page_at
from tests.web.tiny_election import open_another

OWN_FILES = re.compile(r"(?:(?:ru|en)/)?copy/index\.html|404\.html|MIRROR\.txt|static/.*|search/.*")
LIVE = "https://live.example"


def pages(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


@pytest.mark.parametrize("kept", ["copied", "in_two_languages"])
def test_everything_that_the_copy_refers_to_stands_in_it(kept, request):
    """From the first page on, by every link, picture, style sheet, script and form."""
    copied = request.getfixturevalue(kept)
    assert (copied / "ru").is_dir() == (kept == "in_two_languages")
    waiting, seen = ["index.html"], set()
    while waiting:
        file = waiting.pop()
        if file in seen:
            continue
        seen.add(file)
        assert (copied / file).is_file(), file
        if not file.endswith(".html"):
            continue
        for tag, link in links_at(copied, file):
            meant = file_meant(file, link)
            if meant is None:
                # Only a reader who follows a link is led out of the copy.
                assert tag in ("a", "link") and link.startswith("https://"), f"{file}: <{tag}> {link}"
            elif not meant.startswith("search/"):
                waiting.append(meant)
    if kept == "copied":
        assert set(pages(copied)) - seen == {"404.html"}, "where pages are left out, they are not linked"


def test_a_copy_that_may_stand_anywhere_has_no_absolute_path(copied):
    for file in pages(copied):
        for tag, link in links_at(copied, file):
            assert not link.startswith(("/", "http:", "file:")), f"{file}: <{tag}> {link}"
        assert "copy.invalid" not in (copied / file).read_text("utf-8")


def test_the_only_form_of_a_copy_is_the_search_which_needs_no_server(copied):
    for file in pages(copied):
        actions = [link for tag, link in links_at(copied, file) if tag == "form"]
        assert all(action.endswith("e/tiny/search/index.html") for action in actions), file


def test_the_norms_on_which_a_finding_rests_are_read_in_the_copy(copied):
    findings = [file for file in pages(copied) if re.match("e/tiny/findings/[^_/]+/index", file)]
    linked = {file_meant(file, link) for file in findings for _, link in links_at(copied, file)}
    norms = [file for file in linked if file and file.startswith("norms/kz-elections/")]
    assert norms
    for file in norms:
        assert re.search(r"\d-бап", page_at(copied, file).one("h1").text), file


@pytest.mark.usefixtures("few_pages")
def test_a_copy_with_a_host_of_its_own_keeps_the_addresses_of_the_live_site(night, copy_of, site, client):
    copy_of(relative=False, live=LIVE)
    linked = {link for _, link in links_at(site, "index.html")}
    assert {"/about/", f"{LIVE}/desk/"} <= linked


def test_a_copy_says_and_hands_out_what_the_live_site_does(copied, client):
    """Words of every page, but for what is marked as the copy's own; files and scans byte for byte."""
    site = copied
    for file in sorted(digests(site)):
        address = address_meant(file)
        if OWN_FILES.fullmatch(file):
            continue
        live = client.get(address)
        if live.status_code in (301, 302):
            assert "http-equiv" in (site / file).read_text("utf-8")
        elif file.endswith(".html"):
            there, here = read_page(live), page_at(site, file)
            assert _words(here) == _words(there).replace("http://testserver", ""), address
            assert here.one("head").one("title").text == there.one("head").one("title").text
        else:
            assert live.status_code == 200, address
            # A drawing names the site that it comes from; this copy does not know one.
            assert _body(live).replace(b"http://testserver", b"") == (site / file).read_bytes(), address
    assert len(pages(site)) > 100 and (site / "scans").is_dir()


@pytest.mark.usefixtures("few_pages")
def test_what_needs_the_live_site_leads_to_it_or_to_the_reason(night, copy_of, site, tmp_path):
    """Without scans those, too: they are named."""
    copy_of(scans=Scans.NONE, live=LIVE)
    assert not (site / "scans").exists()
    page = page_at(site, "e/tiny/a/P001/index.html")
    sources = [image.attributes["src"] for image in page.all("img")]
    assert sources and all("no-scan" in source for source in sources)
    with_address = {link for _, link in links_at(site, "e/tiny/a/P001/index.html")}
    assert any(link.startswith(f"{LIVE}/scans/") for link in with_address)
    assert f"{LIVE}/e/tiny/a/P001/receipt/party/" in with_address
    copy_of(tmp_path / "other")
    without = {link for _, link in links_at(tmp_path / "other", "e/tiny/a/P001/index.html")}
    assert "../../../../copy/index.html#live" in without
    # What passes an address on asks for the address of the live site; its script stands with it.
    assert [any("share." in link for link in links) for links in (with_address, without)] == [True, False]


def test_the_page_about_the_copy_says_which_log_it_follows(in_two_languages, night):
    size = night.entries.count()
    for prefix in ("", "ru/"):
        page = page_at(in_two_languages, f"{prefix}copy/index.html")
        assert str(size) in page.one("table").text
        assert "hattama verify data/tiny/bundle" in page.text
        assert page.all(id="live")
    assert f"{size}" in (in_two_languages / MIRROR_TXT).read_text("utf-8")


def test_the_bundle_in_the_copy_passes_the_check(copied, capsys):
    assert main(["verify", str(copied / "data/tiny/bundle"), "--lang", "en"]) == 3


def test_the_check_in_the_browser_finds_the_bundle_of_the_copy(in_two_languages):
    copied = in_two_languages
    page = page_at(copied, "ru/e/tiny/a/P001/index.html")
    settings = json.loads(page.one("script", id="check-settings").text)
    assert settings["bundle"] == "../../../../../data/tiny/bundle/"
    assert (copied / file_meant("ru/e/tiny/a/P001/index.html", settings["bundle"] + "checkpoint")).is_file()


def test_a_page_of_the_copy_carries_the_policy_that_no_header_brings(copied):
    page = page_at(copied, "index.html")
    policies = [
        meta.attributes["content"]
        for meta in page.all("meta")
        if meta.attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1 and "default-src 'none'" in policies[0] and "frame-anc" not in policies[0]


def test_a_folder_with_other_things_is_left_alone(night, copy_of, site):
    site.mkdir()
    (site / "letter.txt").write_text("mine")
    with pytest.raises(NotOurFolder):
        copy_of()
    assert [path.name for path in site.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("state", ["[]", '{"format": 2}', '{"format": 1, "more": 0}'])
def test_a_folder_whose_state_says_something_else_is_left_alone(tmp_path, state):
    (tmp_path / STATE).write_text(state)
    with pytest.raises(NotOurFolder):
        Folder(tmp_path).take()


def test_two_runs_do_not_write_one_copy_at_once(night, site, capsys, monkeypatch):
    """The second says so at once: a run of a large country lasts longer than the five minutes to the next."""
    said = []

    def while_it_is_written(*_, **__):
        said.append(main(["publish", str(site), "--jobs", "1", "--lang", "en"]))
        raise NothingOpen

    monkeypatch.setattr(static_site, "write_static_site", while_it_is_written)
    assert main(["publish", str(site), "--jobs", "1", "--lang", "en"]) == 2 and said == [2]
    assert "Another process is updating this copy." in capsys.readouterr().err
    assert not site.exists()


def test_nothing_open_is_nothing_to_copy(draft, copy_of):
    with pytest.raises(NothingOpen):
        copy_of()


@pytest.mark.usefixtures("few_pages")
def test_two_elections_stand_in_one_copy(night, copy_of, site):
    open_another("later")
    copy_of()
    assert (site / "e/tiny/index.html").is_file()
    assert (site / "e/later/index.html").is_file()
    assert page_at(site, "index.html").one("h1").text == page_at(site, "e/later/index.html").one("h1").text


@pytest.mark.usefixtures("few_pages")
def test_a_compressed_file_stands_beside_each_that_gains_by_it(night, copy_of, site):
    import gzip

    copy_of(gzip=True)
    page = site / "e/tiny/index.html"
    assert gzip.decompress(page.with_name("index.html.gz").read_bytes()) == page.read_bytes()
    before = digests(site)
    (site / "CNAME").write_text("mirror.example")
    copy_of(gzip=True, whole=True)
    assert (site / "CNAME").read_text() == "mirror.example", "what a host wants beside the copy stays"
    (site / "CNAME").unlink()
    assert digests(site) == before
    # Another choice, and every page is made anew.
    assert copy_of(gzip=False).made >= len(pages(site)) > 20
    assert not list(site.rglob("*.gz"))
    copy_of(gzip=True)
    assert digests(site) == before, "beside what did not change, too"


def _body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def _words(page) -> str:
    """The words of a page without what only one of the two has: the filter, the moment, the copy's banner."""
    main = page.one("main")
    return " ".join(_parts(main).split())


def _parts(element) -> str:
    if element.attributes.keys() & {"data-copy", "data-copy-search", "data-live-only"}:
        return " "
    if element.tag in ("noscript", "script") or element.attributes.get("class") == "filters":
        return " "
    if "data-stated" in element.attributes or element.attributes.get("id") == "share":
        return " "
    return " ".join(part if isinstance(part, str) else _parts(part) for part in element.parts)
