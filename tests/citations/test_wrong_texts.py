"""Texts that say something no clause says, in many ways, and never pass as right; {…} marks what is wrong.

Found by somebody who set out to get wrong texts past the check.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest

from assistant.engine import Engine

DAY = dt.date(2026, 11, 20)
OPINIONS = "《北京市朝阳区人民政府关于做好当前和今后一个时期促就业稳就业工作的实施意见》"
WRONG = [
    # cut so that what is left says something else
    "西城措施第17条：“{获得《创业合格证书》，个人可申请……3000元}”",
    "西城措施第28条：“{就业工作成绩突出的街道……可申请不超过10万元促进就业经费}”",
    # another's words
    f"{OPINIONS}规定：“{{本区户籍劳动力实现创业，在本区注册、经营一年以上，按照每年实际房租金额申请补贴}}”",
    "东城区就业措施第14条规定：“{本区户籍劳动力实现创业，在本区注册、经营一年以上}”",
    "朝阳区规定“{按照每年实际房租金额申请补贴，最高不超过4万元}”",
    # several clauses in one sentence
    "西城措施第14条、朝阳意见五（三）规定的房租补贴分别为每年最高{5万元}、{4万元}",
    "西城措施第7条、第9条分别规定每人每月{2000元}、{1000元}",
    "西城措施第7条与第9条规定的标准均为每人每月{2000元}",
    "西城措施第9条、第10条都是每人每月2000元，都最长不超过{五年}",
    "西城措施第14条、朝阳意见五（三）都有房租补贴，前者每年最高{5万元}，后者每年{4万元}",
    # places that don't exist
    "{西城措施第14-1条}", "{朝阳意见一（三）}", "{通州审议稿三（六）}", "{西城措施第六条}之一",
    "{西城措施第14条}bis",
    "{西城措施第14条}③",
    "{西城措施第6.1条}", "{西城措施第1000条}", "{西城措施第10条第0款}", "{西城措施第8条第（五）项}",
    # what is not printed inherits nothing
    "西城措施第16条：特等奖{8万元}", "西城措施第16条：冠军{5万元}", "西城措施第20条：初级工每人{2000元}",
    "西城措施第22条：世界级竞赛前三名，企业按照{5万元}申请", "西城措施第22条：国家级竞赛前三名{3万元}，市级{5万元}",
    "西城措施第20条：高级技师每人{10万元}", "朝阳意见四（四）：取得B类等级的，给予一次性{10万元}",
    # sizes
    "西城措施第22条第二款：规模在100人以下，可申请{5万元}", "西城措施第22条第二款：规模不足50人，可申请{3万元}",
    "西城措施第22条：规模50人以上补{5万元}", "西城措施第19条：5000人（含）以上，可申请一次性培训补贴{5万元}",
    # years, months, totals, limits
    "西城措施第6条第2款：{9000}、{6000}、12000元", "西城措施第6条第2款：首年{9000元}，次年{6000元}",
    "西城就业奖励每年都是{1.2万元}", "西城措施第14条：三年一共最高{4万元}", "西城措施第十四条：每季度最高{4万元}",
    "西城措施第18条：每人每年{200元}", "西城措施第十条规定，每年{2000元}", "西城措施第28条：可申请{50万元}",
    "朝阳意见五（二）：总额不低于{20万元}", "西城措施第6条第2款：三年共{3万元}",
    # to whom, of what
    "西城措施第6条第2款：享受低保的登记失业人员依次按照每年{6000元}、{9000元}、{1.2万元}标准申请就业奖励",
    "朝阳意见三（二）：劳动者每人可领{5000元}一次性就业补贴", "西城措施第4条：岗位补贴为最低工资的{70%}",
    "西城措施第6条：工资不低于当年本市职工平均工资{1.2倍}", "西城措施第6条：工资不高于当年本市职工最低工资标准{1.2倍}",
    "西城措施第25条：机构按年薪的{10%}申请人才服务奖励", "西城措施第17条：培训奖励{1000元}",
]  # fmt: skip


@pytest.mark.parametrize("marked", WRONG)
def test_what_is_wrong_never_passes(engine: Engine, marked: str) -> None:
    text = re.sub("[{}]", "", marked)
    wrong = [(m.start() - 2 * i, m.end() - 2 * i - 2) for i, m in enumerate(re.finditer(r"\{[^}]*\}", marked))]
    found = engine.cite(text, DAY)
    for start, end in wrong:
        over = [one for part in ("citations", "quotes", "figures") for one in found[part]
                if one["start"] < end and start < one["end"]]  # fmt: skip
        exact = [one for one in over if (one["start"], one["end"]) == (start, end)]
        assert exact, (text[start:end], over)
        assert all(one["severity"] == "problem" for one in exact), exact


NOTHING = [
    "西城区一家商场抽奖，一等奖8万元。", "第一条路走不通，走第三条生产线旁边的第二条路。", "朝阳区某公司发奖金5万元。",
    "李三年薪不错。", "您的劳动合同写的是三年，今年35岁，月薪4000元。",
]  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_policy_is_called_neither_right_nor_wrong(engine: Engine, text: str) -> None:
    found = engine.cite(text, DAY)
    assert found["problems"] == 0
    assert not [one for one in (*found["quotes"], *found["figures"]) if one["status"] in ("verbatim", "supported")]
