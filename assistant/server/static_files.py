"""Style sheets and scripts: addressed by their content, so that a browser asks for each version once, and compressed.

Only these are: a page shows what somebody sent beside what nobody else may know, and its compressed length would tell
of both (BREACH).
"""

from __future__ import annotations

import hashlib
from functools import cache
from os import PathLike, stat_result

from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from assistant.locations import web_folder

FOR_GOOD = "public, max-age=31536000, immutable"
SMALLEST_COMPRESSED = 500  # bytes


class VersionedFiles(StaticFiles):
    """Files that stay as they are under an address with a version."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        answer = super().file_response(full_path, stat_result, scope, status_code)
        if scope["query_string"].startswith(b"v="):
            answer.headers["cache-control"] = FOR_GOOD
        return answer


def static_files() -> ASGIApp:
    """What answers under ``/static``."""
    return GZipMiddleware(VersionedFiles(directory=web_folder() / "static"), minimum_size=SMALLEST_COMPRESSED)


@cache
def versioned(name: str) -> str:
    """The address of a file as it is now."""
    content = (web_folder() / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"
