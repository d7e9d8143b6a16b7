"""Quantities of everyday and of official Chinese."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.numerals import read_quantities


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("六千九千一万二", ["6000", "9000", "12000"]),
        ("1.2万元", ["12000"]),
        ("一万二", ["12000"]),
        ("60万", ["600000"]),
        ("六十万", ["600000"]),
        ("4万个", ["40000"]),
        ("40,000个", ["40000"]),
        ("1万2", ["12000"]),
        ("1万2千", ["12000"]),
        ("1万2千元", ["12000"]),
        ("3千5百元", ["3500"]),
        ("3千6千", ["3000", "6000"]),
        ("3k", ["3000"]),
        ("2W", ["20000"]),
        ("两千多块钱", ["2000"]),
        ("一百零五", ["105"]),
        ("一万零二百", ["10200"]),
        ("一亿二", ["120000000"]),
        ("三年", ["36个月"]),
        ("36个月", ["36个月"]),
        ("半年", ["6个月"]),
        ("一年半", ["18个月"]),
        ("半个月", ["0.5个月"]),
        ("仨月", ["3个月"]),
        ("俩", ["2"]),
        ("百分之七十", ["70%"]),
        ("７０％", ["70%"]),
        ("16-24岁", ["16", "24岁"]),
        ("二十五周岁", ["25岁"]),
        ("二〇二六年", ["2026年"]),
        ("100人（含）", ["100人"]),
        ("1.2 倍", ["1.2倍"]),
        ("三千一", ["3100"]),
        ("三千一块", ["3100"]),
        ("三千一个月", ["3000", "1个月"]),  # for each month, not 3,100 of them
        ("3千1个月", ["3000", "1个月"]),
        ("五千一年", ["5000", "12个月"]),
        ("两万五一个人", ["25000", "1人"]),
        ("一百二十一个月", ["121个月"]),
    ],
)
def test_a_quantity_has_one_spelling(text: str, canonical: list[str]) -> None:
    assert [quantity.canonical for quantity in read_quantities(text)] == canonical


@pytest.mark.parametrize("text", ["第三方", "千方百计", "一次性补贴", "统一", "零就业家庭", "半天", "新基建", ""])
def test_a_digit_within_a_word_is_no_quantity(text: str) -> None:
    assert read_quantities(text) == ()


@given(st.integers(min_value=1, max_value=9999), st.sampled_from(["元", "人", "岁"]))
def test_arabic_numbers_come_back(number: int, unit: str) -> None:
    (quantity,) = read_quantities(f"按{number}{unit}计")
    assert quantity.value == number
    assert quantity.unit == unit


@given(st.integers(min_value=10, max_value=99_999_999))
def test_chinese_numbers_come_back(number: int) -> None:
    import cn2an

    (quantity,) = read_quantities(cn2an.an2cn(number))
    assert quantity.value == number


@given(st.text(alphabet="零〇一二两三四五六七八九十百千万亿半俩仨年个月元人%k.,0123456789 第之分") | st.text())
def test_any_text_is_read_left_to_right(text: str) -> None:
    end = 0
    for quantity in read_quantities(text):
        assert end <= quantity.start < quantity.end <= len(text)
        end = quantity.end
