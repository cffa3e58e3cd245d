"""Commands as people run them: words in, exit code, results on stdout, sentences on stderr."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils import translation

from hattama.cli.main import main


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    told: str


@pytest.fixture
def run(capsys, monkeypatch) -> Callable[..., Ran]:
    """Run `hattama` with these words; messages are English unless `--lang` says otherwise."""
    monkeypatch.setenv("HATTAMA_LANG", "en")

    def command(*words: object) -> Ran:
        capsys.readouterr()
        language = translation.get_language()
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        finally:
            # A command speaks one language to its end; the tests after it should not.
            translation.activate(language)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return command
