"""Training, internships and contests as people tell them, and how long after them a job or a business began."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import whole
from assistant.facts.listening.contests import Contests
from assistant.facts.listening.cues import Cue
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words


class Episodes:
    """Training to job, training to business, internships, contests."""

    def __init__(self, words: Words) -> None:
        self._contests = Contests(words)
        self._later = words.pattern("^<afterwards>(?:就|才|我|便|,)?")
        self._passed = re.compile("(?:隔|过|等)了?$")
        self._training = words.pattern("<training_word>")
        self._after_training = words.pattern(
            "<trained_verb>[^,。?]{0,8}?<training_noun>$|<training_noun><training_done>*(?:以后|之后|后|结束|完)(?:的|过了|第|没过|才|只|就)*$"
        )
        self._job = words.pattern("^<job_lead>*(?:<job_start>|上(?=的班))[^,。?]{0,10}?(?:<job_noun>|<workplace>|$)")
        self._business = words.pattern(
            "^(?:<business_lead>|在<district>区?)*(?:把<trade_place>(?:给)?[开办]|<business_start>"
            "|开的?了?<business_noun>|<own_business>)"
        )
        place = words.pattern(
            "见习<internship_body>?(?:[^,。?不]{0,4}?)(?:是|由|,是)?(?P<d><district>)区?<hr_bureau>?(?:认定|批|定)"
            "|在(?P<d3><district>)区?<hr_bureau>?(?:认定|定点|批)的?[^,。?不没]{0,8}?(?:见习|单位|基地)"
            "|(?P<d4><district>)区?<hr_bureau>?(?:认定|批)的[^,。?不没]{0,6}?见习"
            "|(?:见习|单位|基地)的?认定(?:也|就|都)?(?:是|在)(?P<d5><district>)区?"
            "|(?:单位|公司)是(?P<d2><district>)区?(?:人社局?)?认定(?:的)?"
        )
        unrecognised = re.compile(
            "见习(?:单位|基地)(?:[^,。?不没]{0,6},?不是|(?:并|也|还)?(?:不是|没有?|未))"
            "(?:被|经|经过)?(?:区里|区级|哪个区|任何区)?认定"
            "|见习[^。?]{0,14}?(?:不是|没有?|未)(?:经|被|经过)?(?:区里|区级|哪个区|任何区)?(?:认定|资质|资格)"
        )
        somewhere = words.pattern("见习(?:的)?(?:单位|公司|基地|地方)?(?:就|也)?在<district>区?(?![^,。?]{0,8}认定)")
        conditions = "(?:市级|市里|北京市)的?[^,。?]{0,4}见习[^,。?]{0,8}?"
        self._conditions = (
            Cue("city_internship_conditions", False, words.pattern(f"{conditions}<falls_short>")),
            Cue("city_internship_conditions", True, words.pattern(f"{conditions}<fulfils>")),
        )
        self._internship_places = (
            Cue("internship_district", "none", unrecognised),
            Cue("internship_district", None, place, named=words.districts),
            Cue("internship_district", None, somewhere),  # where it is isn't who recognised it
        )
        self._internship_time = words.pattern("见习<internship_link>*$")
        self._intern_over = words.pattern("<internship_over>")
        self._so_far = words.pattern("^<so_long>*$")
        self._internship_after = re.compile("^(?:的)?(?:就业)?见习(?!补贴|生活)|^(?:的)?见习期")

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
        yield from self._contests.find(said)

    def _internships(self, said: Said) -> Iterator[Finding]:
        for cue in (*self._internship_places, *self._conditions):
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
                if after == "了" and not self._intern_over.search(said.text, span.end, span.end + 12):
                    yield Finding("employment", "internship", span.start, span.end, weight=5)  # 见习四个月了
