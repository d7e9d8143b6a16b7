"""The citation desk over HTTP: texts and files handed in, read, marked, kept for good, deleted; hostile ones too."""

from __future__ import annotations

import csv
import html
import io
import re
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

import docx
import httpx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from sqlalchemy import Engine, update

from assistant.accounts.roles import Role
from assistant.engine import Engine as Assistant
from assistant.server.check_view import MOST_FINDINGS
from assistant.server.checking import AT_ONCE
from assistant.server.kept_findings import as_kept
from assistant.store.audit import Actor
from assistant.store.checks import LEASE, CheckStore, HandedIn
from assistant.store.conversations import new_token
from assistant.store.database import now, open_database
from assistant.store.sessions import SessionStore
from assistant.store.tables import CitationCheckRow
from tests.documents.files import pdf, stream
from tests.security.markup import foreign
from tests.server.conftest import Server
from tests.store.rows import DAY, PASSWORD, add_account, audited

NAME = "王铁柱的答复"
RIGHT = "按照每人每月2000元的标准申请就业奖励，最长不超过五年"
ALTERED = RIGHT.replace("五年", "三年")
CITED = "《北京市西城区做好当前和今后一个时期就业工作的若干措施》（西行规发〔2021〕2号）三、10."
TEXT = f"王铁柱同志：西城区就业措施第10条：“{ALTERED}”。另见《劳动合同法》第9条。"
DONE_WITHIN, BETWEEN_LOOKS = 60.0, 0.2  # seconds
_CHECK = CitationCheckRow.__table__.c
OWN_PAGE = {"sec-fetch-site": "same-origin"}


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[Engine]:
    opened = open_database(server.database, migrate=False)
    yield opened
    opened.dispose()


@pytest.fixture
def come_in(server: Server, database: Engine) -> Iterator[Callable[[Role], httpx.Client]]:
    """Lets somebody of a role in: a new account, so that nobody's requests are too many."""
    browsers = []

    def come(role: Role) -> httpx.Client:
        account = add_account(database, f"{role}-{secrets.token_hex(4)}", role)
        token = SessionStore(database).open(account, Actor(account.name, role), "127.0.0.1", "")
        browsers.append(httpx.Client(base_url=server.url, timeout=60, headers=OWN_PAGE, cookies={"session": token}))
        return browsers[-1]

    yield come
    for browser in browsers:
        browser.close()


@pytest.fixture
def li(come_in: Callable[[Role], httpx.Client]) -> httpx.Client:
    """Somebody who checks."""
    return come_in("staff")


def hand_in(browser: httpx.Client, text: str = "", *files: tuple[str, bytes], **fields: str) -> httpx.Response:
    """The form, sent as a browser sends it."""
    said = {"text": text, "as_of": "2026-11-20", **fields}
    parts: list[tuple[str, Any]] = [(name, (None, value)) for name, value in said.items()]
    parts += [("files", (name, content, "application/octet-stream")) for name, content in files]
    return browser.post("/staff/checks", files=parts)


def opened(browser: httpx.Client, answer: httpx.Response) -> httpx.Response:
    """The page that the form leads to, when it is done."""
    assert answer.status_code == 303, answer.text
    deadline = time.monotonic() + DONE_WITHIN
    while time.monotonic() < deadline:
        page = browser.get(answer.headers["location"])
        assert page.status_code == 200
        if "看看好了没有" not in page.text:
            return page
        time.sleep(BETWEEN_LOOKS)
    raise AssertionError(page.text)


def told(page: httpx.Response) -> str:
    """What a person reads: without tags, white space together."""
    main = page.text.partition('<main id="main"')[2].partition(">")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", main)).split())


def token_of(page: httpx.Response) -> str:
    return str(page.url).rpartition("/")[2].partition("?")[0]


def test_what_has_changed_in_law_since_the_day_is_said(li: httpx.Client) -> None:
    text = "见京人社就发〔2025〕14号第（九）项。"
    assert "到今天，" not in told(opened(li, hand_in(li, text)))
    said = told(opened(li, hand_in(li, text, as_of="2025-12-01")))
    assert "上面是当时核对的结果。到今天，全市就业援助工作通知现行有效。结论可能不同。" in said


