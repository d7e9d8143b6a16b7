"""Addresses of databases that can't be meant: one sentence that says so, and never a password."""

from __future__ import annotations

import pytest

from assistant.store.database import open_database
from assistant.store.location import StoreError

PASSWORD = "geheim"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql//u:geheim@h/x", "数据库地址不对"),
        ("geheim", "数据库地址不对"),
        ("postgresql://u:geheim@h:port/x", "端口要是数字"),
        ("postgresql://u:/geheim@h/x", "打不开数据库"),
        ("mysql://u:geheim@h/x", "不支持 mysql 数据库"),
        ("redis://:geheim@h/0", "不支持 redis 数据库"),
        ("postgresql+psycopg2://u:geheim@127.0.0.1:1/x", "数据库地址不对"),
        ("sqlite+aiosqlite:///x", "数据库地址不对"),
        ("sqlite://geheim/x", "数据库地址不对"),
        ("postgresql://u:geheim@127.0.0.1:1/x", "打不开数据库 postgresql+psycopg://u:***@127.0.0.1:1/x"),
        ("postgres://u:geheim@127.0.0.1:1/x", "打不开数据库 postgresql+psycopg://u:***@127.0.0.1:1/x"),
        ("postgresql://u@127.0.0.1:1/x?password=geheim", "打不开数据库"),
        ("postgresql://u:geheim@127.0.0.1:1/x?nonsense=1", "nonsense"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_in_a_sentence(url: str, said: str) -> None:
    with pytest.raises(StoreError) as refused:
        open_database(url)
    told = str(refused.value)
    assert said in told
    assert told.endswith("。")
    assert "\n" not in told
    if "sqlite" not in url and url != PASSWORD:
        assert PASSWORD not in told
