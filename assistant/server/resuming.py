"""What a form said that couldn't be taken, to be given back: after a login, or when the database is there again."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request

from assistant.documents.read_text import shown_name
from assistant.request import RequestError
from assistant.server.permissions import KB, access_at
from assistant.server.uploads import MULTIPART, read_form

FORM = "application/x-www-form-urlencoded"
LONGEST_NEXT = 500
MOST_FIELDS = 200
MOST_CARRIED = 40 * KB  # of what goes through the login with its password
HOME = "/account"


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form: where it goes and what it says, in its order; ``files``: what they were called, for they don't go on."""

    path: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()

    @property
    def encoded(self) -> str:
        """The fields as one text for a hidden field."""
        return urlencode(self.fields)

    @property
    def fits(self) -> bool:
        """Whether it can go on through the login; else it is shown, to be copied."""
        return len(urlencode({"": self.encoded})) <= MOST_CARRIED

    @property
    def words(self) -> list[str]:
        """What a person wrote."""
        return [
            value for name, value in self.fields if name in ("text", "reason", "why", "note", "draft") and value.strip()
        ]


def unsent_of(request: Request) -> Unsent | None:
    """The form of a request that wasn't taken, where its route gives forms back; of a login, the one that waits."""
    body: bytes | None = getattr(request.state, "body", None)
    kind = request.headers.get("content-type", "")
    if body is not None and kind.startswith(MULTIPART):
        return _with_files(request.url.path, body, kind)
    if body is None or not kind.startswith(FORM):
        return None
    path, encoded = request.url.path, body.decode("utf-8", errors="replace")
    access = access_at("POST", path)
    if access is not None and access.carries:
        said = dict(_fields(encoded))
        path, encoded = said.get("resume_path", ""), said.get("resume", "")
    return read_unsent(path, encoded)


def _with_files(path: str, body: bytes, kind: str) -> Unsent | None:
    """A form that came with files: its words, and what the files were called."""
    access = access_at("POST", path)
    if access is None or not access.resumes:
        return None
    try:
        form = read_form(body, kind)
    except RequestError:
        return None
    return Unsent(path, tuple(form.fields.items()), tuple(shown_name(name) for name, _ in form.files))


def read_unsent(path: str, encoded: str) -> Unsent | None:
    """A form from its hidden field; None where no form of that address is given back."""
    access = access_at("POST", path)
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
