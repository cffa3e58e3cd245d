"""Figures in words at the desk: a box beside the digits, optional to fill, compared when both are typed."""

import pytest

from hattama.web.kernel.log.tables import Act
from tests.web.tiny_election import sound_figures

pytestmark = pytest.mark.django_db

FORM = "/en/desk/tiny/P001/party/"


def sent(**words):
    return {key: str(value) for key, value in sound_figures().items()} | {"no_scan": "other"} | words


def test_the_form_offers_words_where_the_paper_has_them(typist):
    text = typist.get(FORM).content.decode()
    assert 'name="words:voters_listed"' in text
    assert 'name="words:votes[dala]"' in text
    assert 'name="words:lines_words_differ"' not in text


def test_words_that_differ_are_told_while_the_typist_goes_on(typist):
    told = typist.post(FORM + "check", sent(**{"words:votes[dala]": "үш жүз алпыс"})).json()
    (finding,) = [one for one in told["findings"] if one["code"] == "FORM-WORDS"]
    assert (finding["cells"], finding["verdict"]) == (["votes[dala]"], "broken")
    assert finding["detail"].startswith("370 against 360")
    assert told["needs_explanation"] is True


def test_words_that_agree_and_words_left_out_are_no_finding(typist):
    for words in ({}, {"words:votes[dala]": "триста семьдесят", "words:invalid": " "}):
        told = typist.post(FORM + "check", sent(**words)).json()
        assert [one for one in told["findings"] if one["code"] == "FORM-WORDS"] == []


def test_what_was_typed_in_words_comes_back_and_is_kept_with_the_protocol(typist):
    words = {"words:votes[dala]": "үш жүз алпыс"}
    refused = typist.post(FORM, sent(**words) | {"action": "submit"})
    assert refused.status_code == 400
    assert 'value="үш жүз алпыс"' in refused.content.decode()
    accepted = typist.post(FORM, sent(**words) | {"action": "submit", "explanation": "Жазуда қате кеткен."})
    assert accepted.status_code == 302
    assert Act.objects.get(kind="protocol").body["words"] == {"votes": {"dala": "үш жүз алпыс"}}
