"""Predicates without their subject matter: “我哥是退役军人，我不是”, “残疾证呢，没办过”, “失业登记嘛，办了”.

What is denied or affirmed was named in a clause before: of somebody else, or only brought up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.facts.listening.plain import ASK
from assistant.facts.listening.said import Finding, Said
from assistant.facts.listening.words import Statement, Words, any_of

FARTHEST = 2  # clauses between a name and what is said of it
LONGEST = 12  # characters of a bare predicate


class _Named:
    """The names of one fact, and the verbs one has it by."""

    def __init__(self, words: Words, fact: str, names: list[str], verbs: list[str]) -> None:
        self.fact = fact
        self.names = re.compile(any_of(names))
        verb = any_of([*verbs, "是", "有", "办", "弄", "算"]) + "(?:理|到|上|成|过)*"
        tail = "(?:过|上|成|到|了|的|呢|啊|呀|吧)*$"
        self.no = words.pattern(f"(?:没有?|不|未|没能)(?:去|曾|再|在|被)?(?:{verb})?{tail}")
        self.yes = words.pattern(
            f"(?:(?:是|有|算)(?:的|了|着|啊|呢)*|{verb}(?:了|着|下来)+(?:的|呢)?|在{verb}(?:着|呢)?)$"
        )


class Ellipsis:
    """Reads bare predicates of yes/no facts."""

    def __init__(self, words: Words, statements: dict[str, Statement]) -> None:
        self._known = (
            *(
                _Named(words, fact, [*s.names, *s.denied, *s.short], [*s.does, *s.has])
                for fact, s in statements.items()
                if s.speaker != "organisation"
            ),
            _Named(words, "registered_unemployed", words.words("registration"), words.words("register_verb")),
        )
        self._any = re.compile("|".join(known.names.pattern for known in self._known))
        self._somebody = words.pattern(
            "^(?:但是?|可是?|不过|而|然而)?(?:我们?家?|我自己|我本人|本人|俺|咱|自己|<relative>)的?"
            "(?=[没不未有是在办领拿也都倒却可就还早已从]|参加|享受)(?:<adverb>|倒|却)*"
        )
        self._bare = words.pattern("^(?:<adverb>|我|从前|过去|头|家里)*(?=[没不未有是在办领拿上考做]|参加|享受|认定)")
        self._brought_up = words.pattern(
            "(?:的|证|户|人员|待遇|家庭|认定|手续|条件|这个|那个|这块|方面)*"
            "(?:[和、跟与][^,。?没有]{1,10})?(?:呢|嘛|么|吧|啊|呀|的话)*$"
        )
        self._another = words.pattern("<someone_had>")
        # 以为办了失业登记，结果一查没办上: the belief is overruled
        self._believed = re.compile("以为")
        self._overruled = words.pattern("^(?:结果|谁知|哪知|其实|后来|可|但)?(?:[^,。?没不未]{0,8}?)(?=[没不未])")

    def find(self, said: Said) -> Iterator[Finding]:
        """What bare predicates say of the facts named before them."""
        if said.organisation or self._any.search(said.text) is None:
            return
        clauses = said.plain.clauses
        for index in range(1, len(clauses)):
            clause = clauses[index]
            if len(clause.text) > 2 * LONGEST or clause.mark == ASK:
                continue
            if len(clause.text) > LONGEST and not self._believed.search(clauses[index - 1].text):
                continue
            somebody = self._somebody.match(clause.text)
            believed = self._believed.search(clauses[index - 1].text) is not None
            bare = (
                somebody or self._bare.match(clause.text) or (self._overruled.match(clause.text) if believed else None)
            )
            if bare is None:
                continue
            for back in range(index - 1, max(-1, index - 2 - FARTHEST), -1):
                before = clauses[back]
                if before.sentence != clause.sentence:
                    break
                if self._any.search(before.text) is None:
                    if somebody is None:
                        break
                    continue
                for known in self._known:
                    for name in known.names.finditer(before.text):
                        if somebody is None and not self._brought_up.match(before.text, name.end()):
                            continue
                        if somebody is not None and not self._another.search(before.text[: name.start()]):
                            continue
                        rest = clause.text[bare.end() :]
                        value = False if known.no.match(rest) else True if known.yes.match(rest) else None
                        if value is not None:  # it outweighs the bare name, which may look like a claim (残疾证呢)
                            yield Finding(known.fact, value, clause.start, clause.end, weight=1)
                        break
                break