def test_a_pasted_text_is_marked_and_the_clause_stands_beside_it(li: httpx.Client) -> None:
    page = opened(li, hand_in(li, TEXT))
    assert foreign(page.text) == []
    said = told(page)
    assert "2 处引用、1 处引文、1 个数字：1 处要看，1 处留意" in said
    assert "按2026年11月20日的文件效力核对，语料版本" in said
    # Figures within quotations; every mark with its sign, and with words for those who don't see it.
    assert re.search(
        r'<span class="cited k-quote t-wrong" data-of="problem-1">按照每人每月'
        r'<span class="cited k-figure t-right" data-of="found-3">2000元<a [^>]*><span aria-hidden="true">✓</span>'
        r'<span class="unseen">（数字：有依据）</span></a></span>.*?<span aria-hidden="true">✗</span>',
        page.text,
    )
    assert '<span class="cited k-citation t-outside" data-of="problem-2">《劳动合同法》第9条' in page.text
    assert '<del><span class="unseen">（写成）</span>三</del>' in page.text
    assert '<ins><span class="unseen">（原文）</span>五</ins>' in page.text
    assert f'<span class="to-copy">{CITED}</span>' in page.text
    assert "每满一年，按照每人每月2000元的标准申请就业奖励，最长不超过五年。" in said
    assert 'href="/staff/documents/xicheng-2021-2?clause=3.10#3.10"' in page.text
    assert '<a data-step="1" href="#problem-2">下一处</a>' in page.text
    listed = li.get("/staff")
    assert "王铁柱同志：西城区就业措施第10条：“按照每人每… ✗ 1 处要看，1 处留意" in told(listed)


def test_only_what_needs_an_eye_can_be_shown(li: httpx.Client) -> None:
    page = opened(li, hand_in(li, f"第一行，没有什么。\n{TEXT}\n西城区就业措施第10条：“{RIGHT}”。"))
    assert page.text.count('class="row"') == 3
    short = li.get(page.url, params={"only": "problems"})
    assert short.text.count('class="row"') == 1
    assert short.text.count("<article") == 2
    assert short.text.count('<details class="finding') == 0
    assert 'data-of="problem-2"' in short.text


def test_a_check_is_taken_along_as_a_word_file_and_as_a_table(li: httpx.Client) -> None:
    page = opened(li, hand_in(li, TEXT))
    sheet = li.get(f"{page.url.path}/report.docx")
    assert "filename*=UTF-8''%E7%8E%8B" in sheet.headers["content-disposition"]
    read = docx.Document(io.BytesIO(sheet.content))
    assert TEXT in "".join(paragraph.text for paragraph in read.paragraphs).replace("✗", "").replace("○", "")
    assert len(list(read.comments)) == 2
    table = li.get(f"{page.url.path}/report.csv")
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert len(rows) == 1 + 4
    assert any(ALTERED in row and CITED in row for row in rows)


def test_where_there_is_nothing_it_says_what_was_looked_for(li: httpx.Client) -> None:
    said = told(opened(li, hand_in(li, "今天天气很好。")))
    assert "0 处引用、0 处引文、0 个数字：没有要看的" in said
    assert "找过文件名称、文号和“第几条、第几款”" in said


