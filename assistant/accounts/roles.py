"""The roles of accounts. What each may do is the permission table of the server."""

from __future__ import annotations

import unicodedata
from typing import Literal, get_args

from assistant.request import RequestError

Role = Literal["agent", "staff", "supervisor", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
ROLE_NAMES: dict[str, str] = {
    "agent": "坐席", "staff": "核对员", "supervisor": "主管", "administrator": "管理员",
    "operator": "命令行", "server": "系统", "nobody": "未登录",
}  # fmt: skip
LONGEST_NAME = 64


def read_role(text: str) -> Role:
    """A role by its id or its Chinese name. Raises RequestError."""
    for role in ROLES:
        if text in (role, ROLE_NAMES[role]):
            return role
    listed = "、".join(f"{role}（{ROLE_NAMES[role]}）" for role in ROLES)
    raise RequestError("unknown_role", f"没有“{text[:40]}”这个角色，可以是 {listed}。")


def account_name(text: str) -> str:
    """A name as accounts are kept under: in one form, in small letters. Raises RequestError."""
    name = unicodedata.normalize("NFKC", text).strip().casefold()
    if not name or len(name) > LONGEST_NAME or not all(c.isalnum() or c in "._-@" for c in name):
        raise RequestError(
            "bad_account_name", f"账号名要有 1 到 {LONGEST_NAME} 个字，可以用字母、汉字、数字和 . _ - @，不能有空格。"
        )
    return name
