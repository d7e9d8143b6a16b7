"""The numbers of a day and its month as tables, each with its picture: what the page shows and the CSV files hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.engine import Engine
from assistant.server.bars import Picture, bars, columns
from assistant.store.case_numbers import CaseNumbers, percentile
from assistant.store.day_counts import Part
from assistant.store.feedback import LACKING_NAMES
from assistant.store.numbers import LEAST_ASKED, ResidentNumbers, days_of_month

Cell = str | int
DAY, MONTH = "当天", "本月"
# Minutes from opening to wrap-up: below which, and how that is said.
CLASSES = (
    (3, "不到3分钟"),
    (5, "3至5分钟"),
    (10, "5至10分钟"),
    (20, "10至20分钟"),
    (30, "20至30分钟"),
    (60, "30至60分钟"),
)
LONGER = "60分钟以上"
MOST_DRAWN = 12  # bars of a picture; the table has all
UNSAID = "没有说"


@dataclass(frozen=True, slots=True)
class NumberTable:
    """A table with its picture. ``id`` names it in addresses; ``empty`` is said where it has no row; ``note``: what has
    to be known to read it.
    """

    id: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = "还没有。"
    note: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class CaseNames:
    """The names of channels and outcomes by their ids; one that has none is shown by its id."""

    channels: Mapping[str, str]
    outcomes: Mapping[str, str]


def number_tables(
    engine: Engine, residents: ResidentNumbers, cases: CaseNumbers, names: CaseNames
) -> list[NumberTable]:
    """Every table, the sums first."""
    return [
        _sums(residents, cases),
        *_case_tables(cases, names),
        _conversations(residents),
        _questions_by_day(residents),
        _questions(residents),
        _feedback(residents),
        _lacking(residents),
        _districts(engine, residents),
        _benefits(engine, residents),
    ]


def _sums(residents: ResidentNumbers, cases: CaseNumbers) -> NumberTable:
    day, month = cases.day, cases.month
    parts: tuple[Part, ...] = ("questions", "feedback", "handovers")
    of = [(residents.of_day(part), residents.of_month(part)) for part in parts]
    (asked_day, asked), (heard_day, heard), (handed_day, handed) = of
    rows: list[tuple[Cell, ...]] = [
        ("新开工单", day.opened, month.opened),
        ("办结工单", day.closed, month.closed),
        ("现在没办结的工单", cases.open, ""),
        ("办结用时中位数（分钟）", *(_minutes(one.minutes, 0.5) for one in (day, month))),
        ("九成办结不超过（分钟）", *(_minutes(one.minutes, 0.9) for one in (day, month))),
        ("居民对话", residents.of_day("conversations").total(), residents.of_month("conversations").total()),
        ("对话轮数", residents.of_day("turns").total(), residents.of_month("turns").total()),
        ("打字问的问题", asked_day.total(), asked.total()),
        ("没答上来的", asked_day["unanswered"], asked["unanswered"]),
        ("没答上来的占", *(_share(one["unanswered"], one.total()) for one in (asked_day, asked))),
        ("居民说有用", heard_day["useful"], heard["useful"]),
        ("居民说没用", heard_day["useless"], heard["useless"]),
        ("要转人工", handed_day["asked"], handed["asked"]),
        ("接了的转人工", handed_day["taken"], handed["taken"]),
    ]
    return NumberTable("sums", "总数", ("项目", DAY, MONTH), tuple(rows))


def _case_tables(cases: CaseNumbers, names: CaseNames) -> Iterator[NumberTable]:
    series = ("新开", "办结")
    by_day = [(day.day, (cases.opened[day], cases.closed[day])) for day in days_of_month(cases.date)]
    yield NumberTable(
        "cases", "每天的工单", ("日", *series), _by_day(by_day), picture=columns(by_day, series, stacked=False)
    )
    minutes = _two(_classes(cases.day.minutes), _classes(cases.month.minutes), [*(said for _, said in CLASSES), LONGER])
    yield NumberTable(
        "minutes",
        "办结用时",
        ("从新开到办结", DAY, MONTH),
        minutes,
        note="按办结的那一天算。",
        picture=_of_month(minutes, "件"),
    )
    agents = [
        (
            one.name, one.day.opened, one.month.opened, one.day.closed, one.month.closed, one.open,
            _minutes(one.month.minutes, 0.5), _minutes(one.month.minutes, 0.9),
        )
        for one in cases.agents
    ]  # fmt: skip
    head = (
        "坐席",
        "当天新开",
        "本月新开",
        "当天办结",
        "本月办结",
        "现在没办结",
        "本月中位数（分钟）",
        "本月九成不超过（分钟）",
    )
    drawn = bars([(one.name, (one.month.closed,)) for one in cases.agents][:MOST_DRAWN], ("办结",), "件")
    yield NumberTable("agents", "各坐席本月办结", head, tuple(agents), picture=drawn)
    channels = _two(_called(cases.day.channels, names.channels), _called(cases.month.channels, names.channels))
    yield NumberTable("channels", "从哪里来", ("渠道", DAY, MONTH), channels, picture=_of_month(channels, "件"))
    outcomes = _two(_called(cases.day.outcomes, names.outcomes), _called(cases.month.outcomes, names.outcomes))
    yield NumberTable("outcomes", "办结结果", ("结果", DAY, MONTH), outcomes, picture=_of_month(outcomes, "件"))


def _conversations(residents: ResidentNumbers) -> NumberTable:
    by_day = [(d.day, (c["conversations", "all"], c["turns", "all"])) for d, c in residents.days.items()]
    drawn = columns([(day, counts[:1]) for day, counts in by_day], ("对话",), stacked=True)
    return NumberTable("conversations", "每天的居民对话", ("日", "对话", "轮数"), _by_day(by_day), picture=drawn)


def _questions_by_day(residents: ResidentNumbers) -> NumberTable:
    names = ("答上来的", "没答上来的")
    by_day = [
        (day.day, (counts["questions", "answered"], counts["questions", "unanswered"]))
        for day, counts in residents.days.items()
    ]
    drawn = columns(by_day, names, stacked=True)
    return NumberTable("answers", "每天的问题", ("日", *names), _by_day(by_day), picture=drawn)


def _questions(residents: ResidentNumbers) -> NumberTable:
    rows = tuple((q.said, q.day, q.month, q.unanswered) for q in residents.questions)
    drawn = [(q.said, (q.month - q.unanswered, q.unanswered)) for q in residents.questions][:MOST_DRAWN]
    return NumberTable(
        "questions", "问得最多的", ("问题", DAY, MONTH, "本月没答上来"), rows,
        empty=f"还没有{LEAST_ASKED}次对话都问到的问题。",
        note=f"{LEAST_ASKED}次对话都问到的才列出；标点、空格不同算同一个。原话只在对话还保存着的时候有。",
        picture=bars(drawn, ("答上来的", "没答上来的"), "次"),
    )  # fmt: skip


def _feedback(residents: ResidentNumbers) -> NumberTable:
    names = {"useful": "有用", "useless": "没用"}
    rows = _two(*(_named(residents, "feedback", names)), order=[*names.values()])
    return NumberTable("feedback", "居民觉得", ("意见", DAY, MONTH), rows, picture=_of_month(rows, "次"))


def _lacking(residents: ResidentNumbers) -> NumberTable:
    names = {str(lacking): said for lacking, said in LACKING_NAMES.items()} | {"unsaid": UNSAID}
    rows = _two(*_named(residents, "lacking", names))
    return NumberTable("lacking", "没用在哪里", ("原因", DAY, MONTH), rows, picture=_of_month(rows, "次"))


def _districts(engine: Engine, residents: ResidentNumbers) -> NumberTable:
    known = engine.vocabulary.facts["hukou_district"].values
    names = {value: engine.wording.value("hukou_district", value) for value in known}
    rows = _two(*_named(residents, "district", names))
    return NumberTable(
        "districts", "户口在哪里", ("户口", DAY, MONTH), rows,
        note="说了户口的对话，和记下户口的工单；同一次对话隔天又说，各算一次。", picture=_of_month(rows, "次"),
    )  # fmt: skip


def _benefits(engine: Engine, residents: ResidentNumbers) -> NumberTable:
    eligible_day, undetermined_day = residents.of_day("eligible"), residents.of_day("undetermined")
    eligible, undetermined = residents.of_month("eligible"), residents.of_month("undetermined")
    ids = sorted(eligible | undetermined, key=lambda b: (-eligible[b], -undetermined[b], b))
    rows = tuple((_benefit(engine, b), eligible_day[b], eligible[b], undetermined_day[b], undetermined[b]) for b in ids)
    drawn = bars([(_benefit(engine, b), (eligible[b],)) for b in ids][:MOST_DRAWN], ("符合",), "次")
    return NumberTable(
        "benefits", "讲到符合的待遇", ("待遇", "当天符合", "本月符合", "当天还不能确定", "本月还不能确定"), rows,
        note="每次对话按当天最后讲的算一次，每张工单按最后答复的算一次。", picture=drawn,
    )  # fmt: skip


def _benefit(engine: Engine, benefit_id: str) -> str:
    """Its name with its district, as several have one name; of one that the rules no longer have, its id."""
    benefit = engine.rules.by_id.get(benefit_id)
    return f"{benefit.name}（{engine.wording.districts[benefit.territory]}）" if benefit else benefit_id


def _named(residents: ResidentNumbers, part: Part, names: Mapping[str, str]) -> tuple[Counter[str], Counter[str]]:
    """A part of the day and of the month, by names for people."""
    return _called(residents.of_day(part), names), _called(residents.of_month(part), names)


def _called(counts: Counter[str], names: Mapping[str, str]) -> Counter[str]:
    named: Counter[str] = Counter()
    for item, number in counts.items():
        named[names.get(item, item) or UNSAID] += number
    return named


def _two(day: Counter[str], month: Counter[str], order: Sequence[str] = ()) -> tuple[tuple[Cell, ...], ...]:
    """A row for each item: those of the order in it, else the most frequent of the month first."""
    if order and month:
        return tuple((item, day[item], month[item]) for item in order)
    return tuple((item, day[item], number) for item, number in sorted(month.items(), key=lambda i: (-i[1], i[0])))


def _of_month(rows: Sequence[tuple[Cell, ...]], unit: str) -> Picture | None:
    return bars([(str(row[0]), (int(row[2]),)) for row in rows[:MOST_DRAWN]], (MONTH,), unit)


def _by_day(days: Sequence[tuple[int, tuple[int, ...]]]) -> tuple[tuple[Cell, ...], ...]:
    if not any(number for _, counts in days for number in counts):
        return ()
    return tuple((f"{day}日", *counts) for day, counts in days)


def _classes(minutes: Counter[int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for minute, number in minutes.items():
        found[next((said for below, said in CLASSES if minute < below), LONGER)] += number
    return found


def _minutes(minutes: Counter[int], part: float) -> Cell:
    found = percentile(minutes, part)
    return "" if found is None else found


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else ""
