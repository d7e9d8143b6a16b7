"""Training, internships and contests as people tell them, and how long after them a job or a business began."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import whole
from assistant.facts.listening.cues import Cue
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

_PRIZES = {"一等": 1, "第一": 1, "冠军": 1, "二等": 2, "第二": 2, "亚军": 2, "三等": 3, "第三": 3, "季军": 3}


class Episodes:
    """Training to job, training to business, internships, contests."""

    def __init__(self, words: Words) -> None:
        self._districts = words.districts
        self._later = words.pattern("^<afterwards>(?:就|才|我|便|,)?")
        self._passed = re.compile("(?:隔|过|等)了?$")
        self._training = words.pattern("<training_word>")
        self._after_training = words.pattern(
            "<training_noun><training_done>*(?:以后|之后|后|结束|完)(?:的|过了|第|没过|才|只|就)*$"
        )
        self._job = words.pattern("^<job_lead>*(?:<job_start>|上(?=的班))[^,。?]{0,10}?(?:<job_noun>|<workplace>|$)")
        self._business = words.pattern(
            "^(?:<business_lead>|在<district>区?)*(?:<business_start>|开的?了?<business_noun>|<own_business>)"
        )
        place = words.pattern(
            "见习<internship_body>?(?:[^,。?不]{0,4}?)(?:是|由|,是)?(?P<d><district>)区?<hr_bureau>?(?:认定|批|定)"
            "|在(?P<d3><district>)区?<hr_bureau>?(?:认定|定点|批)的?[^,。?不没]{0,8}?(?:见习|单位|基地)"
            "|(?:单位|公司)是(?P<d2><district>)区?(?:人社局?)?认定(?:的)?"
        )
        unrecognised = re.compile(
            "见习(?:单位|基地)(?:[^,。?不没]{0,6},?不是|(?:并|也|还)?(?:不是|没有?|未))"
            "(?:被|经|经过)?(?:区里|区级|哪个区|任何区)?认定"
        )
        self._internship_places = (
            Cue("internship_district", "none", unrecognised),
            Cue("internship_district", None, place, named=words.districts),
        )
        self._internship_time = words.pattern("见习<internship_link>*$")
        self._so_far = words.pattern("^<so_long>*$")
        self._internship_after = re.compile("^(?:的)?(?:就业)?见习(?!补贴|生活)|^(?:的)?见习期")
        self._prize = words.pattern(
            "(?P<d><district>)?区?(?P<n><startup_contest>)(?P<mid>[^,。?]{0,12}?)"
            "(?P<p><startup_prize>|没(?:有)?(?:获|得|拿)(?:到)?(?:过)?奖)"
        )
        self._skill = words.pattern(
            "(?P<w><contest_level>|(?P<d><district>)区?)(?P<mid>[^,。?]{0,6}?)(?:职业)?技能<contest>"
            "(?P<gap>[^,。?]{0,8}?)(?P<p><contest_prize>|第[一二三123]名)"
        )
        self._skill_prize_not = words.pattern("<skill_prize_not>")
        self._prize_not = words.pattern("<prize_not>")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of episodes."""
        for span in said.spans:
            following = said.text[span.end : min(said.clause(span.start).end + 14, span.end + 22)]
            before = said.sentence_before(span.start, 30)
            later = self._later.match(following)
            after = self._after_training.search(before)
            passed = self._passed.search(before)  # 拿了证，隔了五个月开的公司
            if not span.exact or not (after or ((later or passed) and self._training.search(before))):
                continue
            rest = following[later.end() if later else 0 :].lstrip(",")
            rest = re.split("[,。?]", rest, maxsplit=1)[0]
            if self._business.match(rest):
                yield Finding("months_from_training_to_startup", whole(span.months), span.start, span.end)
            elif self._job.match(rest) and not re.search("见习|创业", before[-12:]):
                yield Finding("months_from_training_to_job", whole(span.months), span.start, span.end)
        if "见习" in said.text:
            yield from self._internships(said)
        if "赛" in said.text or "比武" in said.text:
            yield from self._contests(said)

    def _internships(self, said: Said) -> Iterator[Finding]:
        for cue in self._internship_places:
            yield from cue.find(said)
        for span in said.spans:
            before, after = said.beside(span.start, span.end)
            start = said.clause(span.start).start
            lone = after in ("", "了") and self._so_far.match(before)  # 在…见习，已经仨月了
            if span.exact and (
                self._internship_time.search(before)
                or self._internship_after.match(after)
                or (lone and "见习" in said.sentence_before(start, 30))
            ):
                yield Finding("internship_months", whole(span.months), span.start, span.end)

    def _contests(self, said: Said) -> Iterator[Finding]:
        for match in self._prize.finditer(said.text):
            if match["d"] is None or self._districts[match["d"]] != "xicheng":
                continue
            if match["p"].startswith(("没", "未")):
                yield Finding("startup_contest_rank", 0, match.start(), match.end())
            elif not self._prize_not.search(match["mid"]):
                yield Finding("startup_contest_rank", _PRIZES[match["p"][:2]], match.start(), match.end())
        for match in self._skill.finditer(said.text):
            if self._skill_prize_not.search(match["mid"] + match["gap"]):
                continue
            if match["d"] is None:
                yield Finding("competition_level", "city_or_above", match.start(), match.end(), weight=1)
            elif self._districts[match["d"]] == "chaoyang" and re.match("前三|第|冠|亚|季", match["p"]):
                yield Finding("competition_level", "district_top3", match.start(), match.end())
