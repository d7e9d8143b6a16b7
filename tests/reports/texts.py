"""A text that is wrong in every way that a report tells of."""

from __future__ import annotations

import datetime as dt

DAY = dt.date(2026, 11, 20)
WRONG = (
    "西城区就业措施第10条：“按照每人每月2000元的标准申请就业奖励，最长不超过三年”。\n"
    "\t𠮷：《就业促进法》第二条规定就业是民生之本。\r\n"
    "\x07西城区就业措施第99条。西城区就业措施第10条每月1234元。\n\n"
    "西城区就业措施第六条第二款：“按照每人每月\r\n2000元的标准申请就业奖励，最长不超过五年”。\n"
    "西城区就业措施第六条第二款：“依次按照每年6000元、9000元、1.2万元标准申请就业奖励，最长不超过三年”。\n"
    "第三条。每人每次发8888元。\n"
)
