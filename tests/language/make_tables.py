"""Writes the tables of sounds and of traditional characters from the libraries that know them: ``make tables``.

Made once and kept as data, so that the program needn't import them (pypinyin alone takes a quarter of a second).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from pypinyin import lazy_pinyin

CORPUS = Path(__file__).parents[2] / "corpus"
SOUNDS_HEAD = """\
# 同音字表，用来认出打错的字（见席→见习）：拼音（不分声调）<TAB>读这个音的字。# 开头的行是注释。
# 收国标一级字和文件用到的字，每字取最常用的读音；读音取自 pypinyin 0.55（MIT 许可）。
"""
TRADITIONAL_HEAD = """\
# 繁体字表：简体字<TAB>它的繁体写法。一字对一字，取自 OpenCC 的 TSCharacters（Apache 2.0 许可）。# 开头的行是注释。
"""
BASIC_PLANE = 0x1_0000


def sounds() -> str:
    """Syllables and their characters."""
    level_one = (bytes((a, b)).decode("gb2312", "ignore") for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF))
    texts = (path.read_text(encoding="utf-8") for path in sorted((CORPUS / "sources").glob("*.txt")))
    written = {c for text in texts for c in text if "\u4e00" <= c <= "\u9fff"}
    by_syllable: dict[str, list[str]] = {}
    for character in sorted({*filter(None, level_one), *written}):
        by_syllable.setdefault(lazy_pinyin(character)[0], []).append(character)
    return SOUNDS_HEAD + "".join(f"{s}\t{''.join(characters)}\n" for s, characters in sorted(by_syllable.items()))


def traditional() -> str:
    """Simplified characters and their traditional ones."""
    table = (files("opencc") / "dictionary" / "TSCharacters.txt").read_text(encoding="utf-8")
    written: dict[str, list[str]] = {}
    for line in table.splitlines():
        old, _, new = line.partition("\t")
        simplified = new.split(" ")[0]
        if len(old) == len(simplified) == 1 and old != simplified and max(ord(old), ord(simplified)) < BASIC_PLANE:
            written.setdefault(simplified, []).append(old)
    return TRADITIONAL_HEAD + "".join(f"{new}\t{''.join(sorted(old))}\n" for new, old in sorted(written.items()))


TABLES: dict[str, Callable[[], str]] = {"sounds.tsv": sounds, "traditional.tsv": traditional}

if __name__ == "__main__":
    for name, made in TABLES.items():
        (CORPUS / "words" / name).write_text(made(), encoding="utf-8")
