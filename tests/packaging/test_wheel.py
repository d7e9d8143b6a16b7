"""A built wheel, installed elsewhere and run in an empty directory, brings its corpus and its pages along."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_the_wheel_works_in_an_empty_directory(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path / "dist"), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    empty = tmp_path / "empty"
    empty.mkdir()
    program = f"import sys; sys.path.insert(0, {str(site)!r}); from assistant.cli import main; sys.exit(main())"

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-P", "-c", program, *arguments], cwd=empty, capture_output=True, text=True, check=True
        )
        return done.stdout

    shown = run("clause", "xicheng-2021-2#2.6.p2", "--json")
    assert json.loads(shown)["text"].startswith("上述人员")
    check = f"""
import sys
sys.path.insert(0, {str(site)!r})
import assistant
from assistant.locations import corpus_folder, web_folder
from assistant.server.app import Settings, create_app
assert assistant.__file__.startswith({str(site)!r})
assert (web_folder() / "templates").is_dir()
print(create_app(Settings(corpus_folder(), "sqlite:///kept.sqlite3")).title)
"""
    done = subprocess.run([sys.executable, "-P", "-c", check], cwd=empty, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
