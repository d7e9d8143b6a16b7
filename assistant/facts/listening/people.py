"""Who speaks of whom: the person of each stretch, and the one the question is asked for.

“我二十九，家里娃三岁半”: the child's age is the child's. “我妈52岁，西城户口”: asked for the mother, so they are hers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from assistant.facts.listening.plain import Plain
from assistant.facts.listening.words import Words, any_of

SPEAKER = "我"
_SELF_DENIED = re.compile("^(?:但|可|不过|而)?我(?:可|却|就|也|还|自己)*(?:不是|没有|没|不在|是|有)(?:的|了|呢|啊)?$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named at a plain position; ``word`` is 我 or the word for a relative."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class People:
    """The people of an utterance. ``client``: for whom it is said outright that the question is (帮我妈问)."""

    plain: Plain
    mentions: tuple[Mention, ...]
    starts: tuple[int, ...]
    client: Mention | None

    def at(self, position: int) -> str:
        """Whose the words at a position are; the speaker's where nobody was named."""
        index = bisect_right(self.starts, position) - 1
        return self.mentions[index].word if index >= 0 else SPEAKER

    def speaker_denies(self) -> bool:
        """“我妈是西城户口，我不是”: the speaker speaks of themselves as well."""
        return any(_SELF_DENIED.match(clause.text) for clause in self.plain.clauses)

    def mention(self, word: str) -> Mention | None:
        """The first mention of a person."""
        return next((mention for mention in self.mentions if mention.word == word), None)


class Company:
    """Finds people by their words."""

    def __init__(self, words: Words) -> None:
        people = words.people
        self.gender = dict.fromkeys(people.female, "female") | dict.fromkeys(people.male, "male")
        self.strangers = frozenset(people.strangers)
        everyone = [*people.female, *people.male, *people.other, *people.strangers]
        short = any_of([word for word in everyone if len(word) == 1])
        long = any_of([word for word in everyone if len(word) > 1])
        whose = "(?:我们?家?的?|俺们?家?的?|咱们?家?的?|他|她|家里?的?|自家|一个)"
        relative = (
            f"(?:{whose}?(?P<long>{long})|(?:我们?家?|俺家?|咱家?|他|她|自家|家里?)的?(?P<short>{short})(?!人|校|夫))"
        )
        self._mention = words.pattern(
            f"(?P<beside>(?:<beside>了?(?:[一两二三]个|俩)?)?){relative}|(?P<self>我们?(?![国市区司]"
            "|家(?:里|的)?人)|本人|俺|咱)|(?P<third>[他她](?!们))"
        )
        self._for = words.pattern(f"(?:帮|替|给|为|代)(?:一?下)?(?:{relative})(?=来?<inquiry>|,|。|$|的|也)")

    def find(self, plain: Plain) -> People:
        """The people of an utterance."""
        text = plain.text
        asked_for = self._for.search(text)
        client = None
        if asked_for is not None:
            word = asked_for["long"] or asked_for["short"]
            client = Mention(word, asked_for.start("long" if asked_for["long"] else "short"), asked_for.end())
        mentions: list[Mention] = []
        last = client.word if client else ""
        for match in self._mention.finditer(text):
            if match["self"]:
                mentions.append(Mention(SPEAKER, match.start(), match.end()))
                continue
            if match["third"]:
                word = last or match["third"]
            else:
                word = match["long"] or match["short"]
                if match["beside"]:
                    continue  # 跟我妈住: she is not the one spoken of
            last = word
            mentions.append(Mention(word, match.start(), match.end()))
        return People(plain, tuple(mentions), tuple(mention.start for mention in mentions), client)
