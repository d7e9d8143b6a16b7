"""What a browser would make of a page: whether anything in it acts that the application's own templates don't have."""

from __future__ import annotations

from html.parser import HTMLParser

ACTIVE = {
    "base", "embed", "frame", "iframe", "math", "noscript", "object", "style", "template", "img", "video",
    "audio", "source", "portal", "applet", "dialog", "plaintext", "xmp",
}  # fmt: skip
DRAWN = {"svg", "desc", "defs", "pattern", "rect", "text", "path", "title"}  # within a drawing
SCRIPTS = {
    f"/static/{script}.js"
    for script in (
        "htmx.min",
        "app",
        "person",
        "staff",
        "agent",
        "agent-words",
        "agent-case",
        "agent-live",
        "drawer",
        "canned",
    )
}
SHEETS = (
    "site", "page", "wide", "dark", "elder", "print", "reading", "result", "person", "staff", "check", "check-dark",
    "agent", "drawer", "numbers", "questions",
)  # fmt: skip
LINKED = {("icon", "/static/favicon.svg"), *(("stylesheet", f"/static/{sheet}.css") for sheet in SHEETS)}
METAS = {"viewport", "htmx-config", "color-scheme"}
ADDRESSES = ("href", "src", "action", "formaction", "hx-get", "hx-post")
HTMX = {
    "hx-get", "hx-post", "hx-trigger", "hx-swap", "hx-target:inherited", "hx-swap:inherited", "hx-sync:inherited",
}  # fmt: skip
# Where something leads: this site, a telephone, or an anchor on the page.
LEADS = ("/", "#", "tel:")


class _Page(HTMLParser):
    """Collects what shouldn't be there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._in_script = self._in_drawing = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in_drawing |= tag == "svg"
        wrong = tag in ACTIVE or (self._in_drawing and tag not in DRAWN)
        wrong |= len(given) != len(attrs)  # of two attributes of one name the first counts: something was put in
        wrong |= any(name.startswith("on") or name == "style" or ":on" in name for name in given)
        wrong |= any(name.startswith(("hx-", "data-hx-")) and name not in HTMX for name in given)
        for name in ADDRESSES:
            address = given.get(name)
            wrong |= address is not None and (not address.startswith(LEADS) or address.startswith(("//", "/\\")))
        if tag == "script":
            self._in_script = True
            wrong |= _bare(given.get("src")) not in SCRIPTS or set(given) != {"src", "defer"}
        if tag == "link":
            wrong |= (given.get("rel"), _bare(given.get("href"))) not in LINKED
        if tag == "meta":
            wrong |= "http-equiv" in given or not ("charset" in given or given.get("name") in METAS)
        if wrong:
            self.found.append(self.get_starttag_text() or tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._in_script = False
        self._in_drawing &= tag != "svg"

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self.found.append(f"script: {data}")

    def handle_comment(self, data: str) -> None:
        self.found.append(f"comment: {data}")


def _bare(address: str | None) -> str:
    """Without the version of the content."""
    return (address or "").partition("?v=")[0]


def foreign(html: str) -> list[str]:
    """Tags, attributes and addresses of a page that act and aren't its own: empty where all is well."""
    page = _Page()
    page.feed(html)
    page.close()
    return page.found
