"""The weights of the ranking and of “is this an answer”: ``corpus/ranking.yaml``."""

from __future__ import annotations

from pathlib import Path

from assistant.authored import Authored, AuthoredFile
from assistant.documents.metadata import LegalStatus
from assistant.retrieval.confidence import Points
from assistant.retrieval.index import FIELDS


class Context(Authored):
    """Factors by which a unit counts for more or less than its words."""

    heading: float  # a heading without own text answers less than the items below it
    frame: float  # preambles and annexes tell how the document came about
    city: float  # where the question names a district, the city's text comes after its own,
    other_district: float  # and another district's after that
    not_theirs: float  # of another district than the asker's own, or for another kind of applicant: breaks ties only
    legal_status: dict[LegalStatus, float]


class Ranking(Authored):
    """``corpus/ranking.yaml``."""

    fields: dict[str, float]
    context: Context
    confidence: Points


def load_ranking(folder: Path) -> Ranking:
    """Read ``folder/ranking.yaml``. Raises CorpusError."""
    file = AuthoredFile(folder / "ranking.yaml")
    ranking = file.validated(Ranking)
    wrong = set(ranking.fields) ^ set(FIELDS)
    if wrong:
        raise file.error(f"fields 里应当正好是这几项：{'、'.join(FIELDS)}；“{min(wrong)}”多了或者少了。", "fields")
    return ranking
