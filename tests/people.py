"""The person of the opening sentence, whom most tests know: what they say, and the truth about them."""

from __future__ import annotations

from typing import Any

OPENING = "我西城户口，32岁，下岗半年了，办了失业登记，刚找到一家公司签了三年合同，月薪4500，交社保"

HIRED: dict[str, Any] = {
    "applicant": "resident",
    "hukou_district": "xicheng",
    "age": 32,
    "registered_unemployed": True,
    "low_income_allowance": False,
    "employment": "unit",
    "employer_kind": "enterprise",
    "employer_in_beijing": True,
    "contract_years": 3,
    "employee_social_insurance": True,
    "monthly_wage": 4500,
}
