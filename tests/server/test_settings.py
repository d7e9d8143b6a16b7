"""How an installation is set up: what is wrong is said in a sentence before anything starts."""

from __future__ import annotations

import pytest

from assistant.server.settings import Settings
from assistant.store.location import SettingError


def settings(monkeypatch: pytest.MonkeyPatch, **said: str) -> Settings:
    for name, value in said.items():
        monkeypatch.setenv(f"ASSISTANT_{name}", value)
    return Settings.from_environment()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        *(("ORIGINS", text) for text in ("fuwu.example.gov.cn", "https://[abc", "https://x:abc", "https://x/y", "ftp://x")),
        ("REDIS_URL", "localhost:6379"),
        ("DRAIN", "abc"),
        ("DRAIN", "-1"),
        ("RATE_LIMITS", "maybe"),
        ("KEEP_DAYS", "0"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_said_by_its_name(monkeypatch: pytest.MonkeyPatch, name: str, said: str) -> None:
    with pytest.raises(SettingError, match=f"ASSISTANT_{name} "):
        settings(monkeypatch, **{name: said})


def test_public_addresses_are_as_browsers_write_them(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, ORIGINS="HTTPS://Fuwu.Example:443/, http://10.0.0.1:8080 https://[2001:DB8::1]")
    assert found.origins == ("https://fuwu.example", "http://10.0.0.1:8080", "https://[2001:db8::1]")
    assert found.https_hosts == {"fuwu.example", "[2001:db8::1]"}


def test_what_is_not_said_is_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, ORIGINS="", REDIS_URL="", DRAIN="")
    assert (found.origins, found.redis, found.drain, found.limits_requests) == ((), None, 2.0, True)
