"""What answers of the HTTP API look like, for its OpenAPI description: nothing is checked or changed by it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

LegalStatus = Literal["in_force", "not_yet_in_force", "expired", "draft", "explanatory_note"]


class Found(BaseModel):
    """Something that a text says; offsets are code points of the text."""

    model_config = ConfigDict(extra="allow")
    text: str
    start: int
    end: int
    severity: Literal["problem", "notice"] | None = Field(description="problem：有问题；notice：要留意；null：无误")


class Warned(BaseModel):
    code: str
    message: str


class FoundCitation(Found):
    status: Literal["resolved", "ambiguous", "not_found", "outside_corpus"]
    clauses: list[str] = Field(description="所引的条款；不能确定时，可能是的各条")
    document: str | None
    nearest: list[str] = Field(description="查无此条时，最接近的条款")
    legal_status: LegalStatus | None
    warnings: list[Warned]
    citation: str | None = Field(description="规范的引用写法")


class Difference(BaseModel):
    start: int
    end: int
    said: str
    printed: str


class Omission(BaseModel):
    model_config = ConfigDict(extra="allow")
    clause: str
    text: str


class Conflict(BaseModel):
    text: str
    clauses: list[str]


class FoundQuote(Found):
    status: Literal["verbatim", "altered", "not_found"]
    clause: str | None = Field(description="这些话所在的条款")
    attributed_to: str | None = Field(description="文中说出自这一条，其实不在")
    differences: list[Difference]
    omissions: list[Omission] = Field(description="略去的限制")
    conflicts: list[Conflict] = Field(description="别处可能不同的规定")
    legal_status: LegalStatus | None
    citation: str | None = Field(description="规范的引用写法")


class FoundFigure(Found):
    status: Literal["supported", "unsupported", "undecidable"]
    clause: str | None
    reason: str | None = Field(description="为什么没有依据或不能确定")


class CheckedText(BaseModel):
    """What a text cites, quotes and states as figures, each from left to right."""

    model_config = ConfigDict(extra="allow")
    as_of: str
    corpus_version: str
    citations: list[FoundCitation]
    quotes: list[FoundQuote]
    figures: list[FoundFigure]
    problems: int = Field(description="有问题的有几处")
    notices: int = Field(description="要留意的有几处")


CHECKED: dict[str, Any] = {"model": CheckedText, "description": "引用、引文、数字各是什么，有没有问题"}
