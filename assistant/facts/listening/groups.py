"""People in general and people taken on: words that are true of nobody in particular."""

from __future__ import annotations

from assistant.facts.listening.cues import Void
from assistant.facts.listening.said import Said
from assistant.facts.listening.words import Words


class Groups:
    """Tells a group or somebody else's staff from a person who is spoken of."""

    def __init__(self, words: Words) -> None:
        self._somebody = words.pattern("<somebody>")
        self._class = words.pattern("<class_tail>?(?:的(?=[^,。?])|<class_kind>*<class_topic>)")
        taken_on = words.pattern("(?<!被)<take_on>(?:了|来|到|过)?[^,。?我被为]{0,8}$")
        self.hired = Void(taken_on, before=20)  # 招了3个登记失业人员: somebody took them on

    def of_a_class(self, said: Said, start: int, end: int) -> bool:
        """Whether the words describe a group and nobody in particular: “未就业的高校毕业生”, “应届毕业生就业补贴”."""
        clause = said.clause(start)
        if not self._class.match(clause.text, end - clause.start):
            return False
        return not self._somebody.search(clause.text, 0, start - clause.start)

    def taken_on(self, said: Said, start: int) -> bool:
        """Whether the words are the object of a hire (招了3个登记失业人员): somebody took them on."""
        return self.hired.words.search(said.before(start, self.hired.before)) is not None
