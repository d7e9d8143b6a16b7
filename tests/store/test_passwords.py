"""Passwords: good by length and by not being common, in one form for all keyboards, kept so that nobody reads them."""

from __future__ import annotations

import threading
import unicodedata
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import pytest

from assistant.accounts import passwords
from assistant.accounts.passwords import COMMON, check_password, fits, generate_password, hash_password
from assistant.request import RequestError

ACCENTED = "àéîõüçñåøßæœ"  # twelve characters


def refused(password: str, name: str = "wang") -> str:
    """The code of the refusal, “” where the password is good."""
    try:
        check_password(password, name)
    except RequestError as problem:
        return problem.code
    return ""


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password_too_short"),
        ("elf letters", "password_too_short"),
        ("十一个字的密码还是太短", "password_too_short"),
        ("十二个字的密码就已经够长", ""),
        (ACCENTED, ""),
        (unicodedata.normalize("NFD", ACCENTED[:11]), "password_too_short"),  # more are typed, eleven are meant
        ("ﷺ", ""),  # one is typed, eighteen are meant
        ("ab12!" * 25 + "xyz", ""),
        ("ab12!" * 25 + "xyz4", "password_too_long"),
        (unicodedata.normalize("NFD", "éàüõî" * 25 + "xyz"), ""),
        (unicodedata.normalize("NFD", "éàüõî" * 25 + "xyz4"), "password_too_long"),
        ("é́́́" * 100_000, "password_too_long"),
    ],
)
def test_length_counts_characters_in_their_one_form(password: str, code: str) -> None:
    assert refused(password) == code


@pytest.mark.parametrize(
    "password",
    [
        "password1234", "PassWord1234", "ｐａｓｓｗｏｒｄ1234", "qwertyuiop123", "1qaz2wsx3edc", "woaini5201314",
        "aaaaaaaaaaaa", "abababababab", "AbAbAbAbAbAb", "一二一二一二一二一二一二",
    ],
)  # fmt: skip
def test_common_passwords_are_refused(password: str) -> None:
    assert refused(password) == "password_too_common"


def test_every_line_of_the_list_is_refused() -> None:
    listed = [line for line in COMMON.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert len(listed) > 8000
    assert [password for password in listed if not refused(password)] == []


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [
        ("wangli", "wangli riverside", "password_has_name"),
        ("wangli", "the WANGLI of 2026", "password_has_name"),
        ("wangli", "ｗａｎｇｌｉ riverside", "password_has_name"),
        ("王小丽", "我是王小丽，住在西城区", "password_too_short"),
        ("王小丽", "我是王小丽，一直住在西城区", "password_has_name"),
        ("wangli", "wang.li riverside", ""),
        ("li", "lively riverside", ""),  # two letters are in many words
    ],
)
def test_the_name_of_the_account_is_no_part_of_it(name: str, password: str, code: str) -> None:
    assert refused(password, name) == code


@pytest.mark.parametrize(
    ("set_as", "typed"),
    [
        ("riverside lamp 27", "ｒｉｖｅｒｓｉｄｅ　ｌａｍｐ　２７"),
        ("éàüõî" * 25, unicodedata.normalize("NFD", "éàüõî" * 25)),
    ],
)
def test_a_password_fits_whichever_way_it_is_typed(set_as: str, typed: str) -> None:
    assert set_as != typed
    assert fits(typed, hash_password(set_as))


def test_what_is_kept_fits_its_password_only_and_tells_nothing() -> None:
    kept = hash_password("riverside lamp 27")
    assert kept.startswith("$argon2id$")
    assert kept != hash_password("riverside lamp 27")  # salted
    assert fits("riverside lamp 27", kept)
    assert not any(fits(other, kept) for other in ("Riverside lamp 27", kept))


@pytest.mark.parametrize("kept", ["", "riverside lamp 27", "$argon2id$v=19$m=65536,t=3,p=4$broken"])
def test_nothing_fits_what_is_kept_wrongly(kept: str) -> None:
    assert not fits("riverside lamp 27", kept)


def test_a_password_made_up_is_good_and_each_is_another() -> None:
    made = [generate_password() for _ in range(200)]
    assert len(set(made)) == 200
    assert [password for password in made if refused(password)] == []


def test_more_passwords_than_can_wait_in_line_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that threads are left for everybody else."""
    kept, places = hash_password("twelve and more"), 3
    monkeypatch.setattr(passwords, "_in_line", threading.BoundedSemaphore(places))
    held = threading.Semaphore(0)  # nobody gets a turn
    monkeypatch.setattr(passwords, "_two_at_a_time", held)
    with ThreadPoolExecutor(places + 1) as threads:
        asked = [threads.submit(fits, "twelve and more", kept) for _ in range(places + 1)]
        refused, waiting = wait(asked, return_when=FIRST_COMPLETED, timeout=60)
        assert [type(one.exception()) for one in refused] == [passwords.PasswordsBusy]
        held.release(2)  # who has had a turn gives it to the next
        assert [one.result(timeout=60) for one in waiting] == [True] * places
    assert fits("twelve and more", kept)  # there is room again
