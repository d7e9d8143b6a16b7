"""The citation desk: texts and files handed in, what became of each, a check to read, to pass on, to do again."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from concurrent.futures import wait
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from assistant.documents.corpus import Corpus
from assistant.documents.formats import refuse_size
from assistant.documents.read_text import MAX_BYTES, UnreadableDocument, shown_name
from assistant.engine import LONGEST_CHECKED
from assistant.facts.calendar import BadDay, read_day
from assistant.reports.findings import Check
from assistant.request import RequestError
from assistant.server.check_view import CheckView
from assistant.server.checking import kept_text
from assistant.server.door import GuardedRoute, actor, whoever
from assistant.server.kept_findings import read_kept
from assistant.server.permissions import may
from assistant.server.rendering import page, to, with_htmx
from assistant.server.result_pages import WORD
from assistant.server.running import running
from assistant.server.sharing import attached
from assistant.server.uploads import FilledIn, read_form
from assistant.store.checks import KEEP_CHECKS, CheckLine, HandedIn, KeptCheck, UnknownCheck
from assistant.store.conversations import new_token

router = APIRouter(include_in_schema=False, route_class=GuardedRoute)
Json = dict[str, Any]
LONGEST_TITLE = 24  # characters of a pasted text's first line, by which it is listed
PATIENCE = 3.0  # seconds that a single text is waited for
PAGE = 30  # checks of the list
MOST_FILES = 20
EVERYBODYS = "GET /audit"  # who may use this may list everybody's checks
_NOTHING = "还没有要核对的内容：请粘贴文字，或选至少一份文件。"
_TOO_LONG = "粘贴的文字太长（{length} 个字符），一次最多 {most} 个，请分几次核对，或存成文件。"
_TOO_MANY = "一次选了 {count} 份文件，最多 {most} 份，请分几次传。"


@router.get("/staff")
def desk(
    request: Request,
    done: Annotated[str, Query(max_length=20)] = "",
    whose: Annotated[str, Query(max_length=20)] = "",
    start: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> Response:
    """The form, and the checks that the account made; or everybody's, for those who oversee."""
    return _desk(request, done=done, whose=whose, start=start)


@router.post("/staff/checks")
def hand_in(request: Request) -> Response:
    """Keep a text and files, each a check of its own, and begin to work on them."""
    here = running(request)
    form = FilledIn()
    try:
        form = read_form(request.state.body, request.headers.get("content-type", ""))
        items = _handed_in(form)
        as_of = read_day(form.fields.get("as_of", "").strip() or here.today().isoformat())
    except (BadDay, RequestError) as refused:
        return _desk(request, str(refused), form, 422)
    by = actor(request)
    batch = _batch(by.name, form.fields.get("message_id", ""))
    here.checks.hand_in(batch, items, as_of, by)
    return _begun(request, batch)


@router.get("/staff/batches/{batch}")
def batch(request: Request, batch: str) -> Response:
    """What became of each text that came in together; with htmx only that part."""
    here = running(request)
    lines = here.checks.batch(batch)
    if not lines:
        raise UnknownCheck
    _go_on(request, lines)
    context = {"lines": lines, "batch": batch, "pending": sum(line.pending for line in lines)}
    return page(request, "parts/batch.html" if with_htmx(request) else "batch.html", context)


