"""The cards of benefits on a page, kept ready: most of a conversation's benefits stay as they were from turn to turn,
and people in the same situation get the same cards.
"""

from __future__ import annotations

import marshal
import threading
from collections import OrderedDict
from typing import Any

from fastapi.templating import Jinja2Templates
from markupsafe import Markup

from assistant.server.views import Presenter

Json = dict[str, Any]
MOST = 4096  # cards of some five kilobytes
TEMPLATE = "parts/benefit.html"
WITHOUT_REFERENCES = 2  # marshal's version in which equal content gives equal bytes


class Cards:
    """Renders cards, each content once as long as it is among the last ``MOST``."""

    def __init__(self, templates: Jinja2Templates) -> None:
        self._templates = templates
        self._kept: OrderedDict[bytes, Markup] = OrderedDict()
        self._lock = threading.Lock()

    def card(self, presenter: Presenter, benefit: Json, section: str, kept: str) -> Markup:
        """A benefit's card. All that it shows is in its arguments, but for which other benefits are suspended."""
        shown = (benefit, section, kept, sorted(presenter.suspended_now()))
        key = marshal.dumps(shown, WITHOUT_REFERENCES)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        rendered = self._render(presenter, benefit, section, kept)
        with self._lock:
            self._kept[key] = rendered
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return rendered

    def _render(self, presenter: Presenter, benefit: Json, section: str, kept: str) -> Markup:
        macros: Any = self._templates.get_template(TEMPLATE).module
        return Markup(macros.card(benefit, presenter, section, kept))
