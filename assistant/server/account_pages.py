"""Pages of accounts: log in and out, one's own logins and password."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from assistant.accounts.holding import ABSOLUTE
from assistant.accounts.passwords import PasswordsBusy
from assistant.request import RequestError
from assistant.server.cookies import keep_session, session_of
from assistant.server.door import GuardedRoute, actor, address, signed_in, whoever
from assistant.server.rendering import page, to
from assistant.server.resuming import Unsent, read_unsent, safe_next
from assistant.server.running import running
from assistant.store.accounts import Account, LoginRefused
from assistant.store.audit import Actor

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
SOON = 2  # seconds
CHANGE_PASSWORD = "/account/password"


class LoginForm(BaseModel):
    """``next``: where to go then. ``resume``: the form that was being sent when the login had expired."""

    name: str = Field("", max_length=200)
    password: str = Field("", max_length=1000)
    next: str = Field("", max_length=2000)
    resume_path: str = Field("", max_length=200)
    resume: str = ""


class PasswordForm(BaseModel):
    """The present password and the new one, twice; the form that was being sent before, as in ``LoginForm``."""

    old: str = Field("", max_length=1000)
    new: str = Field("", max_length=1000)
    again: str = Field("", max_length=1000)
    resume_path: str = Field("", max_length=200)
    resume: str = ""


@router.get("/login")
def login_page(request: Request, next: Annotated[str, Query(max_length=2000)] = "") -> Response:
    """The form to log in; whoever is logged in goes on."""
    if signed_in(request) is not None:
        return to(safe_next(next))
    return login_form(request, next=next)


@router.post("/login")
def login(request: Request, form: Annotated[LoginForm, Form()]) -> Response:
    """Log in: a new session, whatever cookie came."""
    unsent = read_unsent(form.resume_path, form.resume)
    if not form.name.strip() or not form.password:
        return login_form(request, 422, "请填写账号和密码。", form.name, form.next, unsent)
    try:
        account = running(request).accounts.check(form.name, form.password, actor(request))
    except PasswordsBusy as busy:
        return _come_again(login_form(request, 503, str(busy), form.name, form.next, unsent))
    except LoginRefused as refused:
        answer = login_form(request, 429 if refused.wait else 403, str(refused), form.name, form.next, unsent)
        if refused.wait:
            answer.headers["retry-after"] = str(refused.wait)
        return answer
    return _let_in(request, account, unsent, safe_next(form.next))


@router.post("/logout")
def logout(request: Request) -> Response:
    """End this login."""
    found = signed_in(request)
    if found is not None:
        running(request).sessions.end(found.account, found.session, actor(request), logout=True)
    answer = to("/login")
    keep_session(request, answer, None)
    return answer


@router.get("/account")
def account(request: Request, done: Annotated[str, Query(max_length=20)] = "") -> Response:
    """What the account is and where it is logged in."""
    found = whoever(request)
    context = {"sessions": running(request).sessions.of(found.account), "this": found.session, "done": done}
    return page(request, "account.html", context)


@router.get(CHANGE_PASSWORD)
def password_page(request: Request) -> Response:
    """The form for a new password."""
    return _password_form(request)


@router.post(CHANGE_PASSWORD)
def change_password(request: Request, form: Annotated[PasswordForm, Form()]) -> Response:
    """Another password; the person's other logins end, this one gets a new cookie."""
    found, unsent = whoever(request), read_unsent(form.resume_path, form.resume)
    if form.new != form.again:
        return _password_form(request, unsent, "两次写的新密码不一样，请再写一次。", 422)
    try:
        running(request).accounts.change_own_password(found.account, form.old, form.new, found.session, actor(request))
    except LoginRefused as refused:
        said = str(refused) if refused.wait else "现在的密码不对，请再试一次。"
        return _password_form(request, unsent, said, 429 if refused.wait else 403)
    except PasswordsBusy as busy:
        return _come_again(_password_form(request, unsent, str(busy), 503))
    except RequestError as problem:
        return _password_form(request, unsent, str(problem), 422)
    changed = replace(found.account, must_change=False)
    return _let_in(request, changed, unsent, "/account?done=password")


@router.post("/account/sessions/end")
def end_session(request: Request, session: Annotated[str, Form(max_length=64)] = "") -> Response:
    """End one of one's own logins; another's is as if it weren't there."""
    found = whoever(request)
    ended = running(request).sessions.end(found.account, session, actor(request))
    return to(f"/account?done={'ended' if ended else 'gone'}")


@router.post("/account/sessions/end-others")
def end_other_sessions(request: Request) -> Response:
    """End all of one's own logins but this one."""
    found = whoever(request)
    running(request).sessions.end_others(found.account, found.session, actor(request))
    return to("/account?done=ended")


def login_first(address: str) -> Response:
    """To the login, and then to an address of this site."""
    return to(f"/login?{urlencode({'next': address})}")


def login_form(
    request: Request,
    status: int = 200,
    problem: str = "",
    name: str = "",
    next: str = "",
    unsent: Unsent | None = None,
) -> Response:
    """The page to log in on; ``unsent`` is what will be given back then."""
    context: dict[str, Any] = {"problem": problem, "name": name, "next": next, "unsent": unsent}
    return page(request, "login.html", context, status)


def _let_in(request: Request, account: Account, unsent: Unsent | None, then: str) -> Response:
    """A new session for somebody who has shown who they are, and on to what they were about."""
    here, by = running(request), Actor(account.name, account.role, actor(request).request_id)
    agent = request.headers.get("user-agent", "")
    token = here.sessions.open(account, by, address(request), agent, session_of(request))
    request.state.signed_in = here.sessions.find(token)
    if account.must_change:
        answer = _password_form(request, unsent) if unsent else to(CHANGE_PASSWORD)
    else:
        answer = page(request, "resume.html", {"unsent": unsent}) if unsent else to(then)
    keep_session(request, answer, token, int(ABSOLUTE.total_seconds()))
    return answer


def _come_again(answer: Response) -> Response:
    """With the seconds after which there is room."""
    answer.headers["retry-after"] = str(SOON)
    return answer


def _password_form(request: Request, unsent: Unsent | None = None, problem: str = "", status: int = 200) -> Response:
    return page(request, "password.html", {"problem": problem, "unsent": unsent}, status)