@router.get("/staff/checks/{token}")
def check(
    request: Request,
    token: str,
    page_number: Annotated[int, Query(alias="page", ge=1, le=10**6)] = 1,
    only: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """A check as it was found on its day; of one that isn't done, how far it has come."""
    here, line = running(request), running(request).checks.line(token)
    own = line.account == whoever(request).account.name
    context: Json = {"line": line, "own": own, "keep_days": KEEP_CHECKS}
    if line.state != "done":
        _go_on(request, [line])
        return page(request, "check_pending.html", context)
    kept = _seen(request, token)
    view = CheckView(kept, only == "problems")
    number = min(page_number, len(view.pages))
    context |= {
        "check": kept, "view": view, "rows": view.rows(number), "number": number,
        "changed": line.corpus_version != here.engine.corpus.version,
        "turned": _turned(here.engine.corpus, view.documents, line.as_of, here.today()),
        "words": here.engine.check_findings.words,
        "together": len(here.checks.batch(line.batch)),
    }  # fmt: skip
    return page(request, "check.html", context)


def _turned(corpus: Corpus, documents: Iterable[str], then: dt.date, now: dt.date) -> list[tuple[str, str]]:
    """The documents cited whose legal status is another one today: what they are called, and what they are now."""
    known = [corpus.documents[document].metadata for document in documents if document in corpus.documents]
    return [(m.name, m.legal_status(now)) for m in known if m.legal_status(now) != m.legal_status(then)]


@router.get("/staff/checks/{token}/report.docx")
def report_docx(request: Request, token: str) -> Response:
    """The text as a Word file with comments in place, as it was found then."""
    from assistant.reports.check_document import CheckDocument

    kept = _seen(request, token)
    content = CheckDocument(running(request).engine.check_findings, [_as_reported(request, kept)], ()).written()
    return _report(kept, content, "docx", WORD)


@router.get("/staff/checks/{token}/report.csv")
def report_csv(request: Request, token: str) -> Response:
    """A table for a spreadsheet, a row for each finding."""
    from assistant.reports.check_table import check_table

    kept = _seen(request, token)
    content = check_table(running(request).engine.check_findings, [_as_reported(request, kept)], ())
    return _report(kept, content.encode(), "csv", "text/csv; charset=utf-8")


@router.post("/staff/checks/{token}/again")
def check_again(request: Request, token: str) -> Response:
    """The same text once more, by today's documents: another check, this one stays."""
    here, line = running(request), running(request).checks.line(token)
    text = here.checks.text(token)
    if text is None:
        raise UnknownCheck
    batch = new_token()
    here.checks.hand_in(batch, [HandedIn(line.name, text)], here.today(), actor(request))
    return _begun(request, batch)


@router.post("/staff/checks/{token}/delete")
def delete(request: Request, token: str) -> Response:
    """Nothing is left of one's own check."""
    running(request).checks.delete(token, actor(request))
    return to("/staff?done=deleted")


def _seen(request: Request, token: str) -> KeptCheck:
    """A check that is done; that somebody looks at another's is audited. Raises UnknownCheck."""
    kept = running(request).checks.get(token)
    if kept.line.account != whoever(request).account.name:
        running(request).checks.saw(token, actor(request))
    return kept


def _as_reported(request: Request, kept: KeptCheck) -> Check:
    answer = running(request).checks.answer(kept.line.token)
    return Check(kept.line.name, kept.text, answer, read_kept(kept.findings, kept.text).found)


def _report(kept: KeptCheck, content: bytes, ending: str, kind: str) -> Response:
    name = f"{kept.line.name}-核对.{ending}"
    headers = {"content-disposition": attached(name, f"check-{kept.line.as_of.isoformat()}.{ending}")}
    return Response(content, media_type=kind, headers=headers)


def _handed_in(form: FilledIn) -> list[HandedIn]:
    """The pasted text and the files, those that are too large refused each for itself. Raises RequestError."""
    text, files = kept_text(form.fields.get("text", "")), form.files
    if len(text) > LONGEST_CHECKED:
        raise RequestError("text_too_long", _TOO_LONG.format(length=len(text), most=LONGEST_CHECKED))
    if len(files) > MOST_FILES:
        raise RequestError("too_many_files", _TOO_MANY.format(count=len(files), most=MOST_FILES))
    items = [HandedIn(_title(text), text)] if text.strip() else []
    items += [_file(shown_name(name) or "文件", content) for name, content in files]
    if not items:
        raise RequestError("empty", _NOTHING)
    return items


def _title(text: str) -> str:
    first = shown_name(text.strip().partition("\n")[0].replace("/", "／").replace("\\", "＼")) or "粘贴的文字"
    return first if len(first) <= LONGEST_TITLE else f"{first[:LONGEST_TITLE]}…"


def _file(name: str, content: bytes) -> HandedIn:
    try:
        refuse_size(len(content))
    except UnreadableDocument as refused:
        return HandedIn(name, refusal=str(refused))
    return HandedIn(name, content=content)


def _batch(account: str, message_id: str) -> str:
    """Of a form sent twice the same; it can't be guessed, as the form's id can't."""
    if not message_id:
        return new_token()
    return urlsafe_b64encode(hashlib.sha256(f"checks of {account}: {message_id}".encode()).digest()[:18]).decode()


def _begun(request: Request, batch: str) -> Response:
    """To the one check, when it is done or has taken too long to be waited for; or to all of them."""
    lines = running(request).checks.batch(batch)
    futures = _go_on(request, lines)
    if len(lines) > 1:
        return to(f"/staff/batches/{batch}")
    wait(futures, PATIENCE)
    return to(f"/staff/checks/{lines[0].token}")


def _go_on(request: Request, lines: list[CheckLine]) -> Any:
    """Whatever isn't done is worked on."""
    return running(request).checking.take_up(line.token for line in lines if line.pending)


def _desk(
    request: Request,
    problem: str = "",
    form: FilledIn | None = None,
    status: int = 200,
    done: str = "",
    whose: str = "",
    start: int = 0,
) -> Response:
    here, account = running(request), whoever(request).account
    oversees = may(account.role, EVERYBODYS)
    everybodys = oversees and whose == "all"
    if everybodys:
        here.audit.record(actor(request), "check_seen", start=start)
    lines = here.checks.newest(None if everybodys else account.name, PAGE + 1, start)
    _go_on(request, [line for line in lines if line.account == account.name])
    said = form.fields if form else {}
    context = {
        "problem": problem, "text": said.get("text", ""), "as_of": said.get("as_of") or here.today().isoformat(),
        "files": [shown_name(name) for name, _ in form.files] if form else [],
        "message_id": uuid.uuid4(), "done": done, "lines": lines[:PAGE], "more": len(lines) > PAGE, "start": start,
        "size": PAGE, "oversees": oversees, "everybodys": everybodys, "keep_days": KEEP_CHECKS,
        "most_files": MOST_FILES, "most_megabytes": MAX_BYTES // 1_000_000,
    }  # fmt: skip
    return page(request, "staff_desk.html", context, status)
