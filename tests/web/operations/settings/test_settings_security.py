"""What the settings ask of browsers, with TLS and without: read in a process of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

NAMES = (
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN",
    "CONTENT_SECURITY_POLICY",
)
READ = (
    "import json; from django.conf import settings; "
    f"print(json.dumps({{name: getattr(settings, name) for name in {NAMES!r}}}))"
)


@pytest.fixture
def settings_under(tmp_path: Path) -> Any:
    def read(**variables: str) -> dict[str, Any]:
        environment = {name: text for name, text in os.environ.items() if not name.startswith("HATTAMA_")}
        environment |= {
            "HATTAMA_DATA": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "hattama.web.operations.settings",
        }
        done = subprocess.run(
            [sys.executable, "-c", READ], env=environment | variables, capture_output=True, check=True
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return read


def test_over_tls_cookies_are_secure_and_browsers_are_told_to_keep_to_it(settings_under: Any) -> None:
    found = settings_under(HATTAMA_BASE_URL="https://hattama.example")
    assert found["SESSION_COOKIE_SECURE"] and found["CSRF_COOKIE_SECURE"] and found["SESSION_COOKIE_HTTPONLY"]
    assert found["SECURE_HSTS_SECONDS"] >= 30 * 24 * 60 * 60
    assert found["SECURE_PROXY_SSL_HEADER"] is None, "nobody may say that it was TLS who is no proxy of ours"
    assert not found["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]


def test_a_declared_proxy_is_believed_about_tls(settings_under: Any) -> None:
    found = settings_under(HATTAMA_BASE_URL="https://hattama.example", HATTAMA_PROXIES="1")
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_on_one_machine_it_works_without_tls(settings_under: Any) -> None:
    found = settings_under()
    assert not found["SESSION_COOKIE_SECURE"] and not found["SECURE_HSTS_SECONDS"]
    assert found["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]


def test_no_page_may_run_a_script_of_its_own_making(settings_under: Any) -> None:
    rules = settings_under()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert rules["script-src"] == rules["style-src"] == ["'self'"]
    assert rules["default-src"] == ["'none'"]