def word_file() -> bytes:
    """A paragraph, a table, a numbered item, and an insertion that is only tracked."""
    made = docx.Document()
    made.add_paragraph("西城区就业措施第10条：")
    made.add_paragraph("第一件", style="List Number")
    made.add_table(1, 2).cell(0, 1).text = f"“{RIGHT}”"
    tracked = made.add_paragraph()
    tracked._p.append(
        parse_xml(
            f'<w:ins {nsdecls("w")} w:id="1" w:author="x"><w:r><w:t>另见西城区就业措施第99条。</w:t></w:r></w:ins>'
        )
    )
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def pdf_file(*lines: str) -> bytes:
    """Chinese lines in a font that every reader of PDF has."""
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H"
        b" /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 5 >> /FontDescriptor"
        b" << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /Ascent 880"
        b" /Descent -120 /CapHeight 880 /StemV 90 /ItalicAngle 0 /FontBBox [-25 -254 1000 880] >> >>] >>"
    )
    shown = b"BT /F 10 Tf 40 780 Td 20 TL %s ET" % b" ".join(
        b"<%s> Tj T*" % line.encode("utf-16-be").hex().encode() for line in lines
    )
    return pdf(stream(shown), b"<< /Font << /F %s >> >>" % font)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("答复.txt", f"西城区就业措施第10条：“{RIGHT}”。\n另见西城区就业措施第99条。".encode("gb18030")),
        ("答复.html", f"<p>西城区就业措施第10条：“{RIGHT}”。<script>x</script><p>另见西城区就业措施第99条。".encode()),
        ("答复.docx", word_file()),
        ("答复.pdf", pdf_file(f"西城区就业措施第10条：“{RIGHT}”。", "另见西城区就业措施第99条。")),
    ],
)
def test_each_kind_of_file_is_read(li: httpx.Client, name: str, content: bytes) -> None:
    page = opened(li, hand_in(li, "", (f"C:\\王铁柱\\{name}", content)))
    said = told(page)
    assert f"<h1>{name}</h1>" in page.text
    assert "2 处引用、1 处引文、1 个数字：1 处要看" in said
    assert "西城区就业措施第99条" in said
    assert "王铁柱\\" not in said


def test_one_bad_file_takes_nothing_from_the_others_or_the_text(li: httpx.Client, database: Engine) -> None:
    files = [
        ("一.txt", TEXT.encode()),
        ("坏.docx", b"PK\x03\x04 no package"),
        ("空.txt", b""),
        ("二.txt", RIGHT.encode()),
        ("太大.txt", b"x" * 20_000_001),
    ]
    sent = {"message_id": "once-and-only-once"}
    answer = hand_in(li, TEXT, *files, **sent)
    assert answer.headers["location"] == hand_in(li, TEXT, *files, **sent).headers["location"]  # sent twice
    assert answer.headers["location"].startswith("/staff/batches/")
    first = li.get(answer.headers["location"])
    assert foreign(first.text) == []
    assert "6 份" in told(first)
    part = li.get(answer.headers["location"], headers={"hx-request": "true"})
    assert part.text.lstrip().startswith('<div id="batch"')
    page = opened(li, answer)
    assert "3 份核对好了，3 份没有读成。" in told(page)
    assert "hx-get" not in page.text
    states = {line.name: (line.state, line.refusal or "") for line in lines_of(database, answer)}
    assert [states[name][0] for name in ("一.txt", "二.txt")] == ["done", "done"]
    for name, why in (("坏.docx", "坏.docx"), ("空.txt", ""), ("太大.txt", "20 MB")):
        assert states[name][0] == "refused"
        assert why in states[name][1]
        assert states[name][1] in told(page)
    assert page.text.count('href="/staff/checks/') == 3


def lines_of(database: Engine, answer: httpx.Response) -> list[Any]:
    return CheckStore(database).batch(answer.headers["location"].rpartition("/")[2])


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    f"西城区就业措施第10条\u202e：“{ALTERED}”\u2066<b>\x00\x1b[31m\u200b",
    "{{ 1337*1337 }}{% raw %}",
    "\ud800半个字".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "“" * 3000 + "第10条" * 500,
)


@pytest.mark.parametrize("text", HOSTILE, ids=["markup", "unseen", "template", "half", "unclosed"])
def test_a_hostile_text_is_shown_and_never_acts(li: httpx.Client, text: str) -> None:
    page = opened(li, hand_in(li, text))
    assert foreign(page.text) == []
    assert foreign(opened(li, hand_in(li, "", (f"{text[:60]}.txt".replace("\x00", ""), b"x"))).text) == []
    assert "1787569" not in page.text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x00\x1b]", page.text)
    if "\u202e" in text:
        assert '<span class="unseen-sign">U+202E RIGHT-TO-LEFT OVERRIDE</span>' in page.text
        assert "U+001B" in page.text
        assert "␀" in page.text
    assert foreign(li.get("/staff").text) == []


def test_a_line_of_two_million_characters_answers_page_by_page(
    li: httpx.Client, engine: Assistant, database: Engine
) -> None:
    """The check itself is the engine's; what is kept of it is put there."""
    text = "字" * 1_999_900 + TEXT
    token = kept(engine, database, text)
    page = li.get(f"/staff/checks/{token}")
    assert "第 1 页，共 " in told(page)
    assert len(page.content) < 400_000
    last = li.get(page.url, params={"page": 10**6})
    assert "《劳动合同法》第9条" in last.text
    assert '#problem-1">从第 1 处开始' in page.text


