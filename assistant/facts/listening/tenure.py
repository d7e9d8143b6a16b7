"""How long somebody has been in the job they have: 干了七个月, 在现单位十个月了, 上家三年，这家才一个月."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.amounts import Span, whole
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

NEAR, AHEAD = 24, 24  # characters before and after a length of time in which a job or a shop is spoken of


class Tenure:
    """Months in the present job; a job at hand, not jobs altogether, a contract's term or a shop's age."""

    def __init__(self, words: Words) -> None:
        self._worked = words.pattern("<worked_verb><worked_tail>*$|(?:入职|上班)(?!.{0,10}(?:签|合同))[^,。?]{0,10}$")
        self._here = words.pattern(
            "(?:(?:在|来|到)?(?:现在?(?:的)?|目前的?|本|这家?|这个?)(?:<workplace>|这份工作)|(?:在|来)?这(?:家|份(?:工作)?)"
            "|(?:在|来)(?:这里|这儿|这)(?=<worked_here>)|^(?:我|都)?(?:来|进|到)(?:了)?(?:我们)?(?:公司|单位|厂里?))(?:<worked_here>|<worked_tail>|才|整整|一共|刚刚|刚)*$"
        )
        self._present = words.pattern("^<present_job>|上班|入职")
        self._after = re.compile("(?:整)?(?:了)?(?:$|,|。|也|都|还|就|连)|(?:整)?了?(?:呢|啊)?$")
        self._not = words.pattern("<not_work_months>|<flexible>|<own_business>|(?:开|盘)(?:了|着|的)")
        self._job = words.pattern("<job_here>|<workplace>")
        self._not_job = words.pattern("<not_job_months>")

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of the months in the job."""
        for span in said.spans:
            before, after = said.beside(span.start, span.end)
            if not span.exact or not self._after.match(after):
                continue
            here = self._here.search(before)
            if here is None and not self._lasted(said, span, before):
                continue
            yield Finding("months_employed", whole(span.months), span.start, span.end)
            if self._present.search(here[0] if here is not None else before[-4:]):
                yield Finding("employment", "unit", span.start, span.end, weight=1)

    def _lasted(self, said: Said, span: Span, before: str) -> bool:
        """Whether work is said to have lasted so long, and a job is spoken of near it."""
        if not self._worked.search(before) or self._not.search(before):
            return False
        if self._not_job.search(said.sentence_before(span.start, NEAR)):
            return False
        ahead = re.split("[。?]", said.text[span.end : span.end + AHEAD], maxsplit=1)[0]
        return bool(self._job.search(said.sentence_before(span.start) + said.clause(span.start).text + ahead))
