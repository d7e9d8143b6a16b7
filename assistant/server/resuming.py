"""What a form said that couldn't be taken, to be given back: after a login, or when the database is there again."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request

from assistant.server.permissions import PERMISSIONS

FORM = "application/x-www-form-urlencoded"
LONGEST_NEXT = 500
MOST_FIELDS = 200
HOME = "/account"


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form: where it goes and what it says, in its order."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def encoded(self) -> str:
        """The fields as one text for a hidden field."""
        return urlencode(self.fields)

    @property
    def words(self) -> list[str]:
        """What a person wrote."""
        return [value for name, value in self.fields if name in ("text", "reason", "why") and value.strip()]


def unsent_of(request: Request) -> Unsent | None:
    """The form of a request that wasn't taken, where its route gives forms back; of a login, the one that waits."""
    body: bytes | None = getattr(request.state, "body", None)
    if body is None or not request.headers.get("content-type", "").startswith(FORM):
        return None
    path, encoded = request.url.path, body.decode("utf-8", errors="replace")
    access = PERMISSIONS.get(f"POST {path}")
    if access is not None and access.carries:
        said = dict(_fields(encoded))
        path, encoded = said.get("resume_path", ""), said.get("resume", "")
    return read_unsent(path, encoded)


def read_unsent(path: str, encoded: str) -> Unsent | None:
    """A form from its hidden field; None where no form of that address is given back."""
    access = PERMISSIONS.get(f"POST {path}")
    if access is None or not access.resumes:
        return None
    fields = _fields(encoded)
    return Unsent(path, fields) if fields else None


def _fields(encoded: str) -> tuple[tuple[str, str], ...]:
    """The fields of a form; none where there are too many."""
    try:
        return tuple(parse_qsl(encoded, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return ()


def safe_next(address: str | None, home: str = HOME) -> str:
    """Where to go then (after a login): a path of this site, whatever the address says."""
    if (
        not address
        or len(address) > LONGEST_NEXT
        or not address.startswith("/")
        or address.startswith("//")
        or not address.isprintable()
        or any(character in address for character in "\\ \u3000")
        or address.partition("?")[0].partition("#")[0] in ("/login", "/logout")
    ):
        return home
    return address
