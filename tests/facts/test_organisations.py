"""Organisations listened to: who applies, what they have done, and what must not be heard of them.

Each case is (applicant known, fact asked, sentence, facts taken down, facts left unclear); the facts are exact.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.facts.extract import Extraction
from tests.facts.hearing import listener, vocabulary

DAY = dt.date(2026, 11, 20)
Case = tuple[str | None, str | None, str, dict[str, Any], set[str]]

EMPLOYER = {"applicant": "employer"}
COMPANY = {"applicant": "employer", "employer_kind": "enterprise"}


UTTERANCES = [
    json.loads(line)["text"]
    for line in (Path(__file__).parent / "utterances.jsonl").read_text(encoding="utf-8").splitlines()
]


def heard(known: str | None, asked: str | None, text: str) -> Extraction:
    return listener().extract(text, DAY, asked, applicant=known)


def check(case: Case) -> None:
    known, asked, text, facts, unclear = case
    found = heard(known, asked, text)
    assert found.facts == facts
    assert unclear <= {fact for doubt in found.unclear for fact in doubt.facts}
    for evidence in found.evidence.values():
        assert evidence.text == text[evidence.start : evidence.end] != ""
    for doubt in found.unclear:
        assert doubt.question.endswith("？")


# Known already: no need to say 我们公司 again.
KNOWN: list[Case] = [
    (
        "employer",
        None,
        "招了3个登记失业的西城户口",
        {"hire_count": 3, "hire_group": "registered_unemployed", "hire_hukou_district": "xicheng"},
        set(),
    ),
    ("employer", None, "我们招用了2名退役士兵", {"hire_count": 2, "hire_group": "discharged_soldier"}, set()),
    (
        "employer",
        None,
        "今年新招的5个应届生",
        {"hire_count": 5, "hire_group": "fresh_graduate", "new_hire_this_year": True},
        set(),
    ),
    (
        "employer",
        None,
        "今年新招了俩海淀户籍的应届毕业生",
        {"hire_count": 2, "hire_group": "fresh_graduate", "hire_hukou_district": "haidian", "new_hire_this_year": True},
        set(),
    ),
    ("employer", None, "招了4个外地户口的", {"hire_count": 4, "hire_hukou_district": "non_beijing"}, set()),
    ("employer", None, "培训了40个职工，每人40课时", {"trainee_count": 40, "training_minutes": 1800}, set()),
    ("employer", None, "培训了40个人，40课时", {"trainee_count": 40, "training_minutes": 1800}, set()),
    ("employer", None, "线上培训40人", {"trainee_count": 40}, set()),
    ("employer", None, "有40个职工参加了线上培训", {"trainee_count": 40}, set()),
    ("employer", None, "80人参保", {"insured_employee_count": 80}, set()),
    ("employer", None, "参保职工有80人", {"insured_employee_count": 80}, set()),
    ("employer", None, "带动了5个本地人就业", {"local_hires": 5}, set()),
    ("employer", None, "年薪80万，猎头费16万", {"recruited_salary": 800000, "headhunting_fee": 160000}, set()),
    ("employer", None, "是一家小微企业", {"sme": True}, set()),
    ("employer", None, "没裁员", {"no_or_few_layoffs": True}, set()),
    ("employer", None, "见习期满留用了2个", {"retained_intern_count": 2}, set()),
    ("employer", None, "注册和纳税都在朝阳", {"registered_and_taxed_in": "chaoyang"}, set()),
    ("employer", None, "经营、参保、纳税都在西城", {"operates_in": "xicheng"}, set()),
    ("employer", None, "注册在朝阳", {}, {"registered_and_taxed_in"}),
    ("employer", None, "我们在西城经营纳税", {}, {"operates_in"}),
    ("employer", None, "正常经营两年了", {"operating_months": 24}, set()),
    (
        "employer",
        None,
        "签了两年合同，都上了社保，月薪5000",
        {"contract_years": 2, "employee_social_insurance": True, "monthly_wage": 5000},
        set(),
    ),
    ("training_provider", None, "一年培训3500人", {"trainee_count": 3500}, set()),
    ("training_provider", None, "创业培训250人", {"startup_trainee_count": 250}, set()),
    ("training_provider", None, "培训了500个失业人员", {"unemployed_trainee_count": 500}, set()),
    ("training_provider", None, "45人就业了", {"placed_trainee_count": 45}, set()),
    ("training_provider", None, "有6个人成功创业", {"successful_startup_count": 6}, set()),
    ("training_provider", None, "我们是A类，民办机构", {"provider_grade_a": True, "private_provider": True}, set()),
    ("hr_agency", None, "推荐了12人", {"placement_count": 12}, set()),
    ("hr_agency", None, "年薪100万，服务费20万", {"recruited_salary": 1000000, "headhunting_fee": 200000}, set()),
    ("hr_agency", None, "收了20万服务费", {"headhunting_fee": 200000}, set()),
    ("hr_agency", None, "我们公司推荐了12人", {"placement_count": 12}, set()),
    ("hr_agency", None, "用人单位在西城纳税", {"client_taxed_in": "xicheng"}, set()),
    ("public_benefit_org", None, "安置了10个就业困难人员", {"placed_hardship_count": 10}, set()),
    ("public_benefit_org", None, "安置10人", {"placed_hardship_count": 10}, set()),
    ("public_body", None, "考核优秀", {"rating": "excellent"}, set()),
    (
        "public_body",
        None,
        "安排了10个农村劳动力，每人36个月",
        {"rural_post_count": 10, "rural_post_months": 36},
        set(),
    ),
    (
        "public_body",
        None,
        "农村劳动力公益性岗位10人，36个月",
        {"rural_post_count": 10, "rural_post_months": 36},
        set(),
    ),
    ("employer", None, "朝阳区的政策", {"district": "chaoyang"}, set()),
    ("startup_carrier", None, "被认定为区级创业孵化示范基地了", {"incubator_recognised": True}, set()),
]

# The words of the sentence say who it is, whatever was known.
OVERRIDE: list[Case] = [
    ("employer", None, "我们是人力资源公司，推荐了12人", {"applicant": "hr_agency", "placement_count": 12}, set()),
    ("training_provider", None, "不对，我们是企业", COMPANY, set()),
    (
        "resident",
        None,
        "我们公司招了3个退役士兵",
        {**COMPANY, "hire_count": 3, "hire_group": "discharged_soldier"},
        set(),
    ),
    ("training_provider", None, "我们是小微企业", {"sme": True}, set()),
    ("resident", None, "不对，是替我们公司问的", COMPANY, set()),
    (None, None, "替我们公司问", COMPANY, set()),
    (None, None, "替公司问问", COMPANY, set()),
    (None, None, "替我们单位问的", EMPLOYER, set()),
    (None, None, "我代表公司咨询", COMPANY, set()),
    (None, None, "替单位咨询补贴", EMPLOYER, set()),
    (None, None, "我是会计，帮企业问稳岗返还", COMPANY, set()),
    (None, None, "帮老板问的", EMPLOYER, set()),
    (None, None, "作为企业主", COMPANY, set()),
    (None, None, "帮我老公的公司问问", COMPANY, set()),
    (None, None, "替我们培训学校咨询", {"applicant": "training_provider"}, set()),
    (None, "applicant", "我们公司", EMPLOYER, set()),
    (None, "applicant", "我们单位", EMPLOYER, set()),
    (None, "applicant", "替公司", EMPLOYER, set()),
    ("employer", None, "我是个人咨询", {"applicant": "resident"}, set()),
    ("employer", None, "替我自己问", {"applicant": "resident"}, set()),
    ("employer", None, "是我个人的事", {"applicant": "resident"}, set()),
    ("employer", None, "不是替公司问，是我自己问的", {"applicant": "resident"}, set()),
    (
        "employer",
        None,
        "我是个人咨询，我西城户口，40岁",
        {"applicant": "resident", "hukou_district": "xicheng", "age": 40},
        set(),
    ),
    (
        "employer",
        None,
        "帮我妈问问，她西城户口，52岁",
        {"applicant": "resident", "hukou_district": "xicheng", "age": 52, "gender": "female"},
        set(),
    ),
]

# Who they are and what they did, in one sentence.
TOLD: list[Case] = [
    (
        None,
        None,
        "我们公司培养了2个高级工1个技师",
        {**COMPANY, "trained_senior_workers": 2, "trained_technicians": 1},
        set(),
    ),
    (
        None,
        None,
        "我们公司在西城经营纳税，培养了2个高级工1个技师",
        {**COMPANY, "trained_senior_workers": 2, "trained_technicians": 1},
        {"operates_in"},
    ),
    (
        None,
        None,
        "我们公司培养了高级工2个技师1个",
        {**COMPANY, "trained_senior_workers": 2, "trained_technicians": 1},
        set(),
    ),
    (
        None,
        None,
        "我们公司培养了2个技师和1个高级技师、3名高级工",
        {**COMPANY, "trained_senior_workers": 3, "trained_technicians": 2, "trained_senior_technicians": 1},
        set(),
    ),
    (
        None,
        None,
        "我们公司通过猎头招了一个年薪80万的高管，付了16万猎头费，西城纳税",
        {
            **COMPANY,
            "hire_count": 1,
            "recruited_salary": 800000,
            "headhunting_fee": 160000,
            "client_taxed_in": "xicheng",
        },
        set(),
    ),
    (
        None,
        None,
        "我们公司委托猎头公司招了个总监，年薪80万",
        {**COMPANY, "hire_count": 1, "recruited_salary": 800000},
        set(),
    ),
    (None, None, "我们公司请人力资源公司招人", COMPANY, set()),
    ("employer", None, "请人力资源公司招人", {}, set()),
    (None, None, "我是老板，招了3个下岗的", {**EMPLOYER, "hire_count": 3}, {"hire_group"}),
    (None, None, "我们公司员工张三得了全国技能大赛第一名", {**COMPANY, "national_contest_top3": True}, set()),
    ("employer", None, "有个职工得了北京市职业技能竞赛第二名", {"city_contest_top3": True}, set()),
    (
        None,
        None,
        "我们协会办了个技能竞赛，60人参赛",
        {**EMPLOYER, "employer_kind": "other", "contestant_count": 60},
        set(),
    ),
    (None, None, "我们集团办了区级职业技能竞赛，120人参加", {**EMPLOYER, "contestant_count": 120}, set()),
    (
        None,
        None,
        "我们公司培训了40名职工，每人1800分钟，用的是可追溯的线上平台",
        {**COMPANY, "trainee_count": 40, "training_minutes": 1800, "traceable_online_platform": True},
        set(),
    ),
    (None, None, "我们镇安排了10个农民", {"applicant": "public_body"}, {"rural_post_count"}),
    (
        None,
        None,
        "我们是公益组织，安置了8名残疾人",
        {"applicant": "public_benefit_org"},
        {"placed_hardship_count"},
    ),
    (
        None,
        None,
        "我是做餐饮的，招了3个登记失业人员，签了两年合同",
        {**EMPLOYER, "hire_count": 3, "hire_group": "registered_unemployed", "contract_years": 2},
        set(),
    ),
    (None, None, "我的店招了3个人，我是登记失业人员，西城户口", {**EMPLOYER, "hire_count": 3}, set()),
    ("employer", None, "从外区招了2个高技能人才", {"hire_count": 2, "skilled_hires_from_outside": 2}, set()),
    ("training_provider", None, "评了A类，培训3100人", {"provider_grade_a": True, "trainee_count": 3100}, set()),
    (None, None, "俺们厂招了10个农村的", {**EMPLOYER, "hire_count": 10}, {"hire_group"}),
    (None, None, "我们培训学校评上了A类", {"applicant": "training_provider", "provider_grade_a": True}, set()),
    (None, None, "我们培训学校A类", {"applicant": "training_provider", "provider_grade_a": True}, set()),
    (None, None, "我们社区安排了10个农民", {}, {"applicant"}),
]

# Where they are: the district of a body of that district; of a company it is asked.
PLACES: list[Case] = [
    (None, None, "我们是朝阳的一家小微企业", {**COMPANY, "sme": True}, {"district"}),
    (None, None, "我们是西城的孵化器", {"applicant": "startup_carrier", "district": "xicheng"}, set()),
    (None, None, "我们是朝阳的人力资源公司", {"applicant": "hr_agency", "district": "chaoyang"}, set()),
    (None, None, "我是朝阳区某街道办的", {"applicant": "public_body", "district": "chaoyang"}, set()),
    (
        None,
        None,
        "我们是西城区社会公益性就业组织",
        {"applicant": "public_benefit_org", "district": "xicheng"},
        set(),
    ),
    (
        None,
        None,
        "我们公司招了3名朝阳区登记失业人员",
        {**COMPANY, "hire_count": 3, "hire_group": "registered_unemployed"},
        {"hire_hukou_district"},
    ),
    (
        None,
        None,
        "我们公司招了3个登记失业的西城人",
        {**COMPANY, "hire_count": 3, "hire_group": "registered_unemployed"},
        {"hire_hukou_district"},
    ),
]

# After the hire: of all of them, or group by group.
HIRES: list[Case] = [
    ("employer", None, "招了3个人，都是登记失业的", {"hire_count": 3, "hire_group": "registered_unemployed"}, set()),
    ("employer", None, "招了3个人，都是西城户口", {"hire_count": 3, "hire_hukou_district": "xicheng"}, set()),
    (
        "employer",
        None,
        "招了3个，都是西城户口的登记失业人员",
        {"hire_count": 3, "hire_hukou_district": "xicheng", "hire_group": "registered_unemployed"},
        set(),
    ),
    ("employer", None, "招了5个人，2个应届生3个登记失业", {}, {"hire_group"}),
    ("employer", None, "招了5个人，其中2个是应届生", {}, {"hire_group"}),
    ("employer", None, "招了5个人，一个应届生，其他都是登记失业的", {}, {"hire_group"}),
    ("employer", None, "招了2个应届生和3个退役士兵", {}, {"hire_group"}),
    (
        "employer",
        None,
        "招了2个人，都是应届生也是登记失业的",
        {"hire_count": 2, "hire_group": ["registered_unemployed", "fresh_graduate"]},
        set(),
    ),
    (None, None, "我们公司招了5个人，2个应届生3个登记失业", COMPANY, {"hire_group"}),
    ("employer", None, "招了3个外地的，2个西城的", {}, {"hire_group"}),
    (
        "employer",
        None,
        "招的都是朝阳户口的应届大学生",
        {"hire_group": "fresh_graduate", "hire_hukou_district": "chaoyang"},
        set(),
    ),
]

ANSWERS: list[Case] = [
    ("employer", "hire_group", "登记失业人员", {"hire_group": "registered_unemployed"}, set()),
    ("employer", "hire_group", "都是登记失业的", {"hire_group": "registered_unemployed"}, set()),
    (
        "employer",
        "hire_group",
        "登记失业人员，西城户口的",
        {"hire_group": "registered_unemployed", "hire_hukou_district": "xicheng"},
        set(),
    ),
    ("employer", "hire_group", "下岗的", {}, {"hire_group"}),
    ("employer", "hire_group", "两个应届生，一个退役士兵", {}, {"hire_group"}),
    ("employer", "hire_count", "3个登记失业的", {"hire_count": 3, "hire_group": "registered_unemployed"}, set()),
    ("employer", "hire_count", "没有", {"hire_count": 0}, set()),
    ("employer", "hire_count", "没招过", {"hire_count": 0}, set()),
    ("employer", "hire_count", "零", {"hire_count": 0}, set()),
    ("employer", "hire_count", "一个都没有", {"hire_count": 0}, set()),
    ("employer", "contestant_count", "一个都没有", {"contestant_count": 0}, set()),
    ("employer", "contestant_count", "没办过", {"contestant_count": 0}, set()),
    ("training_provider", "startup_trainee_count", "没有", {"startup_trainee_count": 0}, set()),
    ("employer", "hire_count", "没培训过", {}, set()),
    ("employer", "hire_count", "不知道", {}, set()),
    ("employer", "hire_count", "不是", {}, set()),
    ("employer", "headhunting_fee", "没有", {}, set()),
    ("employer", "sme", "没有", {"sme": False}, set()),
    ("employer", "sme", "是小微企业", {"sme": True}, set()),
    ("employer", "sme", "小微企业", {"sme": True}, set()),
    ("training_provider", "trainee_count", "一年1200人", {"trainee_count": 1200}, set()),
    ("employer", "trainee_count", "40个人，40课时", {"trainee_count": 40, "training_minutes": 1800}, set()),
    ("employer", "operates_in", "西城", {"operates_in": "xicheng"}, set()),
    ("employer", "operates_in", "都在西城", {"operates_in": "xicheng"}, set()),
    ("employer", "operates_in", "西城户口", {}, set()),
    ("employer", "registered_and_taxed_in", "朝阳户籍", {}, set()),
    ("employer", "hire_hukou_district", "西城户口", {"hire_hukou_district": "xicheng"}, set()),
    ("employer", "hire_hukou_district", "都是西城户口的", {"hire_hukou_district": "xicheng"}, set()),
    ("employer", "hire_hukou_district", "有外地的也有西城的", {}, {"hire_hukou_district"}),
    ("employer", "new_hire_this_year", "都是今年招的", {"new_hire_this_year": True}, set()),
    ("employer", "new_hire_this_year", "去年招的", {"new_hire_this_year": False}, set()),
    ("training_provider", "private_provider", "是民办的", {"private_provider": True}, set()),
    ("training_provider", None, "我们是民办非企业单位", {}, set()),
    ("employer", "district", "问朝阳的", {"district": "chaoyang"}, set()),
    ("employer", "district", "西城的", {"district": "xicheng"}, set()),
    ("employer", "district", "我西城户口，40岁", {}, {"applicant"}),
    ("resident", "works_in_district", "西城户口", {"hukou_district": "xicheng"}, set()),
]

# Nobody is named: who it is stands in what they did, and whose the particulars are.
UNNAMED: list[Case] = [
    (
        None,
        None,
        "请了两个保洁，都是丰台户口，签的一年合同",
        {**EMPLOYER, "hire_count": 2, "hire_hukou_district": "fengtai", "contract_years": 1},
        set(),
    ),
    (
        None,
        None,
        "登记失业人员3人，西城户籍，合同两年，月薪4500",
        {
            **EMPLOYER,
            "hire_count": 3,
            "hire_group": "registered_unemployed",
            "hire_hukou_district": "xicheng",
            "contract_years": 2,
            "monthly_wage": 4500,
        },
        set(),
    ),
    (
        None,
        None,
        "去年招的8个都是登记失业的，今年一个没招",
        {**EMPLOYER, "hire_count": 8, "hire_group": "registered_unemployed", "new_hire_this_year": False},
        set(),
    ),
    (
        None,
        None,
        "没招应届生，招的是登记失业的，3个",
        {**EMPLOYER, "hire_count": 3, "hire_group": "registered_unemployed"},
        set(),
    ),
    (
        None,
        None,
        "店里三个伙计都是我招的，登记失业人员，西城户口",
        {**EMPLOYER, "hire_count": 3, "hire_group": "registered_unemployed", "hire_hukou_district": "xicheng"},
        set(),
    ),
    (
        None,
        None,
        "招了5个人，都不是北京户口",
        {**EMPLOYER, "hire_count": 5, "hire_hukou_district": "non_beijing"},
        set(),
    ),
    (
        None,
        None,
        "今年录用应届高校毕业生7人，其中朝阳户籍3人",
        {**EMPLOYER, "hire_count": 7, "hire_group": "fresh_graduate", "new_hire_this_year": True},
        {"hire_hukou_district"},
    ),
    (
        None,
        None,
        "我们招了5名登记失业人员，更正一下，4名",
        {**EMPLOYER, "hire_count": 4, "hire_group": "registered_unemployed"},
        set(),
    ),
    (
        None,
        None,
        "对面公司招了5个应届生，我们招了2个登记失业的",
        {**EMPLOYER, "hire_count": 2, "hire_group": "registered_unemployed"},
        set(),
    ),
    (None, None, "新进了6个应届毕业生，海淀户籍4个，朝阳户籍2个", EMPLOYER, {"hire_group"}),
    (None, None, "今年裁了5个人，参保还有80人", {**EMPLOYER, "insured_employee_count": 80}, {"no_or_few_layoffs"}),
    (
        None,
        None,
        "人一个没裁，参保人数55",
        {**EMPLOYER, "insured_employee_count": 55, "no_or_few_layoffs": True},
        set(),
    ),
    (
        None,
        None,
        "员工去年在国赛拿了第一名，市赛拿了第四",
        {**EMPLOYER, "national_contest_top3": True, "city_contest_top3": False},
        set(),
    ),
    (
        None,
        None,
        "推荐了30名登记失业人员上岗，都干满6个月了",
        {"applicant": "hr_agency", "placement_count": 30, "placement_months": 6},
        set(),
    ),
    (
        None,
        None,
        "资质已经下来了，朝阳定点，公办",
        {
            "applicant": "training_provider",
            "district": "chaoyang",
            "district_training_qualification": True,
            "private_provider": False,
        },
        set(),
    ),
    (
        None,
        None,
        "孵化器，去年被朝阳区认定为示范基地",
        {"applicant": "startup_carrier", "district": "chaoyang", "incubator_recognised": True},
        set(),
    ),
    (
        None,
        None,
        "安置了就业困难人员15人，后来走了3个，现在在岗12人",
        {"applicant": "public_benefit_org", "placed_hardship_count": 12},
        set(),
    ),
    (
        None,
        None,
        "街道办的，帮辖区一个居民问问，女，48岁，低保",
        {"applicant": "resident", "age": 48, "gender": "female", "low_income_allowance": True},
        set(),
    ),
    (
        "employer",
        "trainee_count",
        "培训的是五个领域的企业职工，3000人",
        {"in_five_fields": True, "trainee_count": 3000},
        set(),
    ),
    ("employer", None, "不对，我们要问的是朝阳", {"district": "chaoyang"}, set()),
    (
        None,
        None,
        "我自己开了个小店，注册在西城，正常经营10个月，一年房租三万二",
        {"employment": "self_employed", "startup_district": "xicheng", "startup_months": 10, "annual_rent": 32000},
        set(),
    ),
]

# Words like an organisation's, of a person or of nobody.
NO_ORGANISATION = [
    "每招1名登记失业人员补多少",
    "招5个登记失业的能拿多少钱",
    "老板说招了3个应届生就给补贴",
    "收了三个徒弟",
    "请了三天假",
    "找了三个中介",
    "介绍了两个对象",
    "推荐了3个人都没去",
    "我们社区有3名登记失业人员",
    "公司招了3个应届生，我就是",
    "单位没裁员，就是降工资",
    "参保15年了",
    "孩子班里40人",
    "公办技校毕业",
    "在孵化器里办公",
    "打算招聘3名应届毕业生，签两年",
]


# Asked, planned, supposed, denied, of others, of policies, of an employee: nothing of it is so.
NOT_HEARD: list[Case] = [
    ("employer", None, "招人有补贴吗", {}, set()),
    ("employer", None, "招3个应届生有补贴吗", {}, set()),
    ("employer", None, "招用登记失业人员补贴", {}, set()),
    ("employer", None, "招用3名登记失业人员的补贴标准", {}, set()),
    ("employer", None, "对招用本区户籍登记失业人员的用人单位，按照每人5000元给予补贴", {}, set()),
    ("employer", None, "打算招3个应届生", {}, set()),
    ("employer", None, "想招2个登记失业的", {}, set()),
    ("employer", None, "如果招了3个退役士兵", {}, set()),
    ("employer", None, "可以招3个应届生", {}, set()),
    ("employer", None, "没招过退役士兵", {}, set()),
    ("employer", None, "打算办个培训，培训40人", {}, set()),
    ("employer", None, "我老公的公司招了3个应届生", {}, set()),
    ("employer", None, "隔壁公司招了3个应届生", {}, set()),
    ("employer", None, "听说别的企业招了5个退役士兵", {}, set()),
    (None, None, "我老公的公司招了人", {}, set()),
    (None, None, "我老公的公司招了3个应届生", {}, set()),
    (None, None, "我们街道的企业招了人", {}, set()),
    (None, None, "我们街道有公益性岗位吗", {}, set()),
    ("employer", None, "我西城户口，40岁", {}, {"applicant"}),
    ("employer", None, "我妈52岁，西城户口", {}, {"applicant"}),
    ("employer", None, "我们公司没给我上社保", {}, {"applicant"}),
    ("employer", None, "登记失业人员", {}, set()),
    ("employer", None, "谢谢", {}, set()),
    ("employer", None, "3个月", {}, set()),
    ("employer", None, "有40个员工", {}, set()),
    ("employer", None, "每天培训2小时", {}, set()),
    ("employer", None, "培训机构给我们推荐了12人", {}, set()),
    ("employer", None, "没有培训40人", {}, set()),
    ("training_provider", None, "45人没就业", {}, set()),
    ("training_provider", None, "45人灵活就业", {}, set()),
    ("employer", "trainee_count", "有300个员工", {}, set()),
    ("hr_agency", None, "我们公司在西城", {}, set()),
    ("public_benefit_org", None, "安置10人有多少补贴", {}, set()),
    ("employer", None, "职工没拿过全国技能大赛前三名", {"national_contest_top3": False}, set()),
    ("employer", None, "职工参加过全国技能大赛", {}, set()),
    (None, None, "我是个体户，想招个人", {"employment": "self_employed"}, set()),
    (
        None,
        None,
        "公司给我交社保，我问一下失业金",
        {"employee_social_insurance": True, "employment": "unit", "employer_kind": "enterprise"},
        set(),
    ),
    (None, None, "我代表公司参加技能大赛拿了全国第二名", {}, set()),
    (None, None, "我替公司跑业务的，灵活就业", {"employment": "flexible"}, set()),
    (None, None, "我们公司办的技能大赛我得了第一名", {}, set()),
    (None, None, "我们街道给我安排了公益岗", {}, set()),
    (None, None, "我招了一个保姆", {}, set()),
    (None, None, "我老公招了3个登记失业的", {}, set()),
    (None, None, "单位让我自己问", {}, set()),
    (None, None, "以个人身份参加社保", {}, set()),
    ("employer", None, "招了30个学员", {}, set()),
    ("employer", None, "没评上小微企业", {}, set()),
    ("public_body", None, "没评上优秀", {}, set()),
    ("training_provider", None, "每期培训40人", {}, set()),
    ("training_provider", None, "去年培训了3000人，今年培训了5000人", {}, {"trainee_count"}),
    ("training_provider", None, "失业人员技能培训510人次", {}, set()),
    ("employer", "hire_count", "没有，就2个", {}, set()),
    ("employer", "hire_count", "十几个", {}, set()),
    ("employer", None, "注册在西城，纳税在朝阳", {}, {"registered_and_taxed_in"}),
    ("employer", None, "没给他们上社保", {"employee_social_insurance": False}, set()),
    (None, None, "我西城户口，40岁", {"hukou_district": "xicheng", "age": 40}, set()),
    ("resident", None, "登记失业人员", {"registered_unemployed": True}, set()),
    # posts of a street office are no hires, an offer not taken gives nothing, whom one has poached wasn't trained
    ("public_body", None, "安排了18个本市农村劳动力", {"rural_post_count": 18}, set()),
    ("hr_agency", None, "岗位年薪八十万，猎头报价16万，还没决定签不签", {}, set()),
    ("employer", None, "外区挖来3个技师", {}, set()),
    (
        "employer",
        None,
        "技师培养了6个，高级技师没有",
        {"trained_technicians": 6, "trained_senior_technicians": 0},
        set(),
    ),
    ("employer", None, "社保有的上有的没上", {}, {"employee_social_insurance"}),
    ("employer", None, "给他们开4500", {"monthly_wage": 4500}, set()),
    ("employer", None, "今年营业额同比增长10%", {}, set()),
    (None, None, "今年裁了一多半人", {"no_or_few_layoffs": False}, set()),
    (None, None, "可追溯平台没有", {"traceable_online_platform": False}, set()),
    (None, None, "我入驻孵化器", {}, set()),
    (None, None, "介绍了两个老乡来上班", {}, set()),
]


@pytest.mark.parametrize("case", KNOWN, ids=lambda case: case[2])
def test_an_organisation_known_is_heard_without_naming_itself(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", OVERRIDE, ids=lambda case: case[2])
def test_the_words_say_who_it_is(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", TOLD, ids=lambda case: case[2])
def test_an_organisation_tells_what_it_did(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", PLACES, ids=lambda case: case[2])
def test_where_an_organisation_is(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", HIRES, ids=lambda case: case[2])
def test_what_is_said_of_those_hired(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", ANSWERS, ids=lambda case: f"{case[1]}-{case[2]}")
def test_answers_of_organisations(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", UNNAMED, ids=lambda case: case[2])
def test_an_organisation_is_known_by_what_it_did(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("text", NO_ORGANISATION)
def test_who_only_sounds_like_an_organisation_is_none(text: str) -> None:
    found = heard(None, None, text).facts
    assert "applicant" not in found
    assert {fact for fact in found if vocabulary().facts[fact].of == "organisation"} == set()


@pytest.mark.parametrize("case", NOT_HEARD, ids=lambda case: case[2])
def test_what_is_not_said_is_not_heard(case: Case) -> None:
    check(case)


ORGANISATIONS = st.sampled_from(
    ["employer", "training_provider", "hr_agency", "startup_carrier", "public_benefit_org", "public_body"]
)
SAID = [*UTTERANCES, *(case[2] for case in [*KNOWN, *OVERRIDE, *TOLD, *PLACES, *HIRES, *ANSWERS, *NOT_HEARD])]
ASKED = st.sampled_from([None, "hire_group", "hire_count", "operates_in", "district", "trainee_count", "sme"])


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(SAID), min_size=1, max_size=4).map("".join), ORGANISATIONS, ASKED)
def test_an_organisation_has_no_facts_of_a_person(text: str, known: str, asked: str | None) -> None:
    found = heard(known, asked, text)
    assert vocabulary().check(found.facts) == found.facts
    for evidence in found.evidence.values():
        assert evidence.text == text[evidence.start : evidence.end] != ""
    if found.facts.get("applicant") != "resident":
        assert {fact for fact in found.facts if vocabulary().facts[fact].of == "resident"} == set()


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(SAID), st.none() | ASKED)
def test_a_resident_known_is_heard_as_nobody_known(text: str, asked: str | None) -> None:
    assert heard("resident", asked, text) == heard(None, asked, text)
