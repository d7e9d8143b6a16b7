"""Authored data (YAML under ``corpus/``): read with line numbers, checked against a schema, refused in one sentence.

A slip in a data file is somebody's typo, so every error names file, line and field and says what is expected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[str | int, ...]


class CorpusError(Exception):
    """The corpus can't be loaded; the message (Chinese) names file, line and what to mend."""


class Authored(BaseModel):
    """Base of every schema: unknown fields are refused, values never change after load.

    A field that Python keeps for itself (``from``, ``is``) is written with an underscore in code only.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=lambda name: name.rstrip("_"))


class _Loader(yaml.CSafeLoader):
    """YAML without dates: a day stays the text it is written as, and the schema reads it."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


class AuthoredFile:
    """A parsed YAML file that knows on which line each of its values stands."""

    def __init__(self, path: Path) -> None:
        self.path = path
        text = read_authored(path)
        loader = _Loader(text)
        try:
            self._node = loader.get_single_node()
            _refuse_repeated_fields(self._node, path)
            self.content: Any = loader.construct_document(self._node) if self._node else None
        except yaml.MarkedYAMLError as problem:
            line = problem.problem_mark.line + 1 if problem.problem_mark else 1
            raise CorpusError(f"{path}，第 {line} 行：YAML 写法有误（{problem.problem}），请检查缩进和引号。") from None
        except ValueError as problem:
            raise CorpusError(f"{path}：有一个值读不出来（{problem}）。") from None
        finally:
            loader.dispose()

    @cached_property
    def lines(self) -> dict[Location, int]:
        """The line of each value; needed for messages only."""
        return dict(_walk(self._node, ())) if self._node else {}

    def line(self, *location: str | int) -> int:
        """The line of the value at ``location``, or of the nearest thing around it."""
        while location and location not in self.lines:
            location = location[:-1]
        return self.lines.get(location, 1)

    def error(self, message: str, *location: str | int) -> CorpusError:
        """A CorpusError that names this file and the line of ``location``."""
        return CorpusError(f"{self.path}，第 {self.line(*location)} 行：{message}")

    def refuse_unknown_blanks(self, filled_in: Collection[str]) -> None:
        """Raises CorpusError where a text has a blank ``{…}`` that the program has nothing for."""
        for location, text in _texts(self.content, ()):
            try:
                unknown = {name for _, name, _, _ in Formatter().parse(text) if name is not None} - set(filled_in)
            except ValueError:
                raise self.error(f"“{text}”的花括号不成对，请补上。", *location) from None
            if unknown:
                raise self.error(f"“{text}”里的 {{{unknown.pop()}}} 没有内容可填，请检查拼写。", *location)

    def validated(self, schema: type[Model]) -> Model:
        """The content as ``schema``; the first thing that doesn't fit is reported."""
        try:
            return schema.model_validate(self.content)
        except ValidationError as problem:
            first = problem.errors(include_url=False)[0]
            location = _in_file(first["loc"], self.lines)
            field = ".".join(str(part) for part in location) or "（整个文件）"
            found = first.get("input")
            shown = "" if isinstance(found, dict | list) or found is None else f"，现在写的是“{found}”"
            raise self.error(f"字段 {field}：{_in_chinese(first)}{shown}。", *location) from None


def read_authored(path: Path) -> str:
    """The text of a data file, or a CorpusError that says which file is missing or unreadable."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CorpusError(f"语料缺少文件 {path}，请恢复它或用 --corpus 指到完整的语料目录。") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise CorpusError(f"语料文件 {path} 读不出来：{problem}。") from None


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The numbered lines of a word list, without comments and empty ones."""
    for number, line in enumerate(read_authored(path).splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line


def read_columns(path: Path, least: int, most: int) -> Iterator[list[str]]:
    """The rows of a table with TABs between its columns. Raises CorpusError for a row of another width."""
    for number, line in read_lines(path):
        columns = [column.strip() for column in line.split("\t")]
        if not least <= len(columns) <= most or not all(columns[:least]):
            raise CorpusError(f"{path}，第 {number} 行：应有 {least} 至 {most} 栏，以 TAB 分开，前 {least} 栏不能空。")
        yield columns


def sha256(content: bytes) -> str:
    """The hexadecimal SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def _refuse_repeated_fields(node: yaml.Node | None, path: Path) -> None:
    left = [node]
    while left:
        part = left.pop()
        if isinstance(part, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in part.value:
                if key.value in seen:
                    line = key.start_mark.line + 1
                    raise CorpusError(f"{path}，第 {line} 行：字段“{key.value}”写了两次，请只留一个。")
                seen.add(key.value)
                left.append(value)
        elif isinstance(part, yaml.SequenceNode):
            left += part.value


def _walk(node: yaml.Node, location: Location) -> Iterator[tuple[Location, int]]:
    yield location, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _walk(value, (*location, key.value))
            yield (*location, key.value), key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _walk(value, (*location, index))


def _texts(content: Any, location: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(content, str):
        yield location, content
    elif isinstance(content, dict):
        for name, inner in content.items():
            yield from _texts(inner, (*location, name))
    elif isinstance(content, list):
        for index, inner in enumerate(content):
            yield from _texts(inner, (*location, index))


def _in_file(location: tuple[int | str, ...], lines: dict[Location, int]) -> Location:
    """A pydantic location without the parts that are no keys of the file (union tags)."""
    kept: Location = ()
    for part in location:
        if (*kept, part) in lines:
            kept = (*kept, part)
    last = location[-1] if location else ""
    return kept if not location or (kept and kept[-1] == last) else (*kept, last)


def _in_chinese(error: Any) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return "缺少这一项"
    if kind == "extra_forbidden":
        return "没有这个字段，请检查拼写"
    if kind in ("literal_error", "enum"):
        return f"只能是 {context.get('expected', '')}"
    if kind == "value_error":
        return str(context.get("error", error["msg"]))
    return f"不合要求（{error['msg']}）"
