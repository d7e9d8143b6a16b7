"""The way between the pages of those who work here: what there is, and what a role may use."""

from __future__ import annotations

from assistant.accounts.roles import Role
from assistant.server.permissions import PERMISSIONS, may

# A page that an installation doesn't have is left out.
PLACES = (
    ("/agent", "热线"), ("/agent/cases", "工单"), ("/agent/canned", "常用答复"), ("/staff", "核对"),
    ("/staff/documents", "文件"), ("/staff/benefits", "规则"), ("/suspensions", "暂停"), ("/feedback", "反馈"),
    ("/staff/questions", "问句"), ("/numbers", "数字"), ("/audit", "审计"), ("/account", "我的账号"),
)  # fmt: skip


def offered(role: Role | None, route: str) -> bool:
    """Whether there is such a route, and somebody with a role may use it."""
    return route in PERMISSIONS and may(role, route)


def staff_links(role: Role | None) -> list[tuple[str, str]]:
    """The places for a role: path and name."""
    return [(path, name) for path, name in PLACES if offered(role, f"GET {path}")]
