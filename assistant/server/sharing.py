"""A page to take along or to pass on: its whole address, and the QR code that a phone reads it from."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote

import segno
from fastapi import Request
from markupsafe import Markup

from assistant.server.cookies import is_secure

CORRECTION = "m"  # read even with a fold or a stamp on it
QUIET = 4  # modules of light around the code (ISO/IEC 18004)
DOTS = 8  # of a module in a picture
SAYS = "二维码：在手机上打开这份结果"


def address_of(request: Request, path: str) -> str:
    """A path's address as the browser knows this installation."""
    scheme = "https" if is_secure(request) else "http"
    return f"{scheme}://{request.headers['host']}{quote(path)}"


def qr_svg(address: str) -> Markup:
    """The code of an address to stand in a page: as large as its style says, dark on light on any ground."""
    drawn = _code(address).svg_inline(border=QUIET, dark="#000", light="#fff", omitsize=True, svgclass=None)
    return Markup(drawn.replace("<svg ", f'<svg role="img" aria-label="{SAYS}" shape-rendering="crispEdges" ', 1))


def qr_png(address: str) -> bytes:
    """The same code as a picture."""
    picture = BytesIO()
    _code(address).save(picture, kind="png", border=QUIET, scale=DOTS)
    return picture.getvalue()


def attached(name: str, plain: str) -> str:
    """Content-Disposition of a file with a Chinese name; ``plain``: for programs that don't read it (RFC 6266)."""
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"


def _code(address: str) -> segno.QRCode:
    return segno.make(address, error=CORRECTION, micro=False)
