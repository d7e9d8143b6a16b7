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
from assistant.request import RequestError

Json = dict[str, Any]
MAX_LINE = 1_000_000  # characters of one request line
REFUSED = (CorpusError, UnreadableDocument, BadDay, FactError, RequestError, UnknownClause)


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
    clause = _verb(verbs, "clause", "一个条款的原文", "assistant clause xicheng-2021-2#2.6.p2", _clause)
    clause.add_argument("clause", nargs="?", metavar="ID", help="条款编号")
    parse = _verb(verbs, "parse", "把一份文件切成条款（不保存）", "assistant parse 通知.txt", _parse, stream=False)
    parse.add_argument("file", metavar="FILE", type=Path, help="纯文本文件，UTF-8 或 GBK")
    _verb(verbs, "documents", "全部文件及其效力", "assistant documents", _documents, stream=False)
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
    return Engine(corpus_folder(options.corpus))


def _day(text: str | None) -> Any:
    return read_day(text) if text else today()


def _search(options: argparse.Namespace) -> int:
    def answer(engine: Engine, request: Mapping[str, Any]) -> Json:
        return engine.search(
            _text(request, "query"),
            _day(_optional(request, "as_of", str)),
            _optional(request, "limit", int, 10),
            _optional(request, "district", str),
            _optional(request, "documents", list),
        )

    given = {name: getattr(options, name) for name in ("query", "limit", "district", "documents")}
    return _respond(options, given, "query", answer, "search", lambda found: 0 if found["confident"] else 1)


def _extract(options: argparse.Namespace) -> int:
    def answer(engine: Engine, request: Mapping[str, Any]) -> Json:
        return engine.extract(_text(request, "text"), _day(_optional(request, "as_of", str)))

    return _respond(options, {"text": options.text}, "text", answer, "extract")


def _assess(options: argparse.Namespace) -> int:
    def answer(engine: Engine, request: Mapping[str, Any]) -> Json:
        facts = request.get("facts")
        if not isinstance(facts, Mapping):
            raise RequestError("bad_facts", 'facts 应是一个 JSON 对象，如 {"applicant": "resident"}。')
        return engine.assess(facts, _day(_optional(request, "as_of", str)))

    given: Json = {}
    if options.facts and not options.jsonl:
        text = sys.stdin.read() if options.facts == "-" else read_document(Path(options.facts))
        given = _json_object(text)
        given = given if "facts" in given else {"facts": given}
    return _respond(options, given, "facts", answer, "assess")


def _clause(options: argparse.Namespace) -> int:
    def answer(engine: Engine, request: Mapping[str, Any]) -> Json:
        return engine.clause(_text(request, "clause"), _day(_optional(request, "as_of", str)))

    return _respond(options, {"clause": options.clause}, "clause", answer, "clause")


def _parse(options: argparse.Namespace) -> int:
    engine = _engine(options)
    return _print(options, "parse", engine.parse(options.file), engine)


def _documents(options: argparse.Namespace) -> int:
    engine = _engine(options)
    return _print(options, "documents", engine.documents(_day(options.as_of)), engine)


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
            request = _json_object(line)
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


def _json_object(text: str) -> Json:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise RequestError("bad_json", "不是正确的 JSON，请检查引号和逗号。") from None
    if not isinstance(content, dict):
        raise RequestError("bad_json", "应是一个 JSON 对象，写在 { } 里。")
    return content


def _text(request: Mapping[str, Any], name: str) -> str:
    value = request.get(name)
    if not isinstance(value, str):
        raise RequestError("missing", f"请求里要有文字 {name}。")
    return value


def _optional(request: Mapping[str, Any], name: str, kind: type, default: Any = None) -> Any:
    value = request.get(name)
    if value is None:
        return default
    if not isinstance(value, kind) or isinstance(value, bool):
        raise RequestError("bad_value", f"请求里的 {name} 不能是“{str(value)[:40]}”。")
    return value


def _print(options: argparse.Namespace, verb: str, result: Json, engine: Engine) -> int:
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
        return 0
    from assistant.terminal.show import SHOW

    for line in SHOW[verb](result, engine.notices):
        print(line)
    return 0
