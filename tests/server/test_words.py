"""From a question that wasn't answered to words in the files of a corpus: read, written, previewed, exported."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.retrieval.lexicon import Lexicon
from assistant.store.accounts import AccountStore
from assistant.store.audit import SERVER, AuditLog, Filter
from assistant.store.database import open_database
from assistant.store.questions import QuestionStore
from assistant.store.word_entries import WordEntryStore
from tests.conftest import CORPUS
from tests.server.conftest import BETWEEN_TRIES, Server

PASSWORD = "xie ci yao liang ge ren"
WITHIN = 120.0  # seconds for a preview
ASKED = "厂子停工了，能不能找隔壁借工人？"
OUTSIDE = "小客车摇号要排到哪一年"


@pytest.fixture(scope="module")
def staff(server: Server) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Two of the staff, logged in."""
    database = open_database(server.database, migrate=False)
    clients = []
    for name in ("ciyi", "cier"):
        AccountStore(database).add(name, "staff", PASSWORD, SERVER)
        client = httpx.Client(base_url=server.url, timeout=30, headers={"sec-fetch-site": "same-origin"})
        assert client.post("/login", data={"name": name, "password": PASSWORD}).status_code == 303
        clients.append(client)
    yield clients[0], clients[1]
    for client in clients:
        client.close()
    database.dispose()


def asks(server: Server, text: str) -> str:
    """A resident's conversation; its id."""
    with httpx.Client(base_url=server.url, timeout=30) as resident:
        conversation: str = resident.post("/api/v1/conversations").json()["id"]
        reply = resident.post(f"/api/v1/conversations/{conversation}/messages", json={"text": text}).json()
        assert reply["confident"] is False
    return conversation


def previewed(server: Server, client: httpx.Client, address: str) -> str:
    """An entry's page when its preview is there."""
    store, deadline = WordEntryStore(open_database(server.database)), time.monotonic() + WITHIN
    while store.get(int(address.rpartition("/")[2])).previewed_at is None:
        assert time.monotonic() < deadline
        time.sleep(BETWEEN_TRIES)
    return client.get(address).text


def test_from_a_question_to_the_files(server: Server, staff: tuple[httpx.Client, httpx.Client], tmp_path: Path) -> None:
    one, other = staff
    conversation = asks(server, ASKED)
    shown = one.get("/staff/questions").text
    assert "能不能找隔壁借工人" in shown
    question = re.findall(r'id="q-(\d+)"', shown)[0]
    form = one.get("/staff/words/new", params={"question": question}).text
    assert re.search(r'name="unit" value="chaoyang-employment-opinions#3\.3"', form)
    assert 'value="厂子 ' in form
    words = {"kind": "lexicon", "text": "借 工人", "written": "共享用功", "question": question}
    refused = one.post("/staff/words", data=words)
    assert refused.status_code == 422
    assert "文件里没有“共享用功”这个词" in refused.text
    assert 'value="共享用功"' in refused.text
    address = one.post("/staff/words", data={**words, "written": "共享用工"}).headers["location"].partition("?")[0]
    assert "data-pending" in one.get(address).text
    assert "还没有算出" in decided(other, address, "accept").text
    page = previewed(server, other, address)
    assert "变好 1 句，变差 0 句" in page
    assert "年底缺人手,能跟隔壁停工的厂子借几个工人使使不" in page
    assert "5 → 2" in page
    assert "还没有这一条。" in page
    assert "是您（ciyi）写的" in decided(one, address, "accept").text
    assert decided(other, address, "accept").status_code == 303
    with httpx.Client(base_url=server.url) as resident:
        resident.delete(f"/api/v1/conversations/{conversation}")
    assert "能不能找隔壁借工人" not in one.get("/staff/questions?show=done").text
    assert "已经随对话删掉" in one.get(address).text
    folder = shutil.copytree(CORPUS, tmp_path / "corpus")
    done = json.loads(server.run("words", "export", "--into", str(folder), "--json").stdout)
    assert [(line["words"], line["new"]) for line in done["entries"]] == [("借 工人\t共享用工", True)]
    again = server.run("words", "export", "--into", str(folder))
    assert (again.returncode, again.stdout) == (0, "没有新同意的词。以前导出过 1 条，要再写一遍用 --all。\n")
    everything = server.run("words", "export", "--into", str(folder), "--all").stdout
    assert "已经在  words/lexicon.tsv" in everything
    matches = Lexicon(folder / "words" / "lexicon.tsv").matches(ASKED)
    assert ("共享用工",) in [match.entry.written for match in matches]
    assert "已导出" in one.get("/staff/words").text
    actions = {entry.action for entry in AuditLog(open_database(server.database)).entries(Filter())}
    assert {"questions_seen", "words_written", "words_accepted", "words_exported"} <= actions


def decided(client: httpx.Client, address: str, does: str) -> httpx.Response:
    return client.post("/staff/words/decide", data={"entry": address.rpartition("/")[2], "does": does})


def test_a_question_is_marked_and_comes_back(server: Server, staff: tuple[httpx.Client, httpx.Client]) -> None:
    one, _ = staff
    for _ in range(2):
        asks(server, OUTSIDE)
    asks(server, "公积金贷款找谁，请回13800138000")
    shown = one.get("/staff/questions").text
    assert "公积金贷款找谁" in shown
    assert "13800138000" not in shown
    store = QuestionStore(open_database(server.database))
    (asked,) = (question for question in store.page("", 50) if question.said == OUTSIDE)
    assert asked.times == 2
    marked = one.post("/staff/questions/mark", data={"question": asked.id, "does": "outside", "show": "unanswered"})
    assert marked.headers["location"] == "/staff/questions?show=unanswered&done=outside"
    assert OUTSIDE not in one.get("/staff/questions").text
    shown = one.get("/staff/questions", params={"show": "done"}).text
    assert "不属于收录范围" in shown
    assert OUTSIDE in shown
    one.post("/staff/questions/mark", data={"question": asked.id, "does": "open"})
    assert OUTSIDE in one.get("/staff/questions").text


@pytest.mark.parametrize(
    ("path", "sent", "status", "says"),
    [
        ("/staff/questions/mark", {"question": "999999", "does": "handled"}, 404, "没有这句问话"),
        ("/staff/words/decide", {"entry": "999999", "does": "accept"}, 404, "没有这一条"),
        ("/staff/words", {"kind": "asked", "text": "开店 补贴"}, 422, "还没有选条款"),
        ("/staff/words", {"kind": "asked", "text": "开店", "typed": "xicheng-2021-2#99"}, 422, "最接近的是"),
        ("/staff/words", {"kind": "lexicon", "text": "张三 13800138000", "written": "就业奖励"}, 422, "证件号、电话"),
    ],
)
def test_bad_input_is_said_in_one_sentence(
    staff: tuple[httpx.Client, httpx.Client], path: str, sent: dict[str, str], status: int, says: str
) -> None:
    answer = staff[0].post(path, data=sent)
    assert answer.status_code == status
    assert says in answer.text
    with httpx.Client(base_url=str(staff[0].base_url)) as nobody:  # a login that has ended
        refused = nobody.post(path, data=sent, headers={"sec-fetch-site": "same-origin"})
        assert refused.status_code == 401
        assert sent.get("text", "") in refused.text
    if sent.get("text"):
        assert f'value="{sent["text"]}"' in answer.text
    for page in ("/staff/words/999999", "/staff/words/0", "/staff/words/new?question=999999"):
        assert staff[0].get(page).status_code == 404
