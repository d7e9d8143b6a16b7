"""Web pages: what is shown is read, in its blocks, with the numbers of lists, in whatever encoding it really is."""

from __future__ import annotations

import pytest

from assistant.documents.formats import read_content
from assistant.documents.html_file import read_html
from assistant.documents.lines import PARAGRAPH_END
from assistant.documents.read_text import UnreadableDocument
from assistant.engine import Engine

PAGE = "<!DOCTYPE html><html><head><meta charset={charset}><title>网站</title></head><body>{body}</body></html>"


def lines(body: str) -> list[str]:
    read = read_content(PAGE.format(charset="utf-8", body=body).encode(), "x.html")
    return read.text.replace(PARAGRAPH_END, "").rstrip("\n").split("\n")


def test_only_what_is_shown_is_read() -> None:
    hidden = (
        "<script>var a = '一、'</script><style>p {}</style><!-- 二、 --><p hidden>三、</p>"
        "<div style='color:red;display: none'>四、<p>五、</p></div><template>六、</template><nav>首页</nav>"
        "<select><option>七、</select><noscript>八、</noscript>"
    )
    assert lines(f"<div>甲{hidden}乙</div>尾<span style='visibility:hidden'>丙</span>") == ["甲", "乙", "尾"]


def test_blocks_are_lines_and_blanks_are_one() -> None:
    body = "<h1>关于\n  <b>就业</b> 的通知</h1>"
    body += "<div>一、<span>总体</span>要求<p>（一）目标</p>尾</div><pre>a\nb</pre>x<br>y"
    assert lines(body) == ["关于 就业 的通知", "一、总体要求", "（一）目标", "尾", "a", "b", "x", "y"]


def test_lists_are_numbered_as_they_are_shown() -> None:
    body = (
        "<ol><li>甲</li><li>乙<ol type=a start=3><li>子<li value=7>丑</ol></li><li>丙</li></ol>"
        "<ol style='list-style-type: cjk-ideographic'><li>总则</ol><ul><li>点</ul><ol reversed><li>二<li>一</ol>"
    )
    assert lines(body) == ["1. 甲", "2. 乙", "c. 子", "g. 丑", "3. 丙", "一、 总则", "点", "2. 二", "1. 一"]


def test_rows_of_data_are_lines_and_a_table_of_layout_is_not() -> None:
    data = "<table><tr><th>项目<th>标准<tr><td><p>就业</p><p>补贴</p><td>5000元</table>"
    assert lines(f"<table><tr><td>{data}<td><p>侧栏</table>") == ["项目｜标准", "就业 补贴｜5000元", "侧栏"]


def test_what_a_page_calls_its_main_part_is_read() -> None:
    read = read_content(PAGE.format(charset="utf-8", body="<div>菜单</div><main><p>正文</main>").encode(), "x.html")
    assert read.text.strip() == "正文"
    assert [warning.code for warning in read.warnings] == ["main_part_only"]


@pytest.mark.parametrize(
    ("charset", "encoding", "codes"),
    [
        ("utf-8", "utf-8", []),
        ("gb2312", "gb18030", []),
        ("gb2312", "utf-8", ["encoding_mismatch"]),
        ("utf-8", "gb18030", ["encoding_mismatch"]),
        ("nonsense", "gb18030", []),
        ("utf-8", "utf-8-sig", []),
        ("utf-8", "utf-16", []),
        ("big5", "big5", []),
    ],
)
def test_the_encoding_is_what_it_is_whatever_the_page_says(charset: str, encoding: str, codes: list[str]) -> None:
    text = "一、就業" if encoding == "big5" else "一、就业和创业"
    read = read_content(PAGE.format(charset=charset, body=f"<p>{text}</p>").encode(encoding), "x.html")
    assert read.text.strip() == text
    assert [warning.code for warning in read.warnings] == codes


def test_mixed_encodings_are_said() -> None:
    content = (
        PAGE.format(charset="utf-8", body="<p>一、总体|</p>").encode().replace(b"|", "要求".encode("gbk") + b"\xff")
    )
    read = read_content(content, "x.html")
    assert read.text.startswith("一、总体")
    assert "\ufffd" in read.text
    assert [warning.code for warning in read.warnings] == ["undecodable"]


@pytest.mark.parametrize("body", ["<script>document.write('x')</script>", "", "<div hidden>x</div>"])
def test_a_page_without_words_is_refused(body: str) -> None:
    with pytest.raises(UnreadableDocument, match="没有可读的文字"):
        read_content(PAGE.format(charset="utf-8", body=body).encode(), "x.html")


def test_a_page_as_governments_write_them_gives_its_clauses(engine: Engine) -> None:
    body = (
        "<div class=header>首页 &gt; 政策</div><h1>关于做好就业工作的通知</h1><p>京人社发〔2025〕1号</p>"
        "<p>&emsp;&emsp;一、总体要求</p><p>　　（一）目标。稳定就业。做好服务。</p>"
        "<p>　　申请材料</p><p>　　身份证</p>"
    )
    parsed = engine.parse_upload(PAGE.format(charset="utf-8", body=body).encode(), "通知.html")
    assert parsed["document"]["number"] == "京人社发〔2025〕1号"
    assert [(c["clause"], c["text"]) for c in parsed["clauses"]] == [
        ("document#1", ""),
        ("document#1.1", "目标。稳定就业。做好服务。\n申请材料\n身份证"),
    ]


def test_hidden_words_are_left_out_and_said_so() -> None:
    content = "<p>一、甲</p><p hidden>第九十九条</p><p style='display:none'>乙</p><p hidden> </p>".encode()
    text, warnings = read_html(content, "x.html")
    assert "九十九" not in text
    assert [(w.code, "2 处" in w.message) for w in warnings] == [("hidden_text", True)]
