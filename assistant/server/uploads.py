"""Forms that come with files: their fields and files, read in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from python_multipart import FormParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, parse_options_header

from assistant.request import RequestError

MULTIPART, PLAIN = "multipart/form-data", "application/x-www-form-urlencoded"  # as a form with files, and without
MOST_PARTS = 60
LONGEST_FIELD = 32 * 1024 * 1024  # bytes: more than any request may have
_BROKEN = "表单没有传完整，请重新选文件再发一次。"
_TOO_MANY = "一次传的文件太多，最多 {most} 份，请分几次传。"
_CONFIG: dict[Any, Any] = {"MAX_MEMORY_FILE_SIZE": LONGEST_FIELD}  # nothing is written to disk


@dataclass
class FilledIn:
    """What a form says: the last value of each field, and the files as (name, content)."""

    fields: dict[str, str] = field(default_factory=dict)
    files: list[tuple[str, bytes]] = field(default_factory=list)


def read_form(body: bytes, content_type: str) -> FilledIn:
    """The form in a request's body. A file field in which none was chosen is left out. Raises RequestError."""
    kind, parameters = parse_options_header(content_type)
    if kind == PLAIN.encode():
        return _read_plain(body)
    found, parts = FilledIn(), 0

    def count() -> None:
        nonlocal parts
        parts += 1
        if parts > MOST_PARTS:
            raise RequestError("too_many_files", _TOO_MANY.format(most=MOST_PARTS))

    def on_field(one: Field) -> None:
        count()
        found.fields[_text(one.field_name)] = _text(one.value)

    def on_file(one: File) -> None:
        count()
        one.file_object.seek(0)
        content, name = one.file_object.read(), _text(one.file_name)
        if content or name:
            found.files.append((name, content))

    if kind != MULTIPART.encode():
        return found
    try:
        parser = FormParser(MULTIPART, on_field, on_file, boundary=parameters.get(b"boundary"), config=_CONFIG)
        parser.write(body)
        parser.finalize()
    except FormParserError:
        raise RequestError("bad_form", _BROKEN) from None
    return found


def _read_plain(body: bytes) -> FilledIn:
    try:
        fields = parse_qsl(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=MOST_PARTS)
    except ValueError:
        raise RequestError("bad_form", _BROKEN) from None
    return FilledIn(dict(fields))


def _text(given: bytes | None) -> str:
    return (given or b"").decode("utf-8", errors="replace")
