"""Every id in the hands of those whose it isn't: another resident, two agents, an administrator, nobody."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import pytest

from tests.security.site import PASSWORD, Site, account_of

SAID = "我门头沟户口，41岁，下岗一年多了"
PAGES = ("/", "/documents", "/documents/xicheng-2021-2", "/privacy", "/login", "/api/v1/documents")
WORKING = (
    "/account",
    "/suspensions",
    "/feedback",
    "/staff",
    "/staff/benefits",
    "/audit",
    "/audit.csv",
    "/account/password",
)


@dataclass(frozen=True)
class Resident:
    """Somebody with a conversation in their browser, and what only they know."""

    browser: httpx.Client
    conversation: str
    result: str

    def turns(self) -> int:
        return self.browser.get("/").text.count('<p class="words">')


@pytest.fixture
def resident(site: Site) -> Resident:
    return begin(site)


@pytest.fixture(params=["another resident", "nobody", "anan", "beibei", "ernan"])
def stranger(request: pytest.FixtureRequest, site: Site, logins: dict[str, httpx.Client]) -> httpx.Client:
    """The browser of somebody else."""
    if request.param == "another resident":
        return begin(site).browser
    return site.another_tab(logins[request.param]) if request.param in logins else site.browser()


# What can be tried without knowing the id: counting, cutting, changing, other things that are known.
GUESSES: dict[str, Callable[[Resident], str]] = {
    "a small number": lambda _: "1",
    "a long number": lambda _: "0" * 23 + "1",
    "a UUID": lambda _: "00000000-0000-0000-0000-000000000001",
    "its first half": lambda r: r.conversation[:16],
    "its last letter changed": lambda r: r.conversation[:-1] + ("B" if r.conversation[-1] == "A" else "A"),
    "another case": lambda r: r.conversation.swapcase(),
    "with a space": lambda r: f"{r.conversation}%20",
    "with a line break": lambda r: f"{r.conversation}%0A",
    "for LIKE": lambda r: f"{r.conversation[:20]}%25",
    "the result's token": lambda r: r.result,
}


def test_a_conversation_is_not_found_by_what_can_be_guessed(resident: Resident, stranger: httpx.Client) -> None:
    for guess, guessed in GUESSES.items():
        for method, path, sent in (
            ("GET", "", None),
            ("GET", "/events", None),
            ("POST", "/messages", {"text": "我朝阳户口"}),
            ("POST", "/messages", {"undo": True}),
            ("DELETE", "", None),
        ):
            answer = stranger.request(method, f"/api/v1/conversations/{guessed(resident)}{path}", json=sent)
            assert answer.status_code == 404, (guess, method, path)
            assert "没有这次对话" in answer.json()["detail"], (guess, method, path)
    assert resident.turns() == 1


def test_a_forged_cookie_opens_no_conversation(site: Site, resident: Resident) -> None:
    for guess, guessed in GUESSES.items():
        forger = site.browser(cookie=f"conversation={guessed(resident)}")
        assert SAID not in forger.get("/").text, guess
        assert forger.get("/chat/events").status_code == 404, guess
        begun = forger.post("/chat", data={"text": "我朝阳户口"})
        assert resident.conversation not in begun.headers["set-cookie"], guess
        forger.post("/delete")
    assert resident.turns() == 1


def test_the_token_of_a_result_opens_the_result_and_nothing_else(resident: Resident, stranger: httpx.Client) -> None:
    page = stranger.get(f"/results/{resident.result}")
    assert page.status_code == 200
    assert resident.conversation not in page.text
    assert SAID not in page.text  # a result has what was understood, not the words
    assert resident.conversation[:8] not in resident.result
    assert resident.result not in resident.conversation
    assert "set-cookie" not in page.headers
    assert stranger.delete(f"/api/v1/conversations/{resident.result}").status_code == 404
    for guess in (resident.conversation, resident.result[:-1], resident.result.swapcase(), "1", "%25", "a" * 24):
        assert stranger.get(f"/results/{guess}").status_code == 404
    assert resident.turns() == 1


def test_ids_cannot_be_counted(site: Site) -> None:
    found = [begin(site) for _ in range(4)]
    ids = [text for resident in found for text in (resident.conversation, resident.result)]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{24}", text) for text in ids)  # 144 bits
    assert len({text[:4] for text in ids}) == len(ids)  # no part that is the same or goes up


def test_nobodys_page_has_anybodys_ids(site: Site, resident: Resident, logins: dict[str, httpx.Client]) -> None:
    """Not another's, not one's own conversation: a page is printed, photographed and sent on."""
    other = begin(site)
    for reader in (other.browser, resident.browser, site.browser(), *logins.values()):
        for path in (*PAGES, *WORKING, f"/results/{other.result}"):
            answer = reader.get(path)
            seen = f"{answer.text}{answer.headers}"
            assert resident.conversation not in seen, path
            if reader is not resident.browser:
                assert resident.result not in seen, path


def test_what_one_deletes_is_gone_for_all(site: Site, resident: Resident, stranger: httpx.Client) -> None:
    assert stranger.get(f"/results/{resident.result}").status_code == 200
    resident.browser.post("/delete")
    assert stranger.get(f"/results/{resident.result}").status_code == 404
    late = site.browser(cookie=f"conversation={resident.conversation}")  # another tab, or a copy of the cookie
    assert SAID not in late.get("/").text
    assert late.get("/chat/events").status_code == 404
    for path in ("", "/events"):
        assert late.get(f"/api/v1/conversations/{resident.conversation}{path}").status_code == 404
    assert late.post(f"/api/v1/conversations/{resident.conversation}/messages", json={"text": "x"}).status_code == 404


@pytest.fixture(scope="module")
def phone(site: Site) -> httpx.Client:
    """An agent's second login, whose id their first one shows."""
    site.add(puti="agent")
    return site.log_in("puti")


