"""Training, internships and contests as people tell them, and how long after them a job or a business began."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import whole
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

_PRIZES = {"一等": 1, "第一": 1, "冠军": 1, "二等": 2, "第二": 2, "亚军": 2, "三等": 3, "第三": 3, "季军": 3}


class Episodes:
    """Training to job, training to business, internships, contests."""

    def __init__(self, words: Words) -> None:
        self._districts = words.districts
        self._later = re.compile("^(?:以后|之后|后)(?:就|才|我|便|,)?")
        self._training = re.compile("培训|证书|结业|证拿|学完")
        self._after_training = re.compile(
            "(?:培训|证书|结业|结业证|合格证|证|班|学)(?:了|完了?|结束|毕业"
            "|拿到|到手|取得)*(?:以后|之后|后|结束|完)(?:的|过了|第|没过|才"
            "|只|就)*$"
        )
        self._job = words.pattern(
            "^(?:就|才|我|便|又|去|正式)*(?:进的?了?|入职|上班|上的班|找到"
            "|找的|就业|到|在|去)[^,。?]{0,10}?(?:单位|公司|企业|上班|工作"
            "|职|就业|厂|班|<workplace>|$)"
        )
        self._business = words.pattern(
            "^(?:就|才|我|便|又|去|正式|自己|在<district>区?)*(?:创业|开的?了?(?:店"
            "|公司|张|业|起)|注册|办的?了?|<own_business>|成立)"
        )
        self._internship_place = words.pattern(
            "见习(?:单位|基地|的?公司)?(?:[^,。?不]{0,4}?)(?:是|由|,是)?(?P<d><district>)区?(?:人社局?"
            "|人力社保局)?(?:认定|批|定)|(?:单位|公司)是(?P<d2><district>)区?(?:人社局?)?认定(?:的)?"
        )
        self._unrecognised = re.compile(
            "见习(?:单位|基地)(?:并|也|还)?(?:不是|没有?|未)(?:被|经|经过)?(?:区里|任何区)?认定"
        )
        self._internship_time = re.compile("见习(?:期限?|了|期是|时间|已经?|满|有|:|是|共|期共|期为)*$")
        self._internship_after = re.compile("^(?:的)?(?:就业)?见习(?!补贴|生活)|^(?:的)?见习期")
        self._prize = words.pattern(
            "(?P<d><district>)?区?(?P<n>创业创新大赛|创业大赛|创新创业大赛"
            "|创业比赛|双创大赛)(?P<mid>[^,。?]{0,12}?)(?P<p>一等奖|二等奖"
            "|三等奖|第一名|第二名|第三名|冠军|亚军|季军|没(?:有)?(?:获|得"
            "|拿)(?:到)?(?:过)?奖|没得奖|没拿奖|未获奖)"
        )
        self._skill = words.pattern(
            "(?P<w>(?P<d><district>)区?|全国|国家级?|北京市|全市|市级?|市里"
            "|世界)(?P<mid>[^,。?]{0,6}?)(?:职业)?技能(?:竞赛|大赛|比赛|比武)(?P<gap>[^,。?]{0,8}?)(?P<p>前三名?"
            "|第[一二三123]名|冠军|亚军|季军|一等奖|二等奖|三等奖|金奖|银奖"
            "|铜奖|金牌|银牌|铜牌)"
        )

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of episodes."""
        for span in said.spans:
            following = said.text[span.end : min(said.clause(span.start).end + 14, span.end + 22)]
            before = said.sentence_before(span.start, 30)
            later = self._later.match(following)
            after = self._after_training.search(before)
            if not span.exact or not (after or (later and self._training.search(before))):
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
        for match in self._unrecognised.finditer(said.text):
            yield Finding("internship_district", "none", match.start(), match.end())
        for match in self._internship_place.finditer(said.text):
            yield Finding("internship_district", self._districts[match["d"] or match["d2"]], match.start(), match.end())
        for span in said.spans:
            clause = said.clause(span.start)
            before, after = clause.text[: span.start - clause.start], clause.text[span.end - clause.start :]
            if span.exact and (self._internship_time.search(before) or self._internship_after.match(after)):
                yield Finding("internship_months", whole(span.months), span.start, span.end)

    def _contests(self, said: Said) -> Iterator[Finding]:
        for match in self._prize.finditer(said.text):
            if match["d"] is None or self._districts[match["d"]] != "xicheng":
                continue
            if match["p"].startswith(("没", "未")):
                yield Finding("startup_contest_rank", 0, match.start(), match.end())
            elif not re.search("没|未|想|争取|冲", match["mid"]):
                yield Finding("startup_contest_rank", _PRIZES[match["p"][:2]], match.start(), match.end())
        for match in self._skill.finditer(said.text):
            if re.search("没|未|想|争取|冲|除|以外|级以下", match["mid"] + match["gap"]):
                continue
            if match["d"] is None:
                yield Finding("competition_level", "city_or_above", match.start(), match.end(), weight=1)
            elif self._districts[match["d"]] == "chaoyang" and re.match("前三|第|冠|亚|季", match["p"]):
                yield Finding("competition_level", "district_top3", match.start(), match.end())