def kept(engine: Assistant, database: Engine, text: str, **columns: Any) -> str:
    """A check that is done: TEXT at the end of a text, with what the engine finds in it; its token."""
    result, offset = engine.cite(TEXT, DAY), len(text) - len(TEXT)
    for found in (*result["citations"], *result["quotes"], *result["figures"]):
        for one in (found, *found.get("differences", ())):
            one["start"], one["end"] = one["start"] + offset, one["end"] + offset
    store, batch = CheckStore(database), new_token()
    store.hand_in(batch, [HandedIn(NAME, text)], DAY, Actor("li", "staff"))
    (line,) = store.batch(batch)
    store.finish(line.token, text, {"kind": "paste", "warnings": []}, result, as_kept(engine, text, result))
    if columns:
        with database.begin() as connection:
            connection.execute(update(CitationCheckRow).where(_CHECK.token == line.token).values(columns))
    return line.token


def test_a_long_text_is_checked_by_a_process_of_its_own(li: httpx.Client) -> None:
    page = opened(li, hand_in(li, f"{'字' * AT_ONCE}\n{TEXT}"))
    assert "1 处要看，1 处留意" in told(page)


def test_many_problems_are_leafed_through_and_linked(li: httpx.Client) -> None:
    count = MOST_FINDINGS // 2 + 10
    page = opened(li, hand_in(li, f"{TEXT}\n" * count))
    pages = [page]
    while following := re.search(r'<a href="([^"]*page=\d+)">下一页', pages[-1].text):
        pages.append(li.get(following[1]))
    assert len(pages) > 1
    numbers = [int(n) for one in pages for n in re.findall(r'<article [^>]*id="problem-(\d+)"', one.text)]
    assert numbers == list(range(1, 2 * count + 1))
    first = int(re.findall(r'id="problem-(\d+)"', pages[1].text)[0])
    assert f'<a data-step="1" href="{page.url.path}?page=2#problem-{first}">' in pages[0].text
    assert f'<a data-step="-1" href="{page.url.path}#problem-{first - 1}">' in pages[1].text


def test_a_check_is_for_those_who_check(
    server: Server, database: Engine, come_in: Callable[[Role], httpx.Client], li: httpx.Client
) -> None:
    page = opened(li, hand_in(li, TEXT))
    address = page.url.path
    assert httpx.get(f"{server.url}{address}").headers["location"].startswith("/login?next=")
    assert come_in("agent").get(address).status_code == 403
    seen_before = len(audited(database, action="check_seen"))
    roles: dict[Role, bool] = {"staff": False, "supervisor": True, "administrator": True}
    for role, lists in roles.items():
        browser = come_in(role)
        seen = browser.get(address)
        assert "王铁柱同志" in told(seen)
        assert "删除这份核对" not in seen.text
        assert (address in browser.get("/staff", params={"whose": "all"}).text) is lists
        seen_before += lists
        refused = browser.post(f"{address}/delete")
        assert refused.status_code == 404
        assert "没有这份核对" in refused.text
    li.get(address)
    assert len(audited(database, action="check_seen")) == seen_before + len(roles)
    assert li.post(f"{address}/delete").headers["location"] == "/staff?done=deleted"
    assert li.get(address).status_code == 404
    assert address not in li.get("/staff").text


def test_a_link_shows_what_was_found_then_and_the_corpus_has_changed_since(
    li: httpx.Client, engine: Assistant, database: Engine
) -> None:
    assert "语料后来改过" not in opened(li, hand_in(li, TEXT)).text
    clause = {"citation": "旧文件 一、", "place": "旧文件 一、", "text": "当时的话"}
    result = engine.cite(TEXT, DAY)
    findings = as_kept(engine, TEXT, result)
    for said in findings["sayings"]:  # of a document that isn't there any more
        said["clauses"] = ["gone#1"] if said["clauses"] else []
    findings["clauses"] = {"gone#1": clause}
    old = kept(engine, database, TEXT, corpus_version="0123456789ab", findings=findings)
    shown = li.get(f"/staff/checks/{old}")
    assert "语料版本 0123456789ab" in told(shown)
    assert "语料后来改过，现在是版本" in told(shown)
    assert "当时的话" in told(shown)
    renewed = opened(li, li.post(f"/staff/checks/{old}/again"))
    assert token_of(renewed) != old
    assert "语料后来改过" not in renewed.text
    assert "当时的话" not in renewed.text
    assert "1 处要看，1 处留意" in told(renewed)
    assert "当时的话" in told(li.get(f"/staff/checks/{old}"))


