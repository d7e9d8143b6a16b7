"""A file that was read but isn't stored, as the JSON-ready shape of the machine-readable contract."""

from __future__ import annotations

from typing import Any

from assistant.authored import sha256
from assistant.documents.corpus import cut
from assistant.documents.front_matter import read_facts
from assistant.documents.outline import read_outline
from assistant.documents.read_text import ReadText, shown_name

Json = dict[str, Any]


def parsed(read: ReadText, name: str, content: bytes) -> Json:
    """The document and its clauses; ids stand under the placeholder ``document``, spans count ``document.text``."""
    source = read.text
    outline = read_outline(source)
    facts = read_facts(outline.metadata)
    return {
        "document": {
            "title": outline.title.text if outline.title else None,
            "number": facts.number,
            "issuer": "、".join(facts.issuers) or None,
            "issuers": list(facts.issuers),
            "dates": [day.isoformat() for day in facts.dates],
            "format": read.kind,
            "source": shown_name(name),
            "file_sha256": sha256(content),
            "sha256": sha256(source.encode()),
            "characters": len(source),
            "text": source,
            "metadata": [{"part": m.part.value, "text": m.content.text} for m in outline.metadata],
            "removed": [list(span) for span in outline.removed if source[span[0] : span[1]].strip()],
        },
        "clauses": [
            {
                "clause": c.id,
                "label_path": list(c.label_path),
                "title": c.title,
                "text": c.text,
                "spans": [list(span) for span in c.spans],
                "attributes": c.attributes,
                "paragraphs": list(c.paragraphs),
            }
            for c in cut("document", source, outline)
            if c.searchable and c.paragraph is None
        ],
        "warnings": [
            *({"code": w.code, "message": w.message, "clause": None} for w in read.warnings),
            *({"code": w.code, "message": w.message, "clause": f"document#{w.path}"} for w in outline.warnings),
        ],
    }
