"""The verbs of the program ``assistant`` and their options, each with an example in its help."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NoReturn


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}：参数不对（{message}）。用 --help 看写法。\n")


def build_parser() -> Parser:
    """Every verb with its options; the verb chosen is ``options.verb``."""
    parser = Parser(prog="assistant", description="北京就业政策问答：条款、测算、依据，都出自文件原文。")
    verbs = parser.add_subparsers(title="用法", required=True, metavar="动作", dest="verb")
    search = _verb(verbs, "search", "按问题查条款", "assistant search 房租补贴 --district xicheng")
    search.add_argument("query", nargs="?", metavar="TEXT", help="问题")
    search.add_argument("--limit", type=int, default=10, help="最多几条（默认 10）")
    search.add_argument("--district", help="只看这个区和全市的文件，如 xicheng")
    search.add_argument("--documents", nargs="*", metavar="ID", help="只看这些文件")
    extract = _verb(verbs, "extract", "从一段话里记下事实", "assistant extract 我35岁，西城户口")
    extract.add_argument("text", nargs="?", metavar="TEXT", help="一段话")
    assess = _verb(verbs, "assess", "按事实测算待遇", "assistant assess --facts facts.json")
    assess.add_argument("--facts", metavar="FILE", help="JSON 文件，- 为标准输入")
    assess.add_argument("--what-if", metavar="FACT=VALUE", action="append", help="换一个事实再算一次（可以写几个）")
    assess.add_argument("--compare-districts", action="store_true", help="同一个人，户口在各区时各能领什么")
    explain = _verb(
        verbs, "explain", "一项待遇为什么能领或不能领", "assistant explain xicheng-employment-reward --facts facts.json"
    )
    explain.add_argument("benefit", nargs="?", metavar="BENEFIT", help="待遇编号，如 xicheng-employment-reward")
    explain.add_argument("--facts", metavar="FILE", help="JSON 文件，- 为标准输入（默认：什么都不知道）")
    explain.add_argument("--script", action="store_true", help="连同照着念的话术、可以发的短信")
    cite = _verb(
        verbs,
        "cite",
        "核对文字里的引用、引文和数字，与条款原文对不对得上",
        "assistant cite --file 稿件.docx 问答.txt --report 核对.docx",
    )
    cite.add_argument("text", nargs="?", metavar="TEXT", help="一段话")
    kinds = "核对这些文件（.txt、.docx、.pdf、.html），- 为标准输入"
    cite.add_argument("--file", nargs="+", action="extend", metavar="FILE", help=kinds)
    cite.add_argument("--report", metavar="FILE", help="把核对结果写成报告：.docx（批注在原文上）或 .csv")
    clause = _verb(verbs, "clause", "一个条款的原文", "assistant clause xicheng-2021-2#2.6.p2")
    clause.add_argument("clause", nargs="?", metavar="ID", help="条款编号")
    parse = _verb(verbs, "parse", "把一份文件切成条款（不保存）", "assistant parse 通知.docx", stream=False)
    parse.add_argument("file", metavar="FILE", type=Path, help=".txt、.docx、.pdf 或 .html 文件，最大 20 MB")
    _verb(verbs, "documents", "全部文件及其效力", "assistant documents", stream=False)
    _verb(verbs, "coverage", "文件给出的好处有没有都写成规则", "assistant coverage", stream=False)
    alarms = "快到期的文件、该查的数、有疑问的规则"
    _verb(verbs, "alarms", alarms, "assistant alarms --as-of 2026-12-01", stream=False)
    suspend = _verb(
        verbs,
        "suspend",
        "暂停答复一项待遇",
        "assistant suspend xicheng-hiring-subsidy --reason 待市局答复",
        stream=False,
    )
    suspend.add_argument("benefit", nargs="?", metavar="ID", help="待遇编号；不写就列出正在暂停的")
    suspend.add_argument("--reason", metavar="TEXT", help="为什么暂停，答复时一起显示")
    suspend.add_argument("--undo", action="store_true", help="恢复答复")
    _add_operating(verbs)
    chat = _verb(verbs, "chat", "在终端里对话", "assistant chat", stream=False)
    chat.add_argument("--anyone", action="store_true", help="先问替谁咨询（默认：个人）")
    simulate = _verb(
        verbs,
        "simulate-flow",
        "虚构的居民要答几个问题才都有定论",
        "assistant simulate-flow --people 2000",
        stream=False,
    )
    simulate.add_argument("--people", type=int, default=2000, help="多少人（默认 2000；分布在语料的 population.yaml）")
    simulate.add_argument("--bound", type=int, default=300, metavar="N", help="前 N 个人再算至少要问几个（默认 300）")
    simulate.add_argument("--seed", type=int, default=2026, help="同一个数抽出同样的人（默认 2026）")
    evaluate = _verb(
        verbs,
        "evaluate-search",
        "检索在一批已知答案的问题上做得怎样",
        "assistant evaluate-search questions.jsonl",
        stream=False,
    )
    evaluate.add_argument("file", metavar="FILE", type=Path, help="一行一个问题：query、kind、relevant（条款: 2 或 1）")
    serve = _verb(verbs, "serve", "启动网页", "assistant serve --port 8000", stream=False)
    serve.add_argument("--host", default="127.0.0.1", help="监听地址（默认 127.0.0.1）")
    serve.add_argument("--port", type=int, default=8000, help="端口（默认 8000）")
    serve.add_argument("--workers", type=int, default=1, metavar="N", help="几个进程（默认 1）")
    serve.add_argument("--metrics", metavar="[HOST:]PORT", help="在另一个端口给 Prometheus 提供 /metrics，如 9464")
    return parser


def _add_operating(verbs: Any) -> None:
    """Accounts, the audit log, and what is kept."""
    user = _operating(verbs, "user", "账号：新建、角色、停用、密码、列出", "assistant user add li --role agent")
    actions = user.add_subparsers(required=True, metavar="动作", dest="action")
    for action, summary in (("add", "新建账号"), ("role", "改角色"), ("disable", "停用账号"), ("password", "重设密码")):
        options = "li" if action in ("disable", "password") else "li --role agent"
        one = _operating(actions, action, summary, f"assistant user {action} {options}")
        one.add_argument("name", metavar="NAME", help="账号名")
        if action in ("add", "role"):
            one.add_argument("--role", required=True, help="agent、staff、supervisor 或 administrator")
        if action in ("add", "password"):
            one.add_argument("--generate", action="store_true", help="随机生成密码并显示一次，本人登录后要改")
        if action == "disable":
            one.add_argument("--undo", action="store_true", help="恢复使用")
    _operating(actions, "list", "列出账号", "assistant user list")
    audit = _operating(verbs, "audit", "审计记录；查哪些答复讲过一项待遇", "assistant audit --who li")
    audit.add_argument("part", nargs="?", choices=["answers"], help="answers：找讲过一项待遇的答复")
    audit.add_argument("--who", metavar="NAME", help="只看这个账号")
    audit.add_argument("--what", metavar="ACTION", help="只看这种操作，如 login_refused")
    audit.add_argument("--object", metavar="ID", help="只看对它做的")
    audit.add_argument("--since", metavar="DAY", help="从哪一天起，YYYY-MM-DD")
    audit.add_argument("--until", metavar="DAY", help="到哪一天止（含）")
    audit.add_argument("--limit", type=int, default=100, help="最多几条（默认 100）")
    audit.add_argument("--benefit", metavar="ID", help="answers：哪项待遇")
    audit.add_argument("--between", nargs=2, metavar="DAY", help="answers：从哪一天到哪一天（都含）")
    audit.add_argument("--status", help="answers：只看这样答的，如 eligible")
    audit.add_argument("--rule-version", metavar="V", help="answers：只看按规则的这一版答的")
    purge = _operating(verbs, "purge", "删掉过了保存期的对话（服务器每小时也会做）", "assistant purge")
    purge.add_argument("--days", type=int, metavar="N", help="保存几天（默认 ASSISTANT_KEEP_DAYS，否则 30）")
    words = _operating(verbs, "words", "同事同意收的词写进语料文件", "assistant words export --into corpus")
    actions = words.add_subparsers(required=True, metavar="动作", dest="action")
    export = _operating(actions, "export", "把同意收的词写进语料文件", "assistant words export --into corpus")
    export.add_argument("--corpus", metavar="DIR", help="语料目录（也可用环境变量 ASSISTANT_CORPUS）")
    export.add_argument("--into", metavar="FOLDER", help="写进哪个语料目录（默认运行用的那个）")
    export.add_argument("--all", action="store_true", help="以前导出过的也再写一遍（已经有的不会写两次）")
    backup = _operating(verbs, "backup", "把数据库备份成一个文件", "assistant backup 2026-11-30.backup")
    backup.add_argument("file", metavar="FILE", type=Path, help="新文件；里面有对话和账号，请妥善保管")
    restore = _operating(verbs, "restore", "把备份恢复到一个空的数据库", "assistant restore 2026-11-30.backup")
    restore.add_argument("file", metavar="FILE", type=Path, help="备份文件")


def _operating(verbs: Any, name: str, summary: str, example: str) -> Parser:
    verb: Parser = verbs.add_parser(name, help=summary, description=f"{summary}。", epilog=f"例：{example}")
    verb.add_argument("--json", action="store_true", help="只输出一个 JSON")
    return verb


def _verb(verbs: Any, name: str, summary: str, example: str, stream: bool = True) -> Parser:
    verb: Parser = verbs.add_parser(name, help=summary, description=f"{summary}。", epilog=f"例：{example}")
    verb.add_argument("--corpus", metavar="DIR", help="语料目录（也可用环境变量 ASSISTANT_CORPUS）")
    verb.add_argument("--as-of", metavar="DAY", help="按哪一天的文件效力，YYYY-MM-DD（默认今天）")
    verb.add_argument("--json", action="store_true", help="只输出一个 JSON")
    if stream:
        verb.add_argument("--jsonl", metavar="FILE", help="一行一个请求、一行一个回答，- 为标准输入")
    return verb
