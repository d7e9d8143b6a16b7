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
from typing import IO, TYPE_CHECKING, Any

from assistant.arguments import build_parser
from assistant.authored import CorpusError
from assistant.documents.corpus import UnknownClause
from assistant.documents.formats import UnreadableDocument, read_document
from assistant.engine import Engine
from assistant.facts.calendar import BadDay, read_day, today
from assistant.facts.vocabulary import FactError
from assistant.locations import corpus_folder
from assistant.request import RequestError, facts_of, json_object, optional, optional_texts, required_text
from assistant.store.location import StoreError, database_url, is_unmade

if TYPE_CHECKING:
    from assistant.rules.assess import Suspension

Json = dict[str, Any]
MOST_PEOPLE = 100_000
MAX_LINE = 1_000_000  # characters of one request line
REFUSED = (CorpusError, UnreadableDocument, BadDay, FactError, RequestError, UnknownClause, StoreError)


def main(arguments: list[str] | None = None) -> int:
    """Run one verb; the exit status."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is sys.stdin else "backslashreplace")
    try:
        options = build_parser().parse_args(arguments)
        status = VERBS[options.verb](options)
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


def _engine(options: argparse.Namespace) -> Engine:
    engine = Engine(corpus_folder(options.corpus))
    engine.suspended = _suspensions
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
            optional_texts(request, "documents"),
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
        facts, script = facts_of({"facts": {}, **request}), optional(request, "script", bool, False)
        return engine.explain(required_text(request, "benefit"), facts, day, script)

    given = {"benefit": options.benefit, "script": options.script or None, **_given_facts(options)}
    return _respond(options, given, "benefit", answer, "explain")


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
    said: Json = {"": None, "true": True, "false": False, "是": True, "否": False}
    if value.lower() in said:
        return fact, said[value.lower()]
    try:
        return fact, json.loads(value)
    except ValueError:
        words = value.split(",")
        return fact, words if len(words) > 1 and all(word.isidentifier() for word in words) else value


def _cite(options: argparse.Namespace) -> int:
    def answer(engine: Engine, request: Mapping[str, Any]) -> Json:
        return engine.cite(required_text(request, "text"), _day(optional(request, "as_of", str)))

    if options.jsonl:
        if options.file or options.report:
            raise RequestError("bad_options", "--jsonl 不能和 --file、--report 一起用，请分开来做。")
        return _stream(options, answer)
    from assistant.citing import cite

    return cite(options, _engine(options), _day(options.as_of))


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
    from assistant.rules.coverage import coverage_json

    engine = _engine(options)
    coverage = engine.coverage()
    return _print(options, "coverage", coverage_json(coverage, engine.corpus), engine) or int(bool(coverage.open))


def _chat(options: argparse.Namespace) -> int:
    from assistant.terminal.chat import chat

    given = {} if options.anyone else {"applicant": "resident"}
    return chat(_engine(options), _day(options.as_of), given)


def _simulate_flow(options: argparse.Namespace) -> int:
    from assistant.simulation.report import simulate

    if not 1 <= options.bound <= options.people <= MOST_PEOPLE:
        raise RequestError("bad_people", f"--people 要在 1 到 {MOST_PEOPLE} 之间，--bound 要在 1 到 --people 之间。")
    engine = _engine(options)
    result = simulate(engine, _day(options.as_of), options.people, options.bound, options.seed)
    return _print(options, "simulate-flow", result, engine)


def _evaluate_search(options: argparse.Namespace) -> int:
    engine = _engine(options)
    return _print(options, "evaluate-search", engine.evaluate_search(options.file, _day(options.as_of)), engine)


def _serve(options: argparse.Namespace) -> int:
    from assistant.server.serve import Serving, serve

    if options.as_of:
        raise RequestError("bad_as_of", "网页总是按当天的文件效力，serve 不能写 --as-of；按别的日子看，用别的动作。")
    return serve(Serving(options.corpus, options.host, options.port, options.workers, options.metrics))


def _operate(options: argparse.Namespace) -> int:
    from assistant.operators import operate
    from assistant.terminal.operating import SHOW_OPERATING

    result, status = operate(options)
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        for line in SHOW_OPERATING[options.verb](result):
            print(line)
    return status


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
        name = {"facts": "--facts", "query": "TEXT"}.get(needed, needed.upper())
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
    stream: IO[str] | Iterable[str] = sys.stdin if source == "-" else read_document(Path(source)).split("\n")
    return (line for line in stream if line.strip())


def _print(options: argparse.Namespace, verb: str, result: Json, engine: Engine) -> int:
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
        return 0
    from assistant.terminal.show import SHOW

    for line in SHOW[verb](result, engine):
        print(line)
    return 0


VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "search": _search,
    "extract": _extract,
    "assess": _assess,
    "explain": _explain,
    "cite": _cite,
    "clause": _clause,
    "parse": _parse,
    "documents": _documents,
    "coverage": _coverage,
    **dict.fromkeys(("alarms", "suspend", "user", "audit", "purge", "backup", "restore", "words"), _operate),
    "chat": _chat,
    "simulate-flow": _simulate_flow,
    "evaluate-search": _evaluate_search,
    "serve": _serve,
}
