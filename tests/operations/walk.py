"""A walk through every page and the whole API, on which everything that must not get into a log can be recognised."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.operations.processes import NEW_CONNECTIONS, OWN_PAGE, WITHIN
from tests.security.site import code_in
from tests.server.conftest import Server

SAID = "我在橘子洲头养蜂"
NAME, PASSWORD = "li", "men-kou-liang-ke-zao-shu"
BENEFIT = "xicheng-hiring-subsidy"
FORM_ID = "f3c3a9f6-90ef-4a3c-8d51-0f7a4de1b2c3"
MESSAGE_ID = "5b0e6a4e-9d0e-4c26-8f0b-6a1d2f3c4b5a"


@dataclass
class Walk:
    """Who walks. ``secrets``: what they said, and what opens something; ``answered``: by request id."""

    server: Server
    secrets: set[str] = field(default_factory=set)
    answered: dict[str, tuple[str, int]] = field(default_factory=dict)

    def secret(self, *words: str) -> str:
        """Remember them; the first."""
        self.secrets.update(words)
        return words[0]

    def visitor(self, **headers: str) -> httpx.Client:
        """A browser whose every request has an id."""
        hooks: dict[str, list[Any]] = {"request": [_give_id], "response": [self._note]}
        return httpx.Client(
            base_url=self.server.url, timeout=WITHIN, headers={**OWN_PAGE, **headers}, event_hooks=hooks,
            limits=NEW_CONNECTIONS,
        )  # fmt: skip

    def everywhere(self) -> None:
        """All routes, with what they take and with what they refuse."""
        self._resident()
        self._program()
        self._account()
        self._astray()

    def _note(self, answer: httpx.Response) -> None:
        self.answered[answer.request.headers["x-request-id"]] = (answer.request.method, answer.status_code)
        self.secrets.update(value for value in answer.cookies.values() if value.strip('"'))  # none: forget it

    def _resident(self) -> None:
        with self.visitor() as http:
            http.get("/")
            http.post("/chat", data={"text": self.secret(SAID), "message_id": self.secret(MESSAGE_ID)})
            page = http.get("/", params={"ask": self.secret("芝麻开花")}).text
            token = self.secret(re.findall(r'/results/([^"#?]+)', page)[0])
            http.get(f"/results/{token}")
            http.get(f"/results/{token}/docx")
            http.get(f"/results/{self.secret('token-that-does-not-exist')}")
            http.post("/feedback", data={"token": token, "useful": "no", "why": self.secret("蜜蜂的事没说清")})
            http.post("/feedback", data={"token": "token-that-does-not-exist", "useful": "yes"})
            http.get("/", params={"thanked": token})
            http.get(f"/results/{token}", params={"monthly_wage": self.secret("xie-cuo-de-yue-xin")})
            moved = http.post(f"/results/{token}/withdraw").headers["location"]
            self.secret(re.findall("/results/([^?]+)", moved)[0])
            http.get("/accessibility")
            http.get("/display", params={"next": self.secret("/documents?cong-zhe-li-lai")})
            http.post("/display", data={"size": "large", "next": "/documents?cong-zhe-li-lai"})
            with http.stream("GET", "/chat/events") as stream:
                assert next(stream.iter_lines()).startswith("retry:")
            http.post("/chat", data={"fact": "age", "value": self.secret("芳龄几何")})
            http.post("/chat", data={"text": SAID}, headers={"hx-request": "true"})
            http.get("/privacy")
            http.get(f"/benefits/{BENEFIT}")
            http.get(f"/benefits/{self.secret('dai-yu-bu-cun-zai')}")
            http.get("/documents")
            http.get("/documents/xicheng-2021-2")
            http.get(f"/documents/{self.secret('wen-jian-bu-cun-zai')}")
            http.post("/restart")
            http.post("/chat", data={"text": SAID})
            http.post("/delete")

    def _program(self) -> None:
        with self.visitor() as http:
            http.get("/api/v1/openapi.json")
            http.get("/api/v1/search", params={"query": self.secret("养蜂人的房租补贴"), "limit": 2})
            http.get("/api/v1/search", params={"query": "房租", "district": self.secret("tao-hua-dao")})
            http.get("/api/v1/suggest", params={"q": self.secret("yangfeng")})
            http.get("/api/v1/documents", params={"as_of": self.secret("9999-99-99")})
            http.get("/api/v1/clauses/xicheng-2021-2%232.6.p2")
            http.post("/api/v1/extract", json={"text": SAID})
            http.post("/api/v1/extract", content=f'{{"text": "{self.secret("没写完的")}')
            http.post("/api/v1/cite", json={"text": f"西城区就业措施第10条：“{self.secret('蜜蜂也按每人每月2000元')}”"})
            http.post("/api/v1/assess", json={"facts": {"applicant": "resident", "age": 61}})
            http.post("/api/v1/assess", json={"facts": {"age": self.secret("花甲之年")}})
            http.post("/api/v1/explain", json={"benefit": BENEFIT, "facts": {self.secret("xie_hao"): 42}})
            conversation = self.secret(http.post("/api/v1/conversations").json()["id"])
            address = f"/api/v1/conversations/{conversation}"
            reply = http.post(
                f"{address}/messages", json={"text": SAID, "message_id": self.secret("m-yangfeng")}
            ).json()
            self.secret(reply["result_url"].rpartition("/")[2])
            http.post(f"{address}/messages", json={"answer": {"fact": "age", "value": self.secret("古稀之年")}})
            http.get(address)
            with http.stream("GET", f"{address}/events") as stream:
                assert next(stream.iter_lines()).startswith("retry:")
            http.delete(address)
            http.get(address)

    def _account(self) -> None:
        self.server.run("user", "add", NAME, "--role", "supervisor", said=self.secret(PASSWORD))
        with self.visitor() as http, self.visitor(**{"user-agent": self.secret("feng-xiang/9")}) as elsewhere:
            http.get("/account")
            http.get("/login", params={"next": self.secret("/audit?who=wang-er")})
            http.post("/login", data={"name": self.secret("da-cuo-le-de-ming-zi"), "password": PASSWORD})
            http.post("/login", data={"name": NAME, "password": self.secret("mi-ma-ji-cuo-le")})
            http.post("/suspensions", data={"benefit": BENEFIT, "reason": self.secret("等蜜蜂回来")})
            for browser in (http, elsewhere):
                assert browser.post("/login", data={"name": NAME, "password": PASSWORD}).status_code == 303
            http.get("/account/password")
            http.post("/account/password", data={"old": "mi-ma-ji-cuo-le", "new": PASSWORD, "again": PASSWORD})
            http.post("/suspensions", data={"benefit": BENEFIT, "reason": "等蜜蜂回来"})
            http.get("/suspensions")
            http.post("/suspensions/lift", data={"benefit": BENEFIT})
            http.get("/feedback", params={"useful": "no"})
            http.get("/staff/documents", params={"as_of": self.secret("niu-nian-ma-yue")})
            http.get("/staff/documents/haidian-measures-note", params={"q": self.secret("蜂蜜酿造"), "clause": "3.1"})
            self._hotline(http)
            self._cases(http)
            self._rules(http)
            self._checks(http)
            self._drawer(http)
            self._handed_over(http)
            http.get("/numbers", params={"day": self.secret("mi-feng-fei-lai")})
            http.get("/numbers.csv", params={"table": self.secret("feng-mi-biao")})
            http.get("/numbers.csv", params={"table": "questions"})
            self._words(http)
            http.get("/audit", params={"who": self.secret("lao-zhang-tou")})
            http.get("/audit.csv", params={"since": self.secret("qian-tian")})
            http.get("/audit.csv")
            other = re.findall(r'name="session" value="(\w+)"', http.get("/account").text)[0]
            http.post("/account/sessions/end", data={"session": other})
            http.post("/account/sessions/end-others")
            http.post("/logout")

    def _handed_over(self, agent: httpx.Client) -> None:
        with self.visitor() as resident:
            resident.post("/handover", data={"does": "ask"})  # nothing said yet
            resident.post("/chat", data={"text": SAID})
            resident.post("/handover", data={"does": "withdraw"})
            resident.post("/handover/messages", data={"text": self.secret("有人管蜜蜂吗")})
            resident.post("/handover", data={"does": "ask"})
            code = code_in(resident.get("/").text)
            agent.post("/agent/connect", data={"code": self.secret("hao-ma-mei-ting-qing")})
            taken_up = agent.post("/agent/connect", data={"code": code}).headers["location"]
            self.secret(taken_up.rpartition("/")[2])
            agent.get("/agent/live")
            agent.get(taken_up)
            agent.get(taken_up, params={"after": self.secret("bu-shi-wei-zhi")})
            agent.post(f"{taken_up}/messages", data={"text": self.secret("您的蜂箱在哪个区"), "message_id": FORM_ID})
            resident.post("/handover/messages", data={"text": self.secret("就在橘子洲头")})
            for browser, path in ((agent, f"{taken_up}/events"), (resident, "/handover/events")):
                with browser.stream("GET", path) as stream:
                    assert next(stream.iter_lines()).startswith("retry:")
            resident.get("/handover")
            resident.get("/handover", headers={"hx-request": "true"})
            agent.post(f"{taken_up}/end")
            agent.get(f"/agent/live/{self.secret('ren-gong-fu-wu-bu-cun-zai')}")

    def _checks(self, http: httpx.Client) -> None:
        http.get("/staff", params={"whose": "all"})
        sent = {"text": self.secret("西城区就业措施第10条：“蜂农按照每人每月2000元领”"), "as_of": "2026-11-20"}
        made = http.post("/staff/checks", data={**sent, "message_id": self.secret("fen-zi-biao-dan")})
        check = self.secret(made.headers["location"].rpartition("/")[2])
        for then in ("", "?only=problems", "/report.docx", "/report.csv"):
            http.get(f"/staff/checks/{check}{then}")
        name = self.secret("feng-nong-ming-dan")
        files = [("files", (f"{name}.{kind}", self.secret("蜂农王小二").encode())) for kind in ("txt", "docx")]
        batch = self.secret(http.post("/staff/checks", files=files).headers["location"].rpartition("/")[2])
        http.get(f"/staff/batches/{batch}")
        http.post("/staff/checks", data={"text": SAID, "as_of": self.secret("ming-nian-chun-tian")})
        http.post(f"/staff/checks/{check}/again")
        http.post(f"/staff/checks/{check}/delete")
        http.get(f"/staff/checks/{check}")
        http.get(f"/staff/batches/{self.secret('pi-ci-bu-cun-zai')}")

    def _hotline(self, http: httpx.Client) -> None:
        http.get("/agent")
        sent = {"line": self.secret("西城 养蜂十二年"), "q": self.secret("蜂箱怎么补")}
        for part in ("", "/found", "/caller", "/say", "/unanswered"):
            http.post(f"/agent{part}", data=sent)
        http.post("/agent/caller", data={"given": self.secret('{"feng_xiang": 7}')})
        http.post("/agent", data={"answer": self.secret("feng_xiang=7")})
        written = {
            "title": self.secret("蜂箱补贴"),
            "key": self.secret("fxbt-mi"),
            "text": self.secret("养蜂的{{金额}}"),
        }
        http.post("/agent/canned", data={**written, "clauses": "xicheng-2021-2#4.14"})
        http.post("/agent/canned", data={**written, "clauses": self.secret("蜂农办法第三条")})
        http.get("/agent/canned", params={"q": self.secret("蜂蜜怎么卖"), "line": self.secret("西城 养蜂")})
        http.get("/agent/canned/1/filled", params={"line": self.secret("养蜂五年")})
        for act in ("confirm", "retire"):
            http.post(f"/agent/canned/1/{act}", data={"version": self.secret("77123")})

    def _drawer(self, http: httpx.Client) -> None:
        caller = {"line": self.secret("西城养蜂人 四十不惑"), "given": '{"age": 41}'}
        clause = {"clause": self.secret("xicheng-2021-2#2.6.p2"), **caller}
        http.get("/agent/clauses/xicheng-2021-2%232.6.p2", params={**caller, "q": self.secret("蜂蜜滞销")})
        http.get(f"/agent/clauses/{self.secret('tiao-kuan-bu-cun-zai')}", params=caller)
        http.get(f"/agent/benefits/{BENEFIT}", params=caller)
        http.get("/agent/benefits/xicheng-employment-reward", params={"given": self.secret("hui-diao-de-json")})
        http.get("/agent/compare", params={**caller, "if": self.secret("再养一百箱")})
        for does in ("pin", "unpin"):
            http.post("/agent/pins", data={**clause, "does": does})
        http.post("/agent/pins", data={**clause, "does": self.secret("gu-ding-yi-ban")})
        http.get("/agent/shelf", params={**caller, "as_of": self.secret("feng-nian")})

    def _words(self, http: httpx.Client) -> None:
        http.post("/chat", data={"text": self.secret("蜂农的小客车摇号在哪里办")})
        shown = http.get("/staff/questions", params={"show": "unanswered"}).text
        question = re.findall(r'id="q-(\d+)"', shown)[0]
        http.get("/staff/questions", params={"show": self.secret("mei-zhe-lei")})
        http.get("/staff/words/new", params={"question": question, "q": self.secret("蜂农 摇号 大厅")})
        words = {"kind": "lexicon", "text": self.secret("蜂农 采蜜"), "written": "就业奖励", "question": question}
        made = http.post("/staff/words", data={**words, "message_id": self.secret("xie-ci-biao-dan")})
        http.post("/staff/words", data={**words, "written": self.secret("蜂王浆津贴")})
        entry = re.findall(r"\d+", made.headers["location"])[0]
        http.post("/staff/words/decide", data={"entry": entry, "does": "accept"})
        http.post("/staff/words/decide", data={"entry": entry, "does": "withdraw"})
        http.get(f"/staff/words/{entry}")
        http.get(f"/staff/words/{self.secret('ci-bu-cun-zai')}")
        http.get("/staff/words")
        http.post("/staff/questions/mark", data={"question": question, "does": "handled"})

    def _cases(self, http: httpx.Client) -> None:
        note = {
            "note": self.secret("蜂农来电问蜂箱"),
            "message_id": self.secret("gong-dan-biao-dan"),
            "line": "西城 养蜂十二年",
        }
        case = http.post("/agent/case", data=note).headers["location"].rpartition("=")[2]
        told = {"answers": f'[{{"id": "feng-1", "text": "{self.secret("蜂箱没有补贴")}"}}]'}
        changes = {"number": case, "version": "1", "note": self.secret("蜂农又来电"), **told}
        for script in ({}, {"accept": "application/json"}):
            http.post("/agent/case", data=changes, headers=script)
            http.post("/agent/case", data={**changes, "note": self.secret("蜂农第三次来电")}, headers=script)
            http.post("/agent/case", data={**changes, "call_back": self.secret("hua-kai-yi-hou")}, headers=script)
        http.get("/agent/cases", params={"q": self.secret("蜂农来电")})
        http.get("/agent/cases", params={"since": self.secret("qu-nian-dong-tian")})
        http.get(f"/agent/cases/{case}")
        http.get(f"/agent/cases/{self.secret('mei-zhe-ge-gong-dan')}")
        http.post(f"/agent/cases/{case}/hand-over", data={"to": self.secret("mei-zhe-ge-tong-shi")})
        http.post(f"/agent/cases/{case}/reopen")

    def _rules(self, http: httpx.Client) -> None:
        http.get("/staff/benefits", params={"state": "new"})
        http.get("/staff/benefits", params={"open": "1"})
        http.get("/staff/benefits", params={"state": self.secret("mei-zhe-zhong")})
        http.get(f"/staff/benefits/{BENEFIT}")
        http.get(f"/staff/benefits/{self.secret('gui-ze-bu-cun-zai')}")
        asks = {"does": "question", "text": self.secret("蜂箱算不算经营场地"), "message_id": self.secret(FORM_ID)}
        settles = {"does": "settle", "entry": "1", "text": self.secret("蜂箱也是场地")}
        approves = {"does": "approve", "version": self.secret("jiu-ban-ben")}
        for sent in (asks, settles, approves, {"does": "withdraw"}):
            http.post("/staff/review", data={"benefit": BENEFIT, **sent})

    def _astray(self) -> None:
        with self.visitor() as http:
            http.get("/healthz", params={"x": self.secret("cha-xun-chuan")})
            http.get("/readyz")
            http.get("/static/site.css")
            http.get(f"/static/{self.secret('mei-zhe-ge.css')}")
            http.get(f"/{self.secret('mei-zhe-ye')}")
            http.request("PROPFIND", "/documents")
            http.post("/chat", data={"text": self.secret("蜂蜡封口") * 60_000})
            http.post("/chat", data={"text": SAID}, headers={"sec-fetch-site": "cross-site"})
            http.get("/", headers={"host": self.secret("bie-ren-de.example")})
            made_up = self.secret("wei-zao-de-bing-gan", "wei-zao-de-deng-lu")
            http.get("/", headers={"cookie": f"conversation={made_up}; session=wei-zao-de-deng-lu"})


def _give_id(request: httpx.Request) -> None:
    request.headers["x-request-id"] = uuid.uuid4().hex