def test_a_login_is_ended_by_its_owner_only(
    site: Site, phone: httpx.Client, logins: dict[str, httpx.Client], nobody: httpx.Client
) -> None:
    desk = site.log_in("puti")
    (session,) = re.findall(r'name="session" value="(\w+)"', desk.get("/account").text)
    for stranger in logins.values():
        ended = stranger.post("/account/sessions/end", data={"session": session})
        assert ended.headers["location"] == "/account?done=gone"
        assert stranger.post("/account/sessions/end-others").status_code == 303
    assert nobody.post("/account/sessions/end", data={"session": session}).status_code == 401
    assert account_of(phone) == account_of(desk) == "puti"
    assert desk.post("/account/sessions/end", data={"session": session}).headers["location"] == "/account?done=ended"
    assert account_of(phone) is None
    assert account_of(desk) == "puti"


def test_a_logins_id_is_no_login(site: Site) -> None:
    site.log_in("anan")
    ids = re.findall(r'name="session" value="(\w+)"', site.log_in("anan").get("/account").text)
    assert ids
    for session in ids:
        assert account_of(site.browser(cookie=f"session={session}")) is None


def test_the_audit_log_has_no_way_to_a_conversation(resident: Resident, of_role: dict[str, httpx.Client]) -> None:
    log = of_role["supervisor"].get("/audit.csv").text
    assert "login" in log
    for secret in (resident.conversation, resident.result, SAID, PASSWORD):
        assert secret not in log


def test_the_servers_log_has_no_way_to_a_conversation(site: Site, resident: Resident) -> None:
    """No id, no token and no word; the short name that it has instead opens nothing."""
    program = site.program()
    named = site.logged(program.get(f"/api/v1/conversations/{resident.conversation}"))["conversation"]
    assert site.logged(program.get(f"/results/{resident.result}"))["route"] == "/results/{token}"
    log = site.server.log_file.read_text()
    for secret in (resident.conversation, resident.result, SAID):
        assert secret not in log
    assert program.get(f"/api/v1/conversations/{named}").status_code == 404


def begin(site: Site) -> Resident:
    browser = site.browser()
    browser.post("/chat", data={"text": SAID})
    (result,) = re.findall(r'href="/results/([\w-]+)"', browser.get("/").text)
    return Resident(browser, browser.cookies["conversation"], result)
