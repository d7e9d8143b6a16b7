"""The program ``assistant``: one verb each, for people on a terminal or for programs (``--json``, ``--jsonl``).

Exit status: 0 done, 1 it ran and the answer is “no”, 2 the request was wrong (one line on standard error).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NoReturn

from assistant.authored import CorpusError
from assistant.documents.corpus import UnknownClause
from assistant.documents.formats import UnreadableDocument, read_document
from assistant.engine import Engine
from assistant.facts.calendar import BadDay, read_day, today
from assistant.facts.vocabulary import FactError
from assistant.locations import corpus_folder
from assistant.request import RequestError, facts_of, json_object, optional, required_text
from assistant.rules.assess import Suspension
from assistant.rules.coverage import coverage_json
from assistant.store.location import StoreError, database_url, is_unmade

Json = dict[str, Any]
LONGEST_REASON = 200
MAX_LINE = 1_000_000  # characters of one request line
REFUSED = (CorpusError, UnreadableDocument, BadDay, FactError, RequestError, UnknownClause, StoreError)


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}：参数不对（{message}）。用 --help 看写法。\n")


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; the exit status."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is sys.stdin else "backslashreplace")
    try:
        options = _parser().parse_args(arguments)
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except REFUSED as problem:
        print(f"assistant：{problem}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _parser() -> Parser:
    parser = Parser(prog="assistant", description="北京就业政策问答：条款、测算、依据，都出自文件原文。")
    verbs = parser.add_subparsers(title="用法", required=True, metavar="动作")
    search = _verb(verbs, "search", "按问题查条款", "assistant search 房租补贴 --district xicheng", _search)
    search.add_argument("query", nargs="?", metavar="TEXT", help="问题")
    search.add_argument("--limit", type=int, default=10, help="最多几条（默认 10）")
    search.add_argument("--district", help="只看这个区和全市的文件，如 xicheng")
    search.add_argument("--documents", nargs="*", metavar="ID", help="只看这些文件")
    extract = _verb(verbs, "extract", "从一段话里记下事实", "assistant extract 我35岁，西城户口", _extract)
    extract.add_argument("text", nargs="?", metavar="TEXT", help="一段话")
    assess = _verb(verbs, "assess", "按事实测算待遇", "assistant assess --facts facts.json", _assess)
    assess.add_argument("--facts", metavar="FILE", help="JSON 文件，- 为标准输入")
    assess.add_argument("--what-if", metavar="FACT=VALUE", action="append", help="换一个事实再算一次（可以写几个）")
    assess.add_argument("--compare-districts", action="store_true", help="同一个人，户口在各区时各能领什么")
    explain = _verb(
        verbs,
        "explain",
        "一项待遇为什么能领或不能领",
        "assistant explain xicheng-employment-reward --facts facts.json",
        _explain,
    )
    explain.add_argument("benefit", nargs="?", metavar="BENEFIT", help="待遇编号，如 xicheng-employment-reward")
    explain.add_argument("--facts", metavar="FILE", help="JSON 文件，- 为标准输入（默认：什么都不知道）")
    clause = _verb(verbs, "clause", "一个条款的原文", "assistant clause xicheng-2021-2#2.6.p2", _clause)
    clause.add_argument("clause", nargs="?", metavar="ID", help="条款编号")
    parse = _verb(verbs, "parse", "把一份文件切成条款（不保存）", "assistant parse 通知.txt", _parse, stream=False)
    parse.add_argument("file", metavar="FILE", type=Path, help="纯文本文件，UTF-8 或 GBK")
    _verb(verbs, "documents", "全部文件及其效力", "assistant documents", _documents, stream=False)
    _verb(verbs, "coverage", "文件给出的好处有没有都写成规则", "assistant coverage", _coverage, stream=False)
    suspend = _verb(
        verbs,
        "suspend",
        "暂停答复一项待遇",
        "assistant suspend xicheng-hiring-subsidy --reason 待市局答复",
        _suspend,
        stream=False,
    )
    suspend.add_argument("benefit", nargs="?", metavar="ID", help="待遇编号；不写就列出正在暂停的")
    suspend.add_argument("--reason", metavar="TEXT", help="为什么暂停，答复时一起显示")
    suspend.add_argument("--undo", action="store_true", help="恢复答复")
    chat = _verb(verbs, "chat", "在终端里对话", "assistant chat", _chat, stream=False)
    chat.add_argument("--anyone", action="store_true", help="先问替谁咨询（默认：个人）")
    serve = _verb(verbs, "serve", "启动网页", "assistant serve --port 8000", _serve, stream=False)
    serve.add_argument("--host", default="127.0.0.1", help="监听地址（默认 127.0.0.1）")
    serve.add_argument("--port", type=int, default=8000, help="端口（默认 8000）")
    return parser


def _verb(
    verbs: Any, name: str, summary: str, example: str, run: Callable[[argparse.Namespace], int], stream: bool = True
) -> Parser:
    verb: Parser = verbs.add_parser(name, help=summary, description=f"{summary}。", epilog=f"例：{example}")
    verb.add_argument("--corpus", metavar="DIR", help="语料目录（也可用环境变量 ASSISTANT_CORPUS）")
    verb.add_argument("--as-of", metavar="DAY", help="按哪一天的文件效力，YYYY-MM-DD（默认今天）")
    verb.add_argument("--json", action="store_true", help="只输出一个 JSON")
    if stream:
        verb.add_argument("--jsonl", metavar="FILE", help="一行一个请求、一行一个回答，- 为标准输入")
    verb.set_defaults(run=run)
    return verb


def _engine(options: argparse.Namespace) -> Engine:
    engine = Engine(corpus_folder(options.corpus))
    engine.rules.suspended = _suspensions
    return engine


def _suspensions() -> Mapping[str, Suspension]:
    """What is suspended in the configured database; nothing where there is none yet."""
    if is_unmade(url := database_url()):
        return {}
    from assistant.store.suspensions import read_suspensions

    return read_suspensions(url)


def _day(text: str | None) -> Any:
    return read_day(text) if text else today()


def _search(options: argparse.Namespace) -> int:
    def answer(engine: Engine, request: Mapping[str, Any]) -> Json:
        return engine.search(
            required_text(request, "query"),
            _day(optional(request, "as_of", str)),
            optional(request, "limit", int, 10),
            optional(request, "district", str),
            optional(request, "documents", list),
        )

    given = {name: getattr(options, name) for name in ("query", "limit", "district", "documents")}
    return _respond(options, given, "query", answer, "search", lambda found: 0 if found["confident"] else 1)


def _extract(options: argparse.Namespace) -> int:
    def answer(engine: Engine, request: Mapping[str, Any]) -> Json:
        return engine.extract(required_text(request, "text"), _day(optional(request, "as_of", str)))

    return _respond(options, {"text": options.text}, "text", answer, "extract")


def _assess(options: argparse.Namespace) -> int:
    def answer(engine: Engine, request: Mapping[str, Any]) -> Json:
        return engine.assess_and_compare(
            facts_of(request),
            _day(optional(request, "as_of", str)),
            optional(request, "what_if", dict),
            optional(request, "compare_districts", bool, False),
        )

    given = _given_facts(options)
    if options.what_if:
        given["what_if"] = dict(_changed(text) for text in options.what_if)
    return _respond(options, {**given, "compare_districts": options.compare_districts}, "facts", answer, "assess")


def _explain(options: argparse.Namespace) -> int:
    def answer(engine: Engine, request: Mapping[str, Any]) -> Json:
        day = _day(optional(request, "as_of", str))
        return engine.explain(required_text(request, "benefit"), facts_of({"facts": {}, **request}), day)

    return _respond(options, {"benefit": options.benefit, **_given_facts(options)}, "benefit", answer, "explain")


def _given_facts(options: argparse.Namespace) -> Json:
    """The facts of ``--facts``: an object of facts, or a whole request."""
    if not options.facts or options.jsonl:
        return {}
    content = json_object(sys.stdin.read() if options.facts == "-" else read_document(Path(options.facts)))
    return content if "facts" in content else {"facts": content}


def _changed(text: str) -> tuple[str, Any]:
    """``monthly_wage=4500`` as a fact and its value; nothing after the sign makes the fact unknown."""
    fact, sign, value = text.partition("=")
    if not sign or not fact:
        raise RequestError("bad_what_if", f"--what-if 要写成 事实=值，如 monthly_wage=4500，现在写的是“{text[:40]}”。")
    words: Json = {"": None, "true": True, "false": False, "是": True, "否": False}
    if value in words:
        return fact, words[value]
    try:
        return fact, json.loads(value)
    except ValueError:
        return fact, value.split(",") if "," in value else value


def _clause(options: argparse.Namespace) -> int:
    def answer(engine: Engine, request: Mapping[str, Any]) -> Json:
        return engine.clause(required_text(request, "clause"), _day(optional(request, "as_of", str)))

    return _respond(options, {"clause": options.clause}, "clause", answer, "clause")


def _parse(options: argparse.Namespace) -> int:
    engine = _engine(options)
    return _print(options, "parse", engine.parse(options.file), engine)


def _documents(options: argparse.Namespace) -> int:
    engine = _engine(options)
    return _print(options, "documents", engine.documents(_day(options.as_of)), engine)


def _coverage(options: argparse.Namespace) -> int:
    engine = _engine(options)
    coverage = engine.coverage()
    return _print(options, "coverage", coverage_json(coverage, engine.corpus), engine) or int(bool(coverage.open))


def _suspend(options: argparse.Namespace) -> int:
    from assistant.store.database import open_database
    from assistant.store.suspensions import SuspensionStore

    engine = _engine(options)
    store = SuspensionStore(open_database(database_url()))
    changed = False
    if options.benefit is not None:
        benefit = engine.benefit(options.benefit)
        if options.undo:
            changed = store.lift(benefit.id)
        elif options.reason and options.reason.strip():
            store.suspend(benefit.id, options.reason.strip()[:LONGEST_REASON])
            changed = True
        else:
            raise RequestError("missing", "缺少 --reason：暂停一项待遇要写明为什么；恢复答复用 --undo。")
    current = store.current().items()
    listed = [{"benefit": i, **engine.answers.suspension(engine.benefit(i), said)} for i, said in current]
    result = {"changed": changed, "suspended": listed}
    return _print(options, "suspend", result, engine) or int(options.undo and not changed)


def _chat(options: argparse.Namespace) -> int:
    from assistant.terminal.chat import chat

    given = {} if options.anyone else {"applicant": "resident"}
    return chat(_engine(options), _day(options.as_of), given)


def _serve(options: argparse.Namespace) -> int:
    from assistant.server.serve import serve

    return serve(options.corpus, options.host, options.port)


def _respond(
    options: argparse.Namespace,
    given: Json,
    needed: str,
    answer: Callable[[Engine, Mapping[str, Any]], Json],
    verb: str,
    status: Callable[[Json], int] = lambda _: 0,
) -> int:
    """One answer, or with ``--jsonl`` an answer for each line."""
    if options.jsonl:
        return _stream(options, answer)
    if given.get(needed) is None:
        name = "--facts" if needed == "facts" else needed.upper()
        raise RequestError("missing", f"缺少 {name}。用 assistant {verb} --help 看例子。")
    engine = _engine(options)
    result = answer(engine, {"as_of": options.as_of, **{k: v for k, v in given.items() if v is not None}})
    return _print(options, verb, result, engine) or status(result)


def _stream(options: argparse.Namespace, answer: Callable[[Engine, Mapping[str, Any]], Json]) -> int:
    engine = _engine(options)
    for line in _lines(options.jsonl):
        try:
            if len(line) > MAX_LINE:
                raise RequestError("line_too_long", f"这一行超过 {MAX_LINE} 个字符。")
            request = json_object(line)
            result = answer(engine, {"as_of": options.as_of, **request} if options.as_of else request)
        except REFUSED as problem:
            result = {"error": {"code": getattr(problem, "code", type(problem).__name__), "message": str(problem)}}
            if isinstance(problem, UnknownClause):
                result["error"]["nearest"] = problem.nearest
        print(json.dumps(result, ensure_ascii=False), flush=True)
    return 0


def _lines(source: str) -> Iterator[str]:
    stream: IO[str] | Iterable[str] = sys.stdin if source == "-" else read_document(Path(source)).splitlines()
    return (line for line in stream if line.strip())


def _print(options: argparse.Namespace, verb: str, result: Json, engine: Engine) -> int:
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
        return 0
    from assistant.terminal.show import SHOW

    for line in SHOW[verb](result, engine):
        print(line)
    return 0
