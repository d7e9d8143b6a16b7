"""Starting the web application: what can go wrong before the first request is said in one sentence."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import sys
import tempfile
from dataclasses import dataclass
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from assistant.authored import CorpusError
from assistant.server.settings import Settings
from assistant.store.location import StoreError

MOST_WORKERS = 64
GRACE = 25  # seconds for answers that are under way when the drain is over
STARTUP_FAILURE = 3  # uvicorn's: the others needn't try


@dataclass(frozen=True, slots=True)
class Serving:
    """What the command line says. ``metrics``: ``PORT`` or ``HOST:PORT`` for Prometheus."""

    corpus: str | None
    host: str
    port: int
    workers: int
    metrics: str | None


def serve(serving: Serving) -> int:
    """Serve until stopped; the exit status."""
    problem = _problem(serving)
    if problem is None and serving.metrics:
        problem = _serve_metrics(serving)
    if problem:
        print(f"assistant：{problem}", file=sys.stderr)
        return 2
    if not os.environ.get("ASSISTANT_ORIGINS") and serving.host not in ("127.0.0.1", "::1", "localhost"):
        print("提示：要用域名访问，请设 ASSISTANT_ORIGINS，如 https://fuwu.example.gov.cn。", file=sys.stderr)
    started = f"已启动：http://{serving.host}:{serving.port}  （按 Ctrl+C 停止）"
    return _one(serving, started) if serving.workers == 1 else _several(serving, started)


def worker_app() -> FastAPI:
    """The application of a worker process; one that can't start says why and stops its parent too."""
    from assistant.server.app import create_app

    try:
        return create_app()
    except (CorpusError, StoreError) as refused:
        print(f"assistant：{refused}", file=sys.stderr)
        sys.exit(STARTUP_FAILURE)


def _one(serving: Serving, started: str) -> int:
    from assistant.server.app import create_app

    try:
        app = create_app(Settings.from_environment(serving.corpus))
    except (CorpusError, StoreError) as refused:
        print(f"assistant：{refused}", file=sys.stderr)
        return 2
    print(started, flush=True)
    uvicorn.run(app, **_options(serving))
    return 0


def _several(serving: Serving, started: str) -> int:
    """Worker processes on one socket; the parent starts another where one dies."""
    from assistant.store.database import open_database

    try:
        settings = Settings.from_environment(serving.corpus)
        open_database(settings.database).dispose()  # once, before all of them
    except StoreError as refused:
        print(f"assistant：{refused}", file=sys.stderr)
        return 2
    if settings.redis is None and settings.limits_requests:
        print("assistant：没有设 ASSISTANT_REDIS_URL，每个进程各自计数，限流会放宽。", file=sys.stderr)
    os.environ["ASSISTANT_CORPUS"] = str(settings.corpus.resolve())
    config = uvicorn.Config(
        "assistant.server.serve:worker_app", factory=True, workers=serving.workers, **_options(serving)
    )
    listening = config.bind_socket()
    print(started, flush=True)
    supervisor = Multiprocess(config, sockets=[listening])
    supervisor.run()
    return STARTUP_FAILURE if any(p.exitcode == STARTUP_FAILURE for p in supervisor.processes) else 0


def _options(serving: Serving) -> dict[str, Any]:
    from assistant.server.observing import log_settings

    return {
        "host": serving.host,
        "port": serving.port,
        "log_config": log_settings(as_json=not sys.stderr.isatty()),
        "access_log": False,  # ours says the route and no id
        "server_header": False,
        "forwarded_allow_ips": os.environ.get("ASSISTANT_PROXIES", "127.0.0.1"),
        "timeout_graceful_shutdown": GRACE,
        "backlog": 2048,
    }


def _serve_metrics(serving: Serving) -> str | None:
    """Metrics on a port of their own, of all workers together; what is wrong, if anything is."""
    host, separator, port = (serving.metrics or "").rpartition(":")
    if not port.isdecimal() or not 0 < int(port) < 65536 or (separator and not host):
        return f"--metrics 要写成 9464 或 0.0.0.0:9464，现在是“{(serving.metrics or '')[:40]}”。"
    if problem := _port_problem(host or "127.0.0.1", int(port)):
        return problem
    if serving.workers > 1:
        # Read when prometheus_client is first imported: before that, here and in the workers.
        counts = os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="assistant-metrics-")
        atexit.register(shutil.rmtree, counts, ignore_errors=True)
    from prometheus_client import REGISTRY, CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = REGISTRY
    if serving.workers > 1:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    start_http_server(int(port), host or "127.0.0.1", registry)
    return None


def _problem(serving: Serving) -> str | None:
    if not 1 <= serving.workers <= MOST_WORKERS:
        return f"--workers 要在 1 到 {MOST_WORKERS} 之间，现在是 {serving.workers}。"
    return _port_problem(serving.host, serving.port)


def _port_problem(host: str, port: int) -> str | None:
    if not 0 < port < 65536:
        return f"端口 {port} 不对，应在 1 到 65535 之间。"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            return f"不能在 {host}:{port} 上启动（{problem.strerror}），可能端口已被占用，请换一个，如 --port 8001。"
    return None
