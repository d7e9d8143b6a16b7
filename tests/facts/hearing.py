"""A listener on the real corpus, made once."""

from __future__ import annotations

from functools import lru_cache

from assistant.facts.extract import Listener
from assistant.facts.vocabulary import Vocabulary, load_vocabulary
from assistant.facts.wording import load_wording
from assistant.rules.parameters import load_parameters
from tests.conftest import CORPUS


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    return load_vocabulary(CORPUS)


@lru_cache(maxsize=1)
def listener() -> Listener:
    return Listener(CORPUS, vocabulary(), load_wording(CORPUS, vocabulary()), load_parameters(CORPUS).retirement)
