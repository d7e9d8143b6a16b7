"""Children of an age for school: 闺女上二年级, 儿子六岁半，明年上小学, 我没孩子."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Words

FACT = "school_age_child"


class Children:
    """Whether one has a child at school or about to go there; whose child it is, is for ``People`` to tell."""

    def __init__(self, words: Words) -> None:
        self._child = words.pattern("<child>")
        self._school = words.pattern(
            "<goes_to>[^,。?不没未]{0,5}?<school>|<grade>|<school>(?:在?读|在校|就读)?(?=$|[,。呢的了])|^(?:在|正|已经)*上学(?:了|呢)?$|<school_age>"
        )
        self._not = words.pattern("<not_at_school>")
        self._due = words.pattern("^(?:<adverb>|今年|明年|就|快)*(?:该|要)(?:上|入)(?:学|园|小学|幼儿园|初中)")
        self._none = words.pattern(
            "(?<!不是)(?:没有?|无|未)(?:生过?|要|养)?(?:一?个)?<any_child>(?=$|[,。]|上学|要上|呢|啊|的)"
        )

    def find(self, said: Said) -> Iterator[Finding]:
        """Findings of children."""
        if said.organisation or self._child.search(said.text) is None:
            return
        for match in self._none.finditer(said.text):
            yield Finding(FACT, False, match.start(), match.end())
        clauses = said.plain.clauses
        for index, clause in enumerate(clauses):
            child = self._child.search(clause.text)
            if child is None or re.search("(?:没有?|无)(?:一?个)?$", clause.text[: child.start()]):
                continue
            for after in clauses[index : index + 2]:
                if after.sentence != clause.sentence:
                    break
                if after is clauses[min(index + 1, len(clauses) - 1)] and self._due_later(said, index):
                    yield Finding(FACT, True, clause.start + child.start(), clause.start + child.end())
                    break
                if after is not clause and (self._child.search(after.text) or re.match("我|俺|本人|自己", after.text)):
                    break
                school = self._school.search(after.text, child.end() if after is clause else 0)
                if school is not None and not self._not.search(after.text):
                    yield Finding(FACT, True, clause.start + child.start(), clause.start + child.end())
                    break

    def _due_later(self, said: Said, index: int) -> bool:
        """“我儿子2019年生的，我35，该上学了”: only a child is due to go to school."""
        following = said.plain.clauses[index + 1 : index + 4]
        return any(c.sentence == said.plain.clauses[index].sentence and self._due.search(c.text) for c in following)