def test_a_check_whose_server_died_is_finished_by_another(database: Engine, li: httpx.Client) -> None:
    store, by = CheckStore(database), Actor("li", "staff")
    for content, said in ((TEXT.encode(), "1 处要看，1 处留意"), (None, "没有读完就中断了")):
        batch = new_token()
        store.hand_in(batch, [HandedIn("断.txt", content=content)], DAY, by)
        (line,) = store.batch(batch)
        store.take_up(line.token)
        with database.begin() as connection:
            taken = update(CitationCheckRow).where(_CHECK.token == line.token)
            connection.execute(taken.values(claimed_at=now() - 2 * LEASE))
        page = opened(li, httpx.Response(303, headers={"location": f"/staff/checks/{line.token}"}))
        assert said in told(page)


@pytest.mark.parametrize(
    ("text", "files", "fields", "said"),
    [
        ("  \n ", [], {}, "还没有要核对的内容"),
        (TEXT, [], {"as_of": "2026-13-01"}, "日期“2026-13-01”不对"),
        ("字" * 2_000_001, [], {}, "太长（2000001 个字符）"),
        (TEXT, [(f"{n}.txt", b"x") for n in range(21)], {}, "一次选了 21 份文件，最多 20 份"),
    ],
)
def test_what_cannot_be_taken_is_told_beside_the_form_with_all_that_was_typed(
    li: httpx.Client, text: str, files: list[tuple[str, bytes]], fields: dict[str, str], said: str
) -> None:
    answer = hand_in(li, text, *files, **fields)
    assert answer.status_code == 422
    assert said in told(answer)
    typed = html.unescape(re.findall(r"<textarea [^>]*>(.*?)</textarea>", answer.text, re.S)[0])
    assert typed.strip() == text.strip()
    assert all(name in told(answer) for name, _ in files)


def test_more_than_fits_into_a_request_is_refused(li: httpx.Client) -> None:
    assert hand_in(li, "", ("大.txt", b"x" * 26_300_000)).status_code == 413


def test_a_login_that_ends_in_mid_form_takes_no_word_away(server: Server, database: Engine) -> None:
    add_account(database, "late", "staff")
    with httpx.Client(base_url=server.url, timeout=60, headers=OWN_PAGE) as browser:
        refused = hand_in(browser, TEXT, ("附件.docx", b"PK"))
        assert refused.status_code == 401
        assert TEXT in html.unescape(refused.text)
        assert "文件带不过去，登录以后请重新选：附件.docx。" in told(refused)
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', refused.text))
        carried = {name: html.unescape(value) for name, value in fields.items()}
        back = browser.post("/login", data={"name": "late", "password": PASSWORD, **carried})
        assert TEXT in html.unescape(back.text)
        resent = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', back.text))
        page = opened(browser, browser.post("/staff/checks", data={n: html.unescape(v) for n, v in resent.items()}))
        assert "1 处要看，1 处留意" in told(page)
        browser.post("/logout")
        long = hand_in(browser, TEXT * 500)
        assert long.status_code == 401
        assert "请先把下面的复制下来" in told(long)
        assert TEXT * 500 in html.unescape(long.text)
        assert "resume_path" not in long.text


def test_nothing_of_it_is_in_the_log(server: Server, li: httpx.Client) -> None:
    page = opened(li, hand_in(li, TEXT, (f"{NAME}.txt", TEXT.encode())))
    log = server.log_file.read_text(encoding="utf-8")
    assert "/staff/checks/{token}" in log or "/staff/batches/{batch}" in log
    for secret in ("王铁柱", "劳动合同法", NAME, page.url.path.rpartition("/")[2]):
        assert secret not in log
