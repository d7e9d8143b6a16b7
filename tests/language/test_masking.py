"""Identifiers are masked, and nothing else.

``identifiers.jsonl`` was written from the brief without sight of the code: what must be gone, and what must be kept.
"""

from __future__ import annotations

import json
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.authored import AuthoredFile, CorpusError
from assistant.language.masking import (
    CARD_MASK,
    IDENTITY_MASK,
    MOBILE_MASK,
    NAME_MASK,
    TELEPHONE_MASK,
    Masker,
)

CORPUS = Path(__file__).parents[2] / "corpus"
NAMES = AuthoredFile(CORPUS / "words" / "names.yaml").content
INTRODUCTIONS = [*NAMES["introductions"], *NAMES["labels"]]
MASKER = Masker(CORPUS)
mask = MASKER.mask

LINES: list[dict[str, Any]] = [
    json.loads(line) for line in Path(__file__).with_name("identifiers.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("line", LINES, ids=range(1, len(LINES) + 1))
def test_what_identifies_is_gone_and_the_rest_is_kept(line: dict[str, Any]) -> None:
    masked = mask(line["text"])
    assert [gone for gone in line["gone"] if gone in masked] == []
    assert [kept for kept in line["kept"] if kept not in masked] == []
    assert mask(masked) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证110102199003070011", f"身份证{IDENTITY_MASK}"),
        ("11010219900307001X，西城户口", f"{IDENTITY_MASK}，西城户口"),
        ("110102 1990 0307 0011", IDENTITY_MASK),
        ("１１０１０２１９９００３０７００１１", IDENTITY_MASK),
        ("老证110102900307001", f"老证{IDENTITY_MASK}"),
        ("电话13812345678", f"电话{MOBILE_MASK}"),
        ("138-1234-5678 或 +86 138 1234 5678", f"{MOBILE_MASK} 或 {MOBILE_MASK}"),
        ("（13812345678）", f"（{MOBILE_MASK}）"),
        ("（+86）138 1234 5678", MOBILE_MASK),
        ("\u202d138\u00a01234\u00a05678\u202c", f"\u202d{MOBILE_MASK}\u202c"),  # as a telephone copies it
        ("13812345678 110102199003070011", f"{MOBILE_MASK} {IDENTITY_MASK}"),
        ("（010）6525-8800转801", TELEPHONE_MASK),
        ("0316-2345678，北京65258800", f"{TELEPHONE_MASK}，北京65258800"),
        ("+86 10 6525 8800", TELEPHONE_MASK),
        ("卡6222020200012345678", f"卡{CARD_MASK}"),
        ("4111 1111 1111 1111", CARD_MASK),
        ("4111 1111 1111 1112", "4111 1111 1111 1112"),
        ("月薪4500，合同3年", "月薪4500，合同3年"),
        ("京人社就发〔2025〕14号", "京人社就发〔2025〕14号"),
        ("上月135.50 1200.00", "上月135.50 1200.00"),
        ("注册资本15000000000元", "注册资本15000000000元"),
        ("2021-01-01 2022-02-02", "2021-01-01 2022-02-02"),
        ("我叫王小明今年35岁", f"我叫{NAME_MASK}今年35岁"),
        ("我叫李娜女45岁", f"我叫{NAME_MASK}女45岁"),
        ("我叫李胜男，女，45岁", f"我叫{NAME_MASK}，女，45岁"),
        ("我叫王朝阳户口在西城", f"我叫{NAME_MASK}户口在西城"),
        ("我叫王明朝阳户口", f"我叫{NAME_MASK}朝阳户口"),
        ("我叫王芳没工作", f"我叫{NAME_MASK}没工作"),  # “没” must not be lost
        ("我叫孙磊在丰台开店", f"我叫{NAME_MASK}在丰台开店"),
        ("我叫陈红离职三个月", f"我叫{NAME_MASK}离职三个月"),
        ("我叫陳小明，今年35歲", f"我叫{NAME_MASK}，今年35歲"),
        ("我叫欧阳娜娜女28岁", f"我叫{NAME_MASK}女28岁"),
        ("我叫李王晓明，35岁", f"我叫{NAME_MASK}，35岁"),
        ("我叫孙子涵今年30", f"我叫{NAME_MASK}今年30"),
        ("我叫孙子去办", "我叫孙子去办"),
        ("我叫高一鸣，本科", f"我叫{NAME_MASK}，本科"),
        ("我叫高中同学来", "我叫高中同学来"),
        ("我叫车去医院", "我叫车去医院"),
        ("我叫王女士", "我叫王女士"),
        ("姓　名：王　明　　性别：男", f"姓　名：{NAME_MASK}　　性别：男"),
        ("姓名 单位 金额", "姓名 单位 金额"),
        ("公司名字是华夏时代", "公司名字是华夏时代"),
        ("我叫阿卜杜拉·买买提今年35岁", f"我叫{NAME_MASK}今年35岁"),
    ],
)
def test_each_kind_leaves_its_mark(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("start", ["6222 0202 0001 234", "6222-0202-0001-2345-67"])
def test_of_ten_last_digits_of_a_card_in_groups_one_holds(start: str) -> None:
    assert [mask(f"{start}{digit}") for digit in range(10)].count(CARD_MASK) == 1


def test_control_characters_are_removed_first() -> None:
    assert mask("a\x00b\x1bc\td\ne") == "abc\td\ne"
    assert mask("138\x001234\x005678") == MOBILE_MASK


DIGITS = ["138", "1234", "5678", "010", "0316", "6525", "86", "110102", "19900307", "0011", "001X", "6222", "1", "１"]
WORDS = [*NAMES["compounds"], *NAMES["titles"], *NAMES["things"], *NAMES["sometimes"], "今年", "户口", "朝阳", "买买提"]
PIECES = st.sampled_from([*INTRODUCTIONS, *WORDS, *DIGITS, *"王李张高单车于明芳女男是在的店元·：，。 -\u3000()+X"])


@given(st.one_of(st.text(), st.lists(PIECES, max_size=16).map("".join)))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@given(st.one_of(st.text(), st.text(alphabet="我叫名字姓王李是本人的车 ，：·a\x00\x07\n\t")))
def test_without_digits_and_introductions_nothing_changes(text: str) -> None:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    assume(not any(unicodedata.category(c) == "Nd" for c in text))
    assume(not any(introduction.replace(" ", "") in plain for introduction in INTRODUCTIONS))
    assert mask(text) == "".join(c for c in text if c >= " " or c in "\n\t")


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("titles: [某", "titles: ['', 某", "titles.0"),
        ("  - 艾安敖昂", "  - 艾安敖昂王", "王.*写了两次"),
        ("compounds: [欧阳", "compounds: [欧, 欧阳", "欧.*两个字"),
        ("sometimes: [", "sometimes: [什么, ", "什么.*不以姓氏开头"),
        ("introductions:", "introduction:", "introductions"),
    ],
)
def test_a_slip_in_the_names_is_named_with_its_line(before: str, after: str, complaint: str, tmp_path: Path) -> None:
    shutil.copytree(CORPUS / "words", tmp_path / "words")
    names = tmp_path / "words" / "names.yaml"
    text = names.read_text(encoding="utf-8")
    assert f"\n{before}" in text
    names.write_text(text.replace(f"\n{before}", f"\n{after}"), encoding="utf-8")
    with pytest.raises(CorpusError, match=rf"names.yaml，第 \d+ 行：.*{complaint}"):
        Masker(tmp_path)
