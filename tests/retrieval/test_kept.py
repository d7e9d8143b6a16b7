"""The index kept on disk: used when it fits to the last byte, else made again; never believed blindly."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.authored import CorpusError, sha256
from assistant.engine import Engine
from assistant.retrieval import kept as kept_module
from assistant.retrieval.arrays import Unreadable, packed, unpacked
from assistant.retrieval.kept import index_path, keep
from tests.conftest import CORPUS

DAY = dt.date(2026, 11, 20)
QUESTION = "下岗了想开个小店，房租给补吗"
ASKED = "haidian-measures-note.yaml"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("ASSISTANT_CACHE", str(folder))
    return folder


@pytest.fixture(scope="session")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus with the phrasings of one document only: how its index is kept doesn't depend on how long it takes."""
    folder = Path(shutil.copytree(CORPUS, tmp_path_factory.mktemp("quick") / "corpus"))
    for path in (folder / "words" / "asked").glob("*.yaml"):
        if path.name != ASKED:
            path.unlink()
    return folder


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, corpus_folder: Path) -> tuple[Path, str]:
    """An index as it is made and kept, and what is answered from it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ASSISTANT_CACHE", str(folder := tmp_path_factory.mktemp("made")))
        first = answer(corpus_folder)
    (path,) = kept(folder)
    assert path.stat().st_mode & 0o077 == 0  # nobody else's business
    return path, first


@pytest.fixture
def full(cache: Path, made: tuple[Path, str]) -> Path:
    """The cache with that index in it."""
    cache.mkdir(mode=0o700)
    shutil.copy2(made[0], cache)
    return cache


@pytest.fixture
def corpus(tmp_path: Path, corpus_folder: Path) -> Path:
    return Path(shutil.copytree(corpus_folder, tmp_path / "corpus"))


def answer(folder: Path) -> str:
    return json.dumps(Engine(folder).search(QUESTION, DAY), ensure_ascii=False)


def kept(cache: Path) -> list[Path]:
    return sorted(cache.glob("*"))


def test_a_kept_index_answers_the_same(full: Path, made: tuple[Path, str], corpus_folder: Path) -> None:
    (path,) = kept(full)
    written = path.stat().st_mtime_ns
    assert answer(corpus_folder) == made[1]
    assert path.stat().st_mtime_ns == written


@pytest.mark.parametrize("name", ["words/lexicon.tsv", f"words/asked/{ASKED}", "ranking.yaml"])
def test_one_changed_byte_makes_it_anew(full: Path, corpus: Path, name: str) -> None:
    (before,) = kept(full)
    with (corpus / name).open("ab") as file:
        file.write(b"# \n")
    answer(corpus)
    assert set(kept(full)) > {before}


def test_a_changed_source_is_refused_although_an_index_is_kept(full: Path, corpus: Path) -> None:
    with (corpus / "sources" / "000_66f315593b9bb9d0.txt").open("ab") as file:
        file.write(b"\n")
    with pytest.raises(CorpusError, match="sha256"):
        Engine(corpus)
    assert len(kept(full)) == 1


def test_changed_code_is_another_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "decide.py").write_text("x = 1\n", encoding="utf-8")
    monkeypatch.setattr(kept_module, "PACKAGE", tmp_path)
    before = index_path(tmp_path, "v")
    (tmp_path / "rules" / "decide.py").write_text("x = 2\n", encoding="utf-8")
    assert index_path(tmp_path, "v") != before


def test_a_rule_that_has_drifted_is_refused_although_an_index_is_kept(full: Path, corpus: Path) -> None:
    rules = corpus / "rules" / "xicheng-2021-2.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("1.2万元", "1.3万元", 1), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"xicheng-2021-2\.yaml"):
        Engine(corpus)
    assert len(kept(full)) == 1


def test_what_cannot_be_put_in_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "taken.index").mkdir()
    keep(tmp_path / "taken.index", {"words": []})
    assert [path.name for path in kept(tmp_path)] == ["taken.index"]


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def bits_turned(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def head_changed(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"I"', b'"i"', 1))


def deeply_nested(path: Path) -> None:
    path.write_bytes(b"[" * 200_000)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def noise(path: Path) -> None:
    path.write_bytes(os.urandom(5_000))


def open_to_all(path: Path) -> None:
    path.chmod(0o666)


@pytest.mark.parametrize("harm", [cut_short, bits_turned, head_changed, deeply_nested, emptied, noise, open_to_all])
def test_what_is_amiss_is_made_again(
    full: Path, made: tuple[Path, str], corpus_folder: Path, harm: Callable[[Path], None]
) -> None:
    (path,) = kept(full)
    good = path.read_bytes()
    harm(path)
    assert answer(corpus_folder) == made[1]
    assert path.stat().st_mode & 0o077 == 0
    assert path.read_bytes() == good


def test_where_nothing_can_be_kept_it_still_answers(
    tmp_path: Path, corpus_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_CACHE", str(blocked))
    assert answer(corpus_folder)
    assert blocked.read_text(encoding="utf-8") == "no folder"


def test_only_the_newest_few_are_kept(tmp_path: Path) -> None:
    for number in range(10):
        path = tmp_path / f"{number}.index"
        keep(path, {"words": [str(number)]})
        os.utime(path, (number, number))
    keep(tmp_path / "last.index", {"words": []})
    assert {path.stem for path in kept(tmp_path)} == {"last", *(str(number) for number in range(3, 10))}


def test_a_search_from_a_terminal_loads_little(engine: Engine) -> None:
    """No numbers library, no rules, no dialogue: this is why it is there at once."""
    _ = engine.clause_search  # whose index is kept now
    script = (
        "import sys; from assistant.cli import main; main(['search', '房租补贴', '--json', '--corpus', sys.argv[1]]);"
        "loaded = {n.rsplit('.', 1)[0] for n in sys.modules} | set(sys.modules);"
        "print(sorted(loaded & {'numpy', 'rank_bm25', 'pypinyin', 'opencc', 'pkg_resources', 'assistant.rules',"
        " 'assistant.dialogue', 'assistant.facts.listening', 'sqlalchemy', 'fastapi'}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(engine.folder)],
        capture_output=True,
        text=True,
        env={**os.environ, "ASSISTANT_DATABASE_URL": "sqlite:///nowhere.sqlite3"},
        check=True,
    )
    assert json.loads(done.stdout)["results"]
    assert done.stderr.strip() == "[]"


def of_another_machine() -> bytes:
    other = {"little": "big", "big": "little"}[sys.byteorder]
    rest = packed({"words": []}).partition(b"\n")[2].replace(sys.byteorder.encode(), other.encode())
    return sha256(rest).encode() + b"\n" + rest


@pytest.mark.parametrize("content", [b"", b"{}\nabc", of_another_machine()])
def test_other_bytes_are_no_arrays(content: bytes) -> None:
    with pytest.raises(Unreadable):
        unpacked(content)


def test_arrays_come_back_as_they_were() -> None:
    from array import array

    arrays = {
        "words": ["补贴", "房租"],
        "none": [],
        "empty": ["", ""],
        "one": [""],
        "numbers": array("d", [0.1, -1e300]),
        "starts": array("I", []),
    }
    assert unpacked(packed(arrays)) == arrays
