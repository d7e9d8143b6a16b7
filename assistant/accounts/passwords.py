"""Passwords: which are good enough, and how they are kept (argon2id).

Rules by length and a list of common ones, no rules about kinds of characters: NIST SP 800-63B, section 3.1.1.
"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.request import RequestError

SHORTEST, LONGEST = 12, 128  # characters
MOST_TYPED = 4 * LONGEST  # a character is typed as four at most: a letter with three marks
FEWEST_DIFFERENT = 5
COMMON = Path(__file__).parent / "common_passwords.txt"
GENERATED = 16
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
_hasher = PasswordHasher()  # RFC 9106, low-memory: 64 MiB, 3 passes, 4 lanes
_two_at_a_time = threading.BoundedSemaphore(2)  # forty logins at once would take 2.5 GB
_in_line = threading.BoundedSemaphore(16)  # with those; more would keep the threads of a server from everybody else


class PasswordsBusy(RequestError):
    """Too many passwords are being looked at just now; in a moment there is room."""

    def __init__(self) -> None:
        super().__init__("passwords_busy", "现在登录的人太多，请过几秒再试。")


def check_password(password: str, name: str) -> None:
    """Raises RequestError where a password is too easy to guess for the account ``name``."""
    typed = _normal(password)
    if len(typed) < SHORTEST:
        raise RequestError(
            "password_too_short", f"密码太短（{len(typed)} 个字符），至少要 {SHORTEST} 个；可以用几个词连成一句。"
        )
    if len(typed) > LONGEST:
        raise RequestError("password_too_long", f"密码太长，最多 {LONGEST} 个字符。")
    low = typed.casefold()
    if len(set(low)) < FEWEST_DIFFERENT or low in _common():
        raise RequestError("password_too_common", "这个密码太常见，容易被猜到，请换一个。")
    if len(name) > 2 and name in low:
        raise RequestError("password_has_name", "密码里不能有账号名，请换一个。")


def hash_password(password: str) -> str:
    """What is kept in place of the password. Raises PasswordsBusy."""
    with _turn():
        return _hasher.hash(_normal(password))


def fits(password: str, kept: str) -> bool:
    """True where it is the password; as slow for a wrong one. Raises PasswordsBusy."""
    try:
        with _turn():
            return _hasher.verify(kept, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def is_same(one: str, other: str) -> bool:
    """True where two are the same password, whichever way they are typed."""
    return _normal(one) == _normal(other)


@cache
def nobodys_hash() -> str:
    """Verified where there is no such account, so that the time doesn't tell."""
    return hash_password(secrets.token_urlsafe(GENERATED))


def generate_password() -> str:
    """A password to hand over, good for one login: its owner has to change it."""
    return "".join(secrets.choice(READABLE) for _ in range(GENERATED))


@contextmanager
def _turn() -> Iterator[None]:
    if not _in_line.acquire(blocking=False):
        raise PasswordsBusy
    try:
        with _two_at_a_time:
            yield
    finally:
        _in_line.release()


def _normal(password: str) -> str:
    """One form for what keyboards and phones write differently; a text too long costs little and stays too long."""
    return unicodedata.normalize("NFKC", password[: MOST_TYPED + 1])


@cache
def _common() -> frozenset[str]:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
