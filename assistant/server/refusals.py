"""Why a request isn't answered: each with its status, a code for programs, and one sentence for people."""

from __future__ import annotations


class Refused(Exception):
    """Not answered; ``retry_after`` in seconds where it helps to try again."""

    status = 400
    code = "refused"
    sentence = ""

    def __init__(self, sentence: str = "", retry_after: int | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(sentence or self.sentence)


class LoginNeeded(Refused):
    status, code = 401, "login_needed"
    sentence = "请先登录；登录已经过期的，填过的内容登录后还在。"


class NotAllowed(Refused):
    status, code = 403, "not_allowed"
    sentence = "您的角色不能做这件事；需要的话，请管理员改角色。"


class PasswordChangeNeeded(Refused):
    status, code = 403, "password_change_needed"
    sentence = "请先把别人给的密码换成自己的。"


class TooLarge(Refused):
    status, code = 413, "too_large"
    sentence = "内容太长，请缩短后再发。"


class TooSlow(Refused):
    status, code = 408, "too_slow"
    sentence = "内容传得太慢，没有收完。请检查网络再发一次。"


class TakesTooLong(Refused):
    status, code = 503, "takes_too_long"
    sentence = "处理得太久，还没有结果。请稍后再试。"


class TooMany(Refused):
    status, code = 429, "too_many"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"请求太频繁，请 {retry_after} 秒后再试；您写的都还在。", retry_after)
