"""Work: whether and how somebody is employed, at what kind of employer, for how many months."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from assistant.facts.listening.cues import Cue, Void
from assistant.facts.listening.groups import Groups
from assistant.facts.listening.hiring import employer
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.ways import WAYS
from assistant.facts.listening.words import Words, any_of

RECENT = 2  # how much more what is so now weighs


class Work:
    """Employment, kind of employer, months in the job."""

    def __init__(self, words: Words) -> None:
        self._groups = Groups(words)
        denied = Void(words.pattern("<work_deny><work_deny_link>?$"), before=6)
        told = Void(words.pattern("<told_to>"), before=6)
        elsewhere = Void(words.pattern("<unit_not>|(?<!被)招"), inside=0)
        closed = Void(words.pattern("<closed_down>"), after=10)
        another = Void(re.compile("不是|并非"), before=6)
        self._employment = tuple(
            Cue(
                "employment",
                value,
                words.pattern(way),
                (
                    denied,
                    told,
                    elsewhere if value == "unit" else another,
                    *((closed,) if value == "self_employed" else ()),
                ),
                weight=weight,
            )
            for value, weight, way in WAYS
        )
        here = words.pattern(
            "(?:<workplace>(?:也|就|都)?(?:在|是|位于)(?:北京|本市)(?:市|的|这边|市?内|城里|境内|市区|本地)*(?:企业|公司|注册)?(?=[,。]|$)"
            "|(?:在|到|进|跟|和|与)(?:了)?(?:一家|家)?(?:北京|本市)(?:市|的|本地)*(?:一家|某|家)?(?:民办非|民营|私营|国有|外资)?<company>(?!在))"
        )
        outside = words.pattern("<workplace>(?:不在(?:北京|本市)|(?:也|就|都)*(?:在|是)(?:<province>|<outside_town>))")
        self._places = Cue("employer_in_beijing", True, here), Cue("employer_in_beijing", False, outside)
        self._kinds = words.choices["employer_kind"]
        no = Void(re.compile("不是"), inside=0)
        is_a = "(?:<employer_word>|[那这](?:家|个)?<workplace>)(?:性质)?(?:是|属于|算)(?:一?家|个)?[^,。?]{0,4}?"
        names = {name: kind for kind, known in self._kinds.items() for name in known}
        named_so = words.pattern(f"{is_a}(?P<n>{any_of(list(names))})")
        self._kinds_said = Cue("employer_kind", None, named_so, (no,), names, True, weight=2)
        # where the employer is named: as the subject, as the party to the contract, as the place of work
        ways = (
            "(?:^|(?<=[,。]))(?:我们?|现在)?NAMED(?:<adverb>*<employer_does>|是(?=国|民|私|外|北京|本市|京))",
            "(?:跟|和|与)[^,。?不没]{0,6}?NAMED(?:正式)?签",
            "(?:^|(?<=[,。]))(?:现在|目前)?在?<district>区?(?:的|一家|某家?|一)+[^,。?不没在]{0,4}?NAMED(?=[,。]|$)",
            "(?:进|入职|入)(?:的|了)?(?:一?家)?NAMED(?=[,。]|$)",
            "(?:[在到进]|去了|去(?=[^,。?]{0,14}(?:上班|工作)了)|最近)[^,。?不没看见问聘听办开]{0,10}?(?:一?家|一个|某)"
            "[^,。?不没看见问聘听办开]{0,5}?NAMED(?=[,。]|$|上班|工作|领工资|干|当)",
            "(?<!去)NAMED上班",
            "(?:^|(?<=[,。]))(?:是|属于|性质是)?(?:一家|个)?KIND(?:单位)?(?=[,。]|$)",
            "NAMED[^。?我]{0,10}[,。]我(?:就)?给(?:他们|人家)",
        )
        special = [name for name in names if name not in ("公司", "企业", *self._kinds["other"])]
        named = (
            way.replace("NAMED", f"(?P<n{i}>{any_of(list(names))})").replace("KIND", f"(?P<n{i}>{any_of(special)})")
            for i, way in enumerate(ways)
        )
        party = words.pattern("|".join(named))
        not_party = Void(words.pattern("<not_employer>"), before=4, inside=0, after=6)
        self._party = Cue("employer_kind", None, party, (not_party,), names, narrow=True)
        trained = words.pattern("在[^,。?不没]{0,10}?<workplace>(?:里)?实习(?!过|生|证)")
        self._trained = Cue("employment", None, trained)  # 实习 or 见习: to be asked
        # 公司不给上社保: whose company is open no more than with 公司给上社保
        self._company_fails = words.pattern(
            "(?:^|(?<=[,。]))(?:我们?|现在)?的?(?P<n>公司|企业)<adverb>*(?:没有?|不|从不)(?:肯|愿意)?(?:给|帮|跟|和)(?:我们?)?(?:<pay_in>|签|买)"
        )
        self._own = words.pattern("<own_shop>")
        self._lease = words.pattern("<lease_of>")
        self._jobless_family = words.pattern(
            "(?:一家|全家|家里|[我咱]家|两口子)[^,。?]{0,6}?(?:没有?一?个(?:人)?(?:在|有)?(?:上班|工作)|都没有?(?:上班|工作|班上))"
        )
        self._busy = words.pattern("(?:现在|目前|如今|眼下|后来)(?:在|就|靠|改|改行)*<toil>")
        self._interns = re.compile("见习|实习")
        self._recently = words.pattern("<recently>")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of work."""
        busy = self._busy.search(said.text)
        for cue in self._employment:
            if busy is not None and cue.value == "none":
                continue  # 离职两个月，现在送外卖: out of work no more
            for match in cue.matches(said):
                if cue.value == "none" and not cue.weight and self._interns.search(said.sentence_before(match.start())):
                    continue  # 想去见习，还没找到单位: a place to be trained at
                if cue.value != "unit" and self._groups.of_a_class(said, match.start(), match.end()):
                    continue
                before = (
                    said.before(match.start(), 6) if cue.value == "none" else said.sentence_before(match.start(), 20)
                )
                if "签" in match[0] and self._lease.search(match[0] + said.after(match.end(), 8)):
                    continue  # 和物业签了两年租约
                recent = self._recently.search(before + match[0])
                finding = cue.finding(match)
                yield replace(finding, weight=cue.weight + RECENT) if recent else finding
                if cue.value == "unit":
                    yield from employer(self._kinds, match[0], match.start())
        if not self._own.search(said.text):
            yield from self._party.find(said)
            for match in self._company_fails.finditer(said.text):
                yield Finding("employer_kind", "enterprise", match.start("n"), match.end("n"))
        yield from islice(self._kinds_said.find(said), 1)
        for cue in self._places:
            yield from cue.find(said)
        if "家" in said.text or "口子" in said.text:
            for match in self._jobless_family.finditer(said.text):
                yield Finding("zero_employment_family", None, match.start(), match.end())  # whether it is recognised
        if "实习" in said.text:
            yield from self._trained.find(said)
