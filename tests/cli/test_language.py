"""The language of the command: asked for, else of the surroundings, else English."""

import pytest

from hattama.cli.main import reader_language


@pytest.mark.parametrize(
    ("words", "environment", "language"),
    [
        ([], {}, "en"),
        (["--lang", "kk", "outcome"], {"HATTAMA_LANG": "ru"}, "kk"),
        (["outcome", "--lang=ru"], {}, "ru"),
        (["outcome", "--lang"], {"LANG": "kk_KZ.UTF-8"}, "kk"),
        ([], {"HATTAMA_LANG": "ru", "LC_ALL": "kk_KZ.UTF-8", "LANG": "en_GB"}, "ru"),
        ([], {"LC_ALL": "kk_KZ.UTF-8", "LANG": "ru_RU.UTF-8"}, "kk"),
        ([], {"LC_MESSAGES": "kk-KZ", "LANG": "ru_RU.UTF-8"}, "kk"),
        ([], {"LANG": "ru_RU.UTF-8"}, "ru"),
        ([], {"LANG": "C.UTF-8"}, "en"),
        ([], {"HATTAMA_LANG": "fr", "LANG": "kk"}, "kk"),
        (["--lang", "fr"], {"LANG": "ru"}, "ru"),
    ],
)
def test_the_first_language_that_the_command_has_is_taken(
    words: list[str], environment: dict[str, str], language: str
) -> None:
    assert reader_language(words, environment) == language


def test_the_process_itself_is_asked_where_no_surroundings_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HATTAMA_LANG", "kk")
    assert reader_language([]) == "kk"
