"""What the verbs of operators show on a terminal: accounts, log lines, what was deleted, what was kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from assistant.accounts.roles import ROLE_NAMES
from assistant.store.audit import ACTION_NAMES
from assistant.terminal.explain import suspension_lines
from assistant.terminal.lines import MARKS, bold, padded, quiet

Json = dict[str, Any]
DONE = {"add": "已新建", "role": "已改角色", "disable": "已改", "password": "已重设密码"}
TABLES = {
    "conversation": "对话", "turn": "对话轮次", "account": "账号", "audit": "审计记录", "suspension": "暂停答复",
    "rule_version": "规则版本", "feedback": "居民意见", "citation_check": "引用核对", "day_count": "每天的数",
    "question": "问句", "word_entry": "写的词",
}  # fmt: skip


def user_lines(answer: Json) -> Iterator[str]:
    if "users" in answer:
        yield from map(_account_line, answer["users"])
        if not answer["users"]:
            yield "还没有账号。新建一个：assistant user add 名字 --role agent"
        return
    yield f"{DONE[answer['done']]}：{_account_line(answer['user'])}"
    if "password" in answer:
        yield f"密码：{bold(answer['password'])}"
        yield "只显示这一次；本人登录后要换成自己的。"


def alarm_lines(answer: Json) -> Iterator[str]:
    for alarm in answer["alarms"]:
        yield f"{alarm['text']}" + quiet(f"  {alarm['does']}：{alarm['link']}")
    if not answer["alarms"]:
        yield f"{answer['as_of']}：没有要处理的。"


def audit_lines(answer: Json) -> Iterator[str]:
    if "answers" in answer:
        yield from _answer_lines(answer)
        return
    for entry in answer["entries"]:
        what = ACTION_NAMES.get(entry["action"], entry["action"])
        who = f"{entry['actor']}（{ROLE_NAMES.get(entry['role'], entry['role'])}）"
        details = "，".join(f"{name}={value}" for name, value in entry["details"].items())
        yield f"{_clock(entry['at'])}  {padded(who, 24)}  {padded(what, 10)}  {entry['object'] or ''}" + quiet(
            f"  {details}" if details else ""
        )
    if not answer["entries"]:
        yield "没有符合的记录。"


def purge_lines(answer: Json) -> Iterator[str]:
    days, checks, cases = answer["keep_days"], answer["checks"], answer["cases"]
    yield (
        f"删掉了 {answer['conversations']} 次超过 {days} 天没用的对话，{checks} 份到期的引用核对，"
        f"{cases} 个到期的工单，{answer['logins']} 个过期的登录。"
    )


def word_lines(answer: Json) -> Iterator[str]:
    for entry in answer["entries"]:
        place = f"{entry['unit']}：" if entry["unit"] else ""
        state = f"没有写：{entry['problem']}" if entry["problem"] else "写进" if entry["new"] else "已经在"
        words = entry["words"].replace("\t", "  ")
        yield f"第 {entry['entry']} 条  {state}  {'' if entry['problem'] else entry['file']}  {place}{words}"
    if any(entry["new"] for entry in answer["entries"]):
        yield f"请核对 {answer['folder']} 里的改动（git diff），跑一遍测试，再换上新语料。"
    elif not answer["entries"]:
        before = answer["exported_before"]
        yield "没有新同意的词。" + (f"以前导出过 {before} 条，要再写一遍用 --all。" if before else "")


def kept_lines(verb: str) -> Callable[[Json], Iterator[str]]:
    """What a backup holds, or what was restored."""

    def lines(answer: Json) -> Iterator[str]:
        yield f"{verb}{answer['file']}："
        for table, rows in answer["rows"].items():
            yield f"  {padded(TABLES.get(table, table), 12)}{rows:>8}"

    return lines


def _account_line(account: Json) -> str:
    notes = [note for note, so in (("已停用", account["disabled"]), ("待改密码", account["must_change"])) if so]
    role = padded(ROLE_NAMES[account["role"]], 8)
    return f"{padded(account['name'], 20)}  {role}{'，'.join(notes)}".rstrip()


def _answer_lines(answer: Json) -> Iterator[str]:
    for told in answer["answers"]:
        least, most = told["least"], told["most"]
        amount = "" if least is None else f"{least:g}元" if least == most else f"{least:g}至{most or 0:g}元"
        version = f"规则 {told['rule_version'] or '没有记录'}，文件 {told['corpus_version']}"
        place = f"对话 {told['conversation']} 第 {told['turn']} 轮"
        yield f"{_clock(told['at'])}  {MARKS[told['status']]} {padded(amount, 16)}  {place}" + quiet(f"  {version}")
    if not answer["answers"]:
        yield "这几天没有答复讲过这项待遇（删除或到期的对话查不到了）。"


def _clock(at: str) -> str:
    return at.replace("T", " ")[:19]


SHOW_OPERATING: dict[str, Callable[[Json], Iterator[str]]] = {
    "alarms": alarm_lines,
    "suspend": suspension_lines,
    "user": user_lines,
    "audit": audit_lines,
    "purge": purge_lines,
    "backup": kept_lines("已备份到 "),
    "restore": kept_lines("已恢复 "),
    "words": word_lines,
}
