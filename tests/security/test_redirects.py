"""Where a login leads afterwards, and every other redirect: never to another site, whatever the address says."""

from __future__ import annotations

import re
from urllib.parse import quote, urljoin, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.server.permissions import PERMISSIONS
from assistant.server.resuming import HOME, safe_next
from tests.security.markup import foreign
from tests.security.site import PASSWORD, Site, payloads

# Beside the corpus: what only this application's own ways of writing an address make dangerous.
ADDRESSES = [
    *payloads("redirect"),
    "///evil.example", "////evil.example", "/\\/evil.example", "/%5Cevil.example", "/\r\n/evil.example",
    " //evil.example", "\u3000//evil.example", "/\u3000/evil.example", "/\u2028/evil.example", "/\u0000/evil.example",
    "\ufeff//evil.example", "/\u202e//evil.example", "\u2215\u2215evil.example", "\uff0f\uff0fevil.example",
    "http:/evil.example", "http:evil.example", "HTTP://EVIL.EXAMPLE", "//evil.example:80/", "//[::1]/", "evil.example",
    "data:text/html,x", "vbscript:msgbox(1)", "/login?next=//evil.example", "?next=//evil.example", "#//evil.example",
    "/logout", "/login", "/login#", "/" + "a" * 5000,
    "/audit\r\nSet-Cookie: pwned=1", "/audit\u560a\u560dSet-Cookie: pwned=1",
]  # fmt: skip
GOOD = [
    "/audit",
    "/audit?who=anan&start=0",
    "/suspensions",
    "/account/password",
    "/results/abc#x",
    "/documents/%E4%BA%AC",
    "/",
]


def arrives(base: str, location: str) -> str:
    """The host where a browser ends up; as the WHATWG's URL standard reads addresses, not as RFC 3986 does."""
    cleaned = re.sub(r"[\t\n\r]", "", location.strip("".join(map(chr, range(33))))).replace("\\", "/")
    return urlsplit(urljoin(base, cleaned)).netloc


@pytest.mark.parametrize("address", ADDRESSES)
def test_whoever_is_logged_in_already_stays_on_the_site(
    site: Site, logins: dict[str, httpx.Client], address: str
) -> None:
    answer = logins["dongdong"].get("/login", params={"next": address})
    assert answer.status_code == (422 if len(address) > 2000 else 303)
    stays(site, answer)
    if answer.status_code == 303:
        assert answer.headers["location"] == HOME or address.startswith("/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_login_leads_to_a_page_of_the_site(site: Site, address: str) -> None:
    browser = site.browser()
    form = browser.get("/login", params={"next": address})
    assert foreign(form.text) == []
    sent = {"name": "beibei", "password": PASSWORD, "next": address, "resume_path": address, "resume": "text=a"}
    answer = browser.post("/login", data=sent)
    if len(address) > 200:  # no such form is ever given out
        assert answer.status_code == 422
        return
    assert answer.status_code == 303
    stays(site, answer)
    assert list(answer.cookies) == ["session"]


def stays(site: Site, answer: httpx.Response) -> None:
    location = answer.headers.get("location", "/")
    assert "evil" not in arrives(f"{site.url}/login", location).lower()
    assert arrives(f"{site.url}/login", location) == site.host
    assert location.isascii()
    assert "pwned" not in str(answer.headers.get_list("set-cookie"))


@pytest.mark.parametrize("address", GOOD)
def test_where_one_wanted_to_go_one_goes(logins: dict[str, httpx.Client], address: str) -> None:
    assert logins["dongdong"].get("/login", params={"next": address}).headers["location"] == address


def test_the_way_back_is_the_page_that_was_asked_for(nobody: httpx.Client) -> None:
    asked = "/audit?who=anan&until=2026-11-30"
    to_login = nobody.get(asked)
    form = nobody.get(to_login.headers["location"]).text
    (address,) = re.findall(r'action="/login">\s*<input type="hidden" name="next" value="([^"]*)"', form)
    entered = nobody.post(
        "/login", data={"name": "dongdong", "password": PASSWORD, "next": address.replace("&amp;", "&")}
    )
    assert entered.headers["location"] == asked
    assert nobody.get(asked).status_code == 200


# What paths and hosts are made of, in any order.
PIECES = st.sampled_from(
    ["/", "\\", "//", ":", "@", "#", "?", ".", "..", "%2f", "%5c", "evil.example", "http", "\t", "\n", "a"]
)


@given(st.lists(PIECES | st.characters(), max_size=12).map("".join))
def test_no_text_leads_elsewhere(text: str) -> None:
    address = safe_next(text)
    assert arrives("https://here.example/login", address) == "here.example"
    assert urlsplit(urljoin("https://here.example/login", address)).netloc == "here.example"
    assert address in (text, HOME)


def test_a_form_is_given_back_only_to_where_forms_are_given_back(nobody: httpx.Client) -> None:
    resumed = {route.removeprefix("POST ") for route, access in PERMISSIONS.items() if access.resumes}
    assert resumed
    for path in (
        *ADDRESSES,
        "/restart",
        "/delete",
        "/account/password",
        "/api/v1/extract",
        "/chat?a=b",
        "/chat/",
        *resumed,
    ):
        page = nobody.post("/login", data={"resume_path": path, "resume": "text=my+words"})
        assert page.status_code == 422
        assert ('name="resume_path"' in page.text) is (path in resumed), path
        assert ("my words" in page.text) is (path in resumed), path
        assert foreign(page.text) == [], path


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_other_redirect_takes_an_address_from_what_it_is_given(
    site: Site, logins: dict[str, httpx.Client], address: str
) -> None:
    browser, quoted = site.another_tab(logins["dongdong"]), quote(address[:500], safe="")
    for answer in (
        browser.post("/chat", data={"change": address}),
        browser.get(f"/documents/xicheng-2021-2%23{quoted}"),
        browser.get(f"/{quoted}/"),
        browser.get(f"/documents/{quoted}/"),
        browser.get(f"/documents//{address.lstrip('/')[:500]!r}"),
        browser.post("/account/sessions/end", data={"session": address[:60]}),
    ):
        assert answer.status_code < 500
        stays(site, answer)
