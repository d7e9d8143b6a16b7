"""Whatever is pasted is answered: offsets that fit, the same bytes twice, nothing lost to what stands around it."""

from __future__ import annotations

import datetime as dt
import itertools
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.engine import Engine
from tests.conftest import CORPUS

DAY = dt.date(2026, 11, 20)
ENGINE = Engine(CORPUS)
PIECES = st.sampled_from([
    "第", "六", "条", "第六条", "第二款", "（九）", "二、", "6.", "《", "》", "（", "）", "〔2021〕", "西行规发", "2号",
    "14号文", "西城区", "就业措施", "该通知", "前款", "同条", "以下简称", "“", "”", "‘", "……", "。", "，", "6000元",
    "1.2万", "70%", "七成", "三年", "每月", "最高", "16-24岁", "依次", "分别", "、", "就业奖励", "🙂", "1",
    "通州审议稿", "附则", "征求意见汇总说明", "三是", "按照每人每月2000元的标准申请就业奖励", "a", "１", "㈠", "①", "-",
    '"', "\n", "\n\n", " ", "\u3000", "\t", "\u202e", "\u0000",
])  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=250, deadline=None)
def test_anything_is_answered(text: str) -> None:
    found = ENGINE.cite(text, DAY)
    for part in ("citations", "quotes", "figures"):
        places = [(one["start"], one["end"]) for one in found[part]]
        assert all(0 <= start < end <= len(text) for start, end in places)
        assert [text[start:end] for start, end in places] == [one["text"] for one in found[part]]
        assert places == sorted(places)
        assert all(end <= start for (_, end), (start, _) in itertools.pairwise(places))
    assert json.dumps(found) == json.dumps(ENGINE.cite(text, DAY))


@given(st.lists(st.sampled_from(["🙂", "您好。", "\n", "𠮷", "电话12333。", "—"]), max_size=8).map("".join))
@settings(max_examples=40, deadline=None)
def test_what_stands_before_moves_the_offsets_only(before: str) -> None:
    text = "西城区就业措施第10条：“按照每人每月2000元的标准申请就业奖励，最长不超过三年”，每人每月2000元。"
    alone, found = ENGINE.cite(text, DAY), ENGINE.cite(before + text, DAY)
    for part in ("citations", "quotes", "figures"):
        moved = [(one["start"] + len(before), one["end"] + len(before), one["status"]) for one in alone[part]]
        assert [(one["start"], one["end"], one["status"]) for one in found[part]] == moved
