from hattama.cli.rule_pages import write_rule_pages
from hattama.rulepacks import rulepack_ids


def test_pages_are_written_once_and_again_only_where_they_changed(tmp_path):
    written = write_rule_pages(tmp_path)
    assert "KZ-K01.md" in written
    assert len(written) == len(list(tmp_path.iterdir())) > len(rulepack_ids())
    assert write_rule_pages(tmp_path) == []
    (tmp_path / "KZ-K01.md").write_text("changed by hand")
    assert write_rule_pages(tmp_path) == ["KZ-K01.md"]


def test_a_page_of_a_code_that_nothing_states_any_more_stays(tmp_path):
    (tmp_path / "KZ-K99.md").write_text("once stated")
    write_rule_pages(tmp_path)
    assert (tmp_path / "KZ-K99.md").read_text() == "once stated"
