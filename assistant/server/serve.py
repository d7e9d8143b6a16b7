"""Starting the web application: what can go wrong before the first request is said in one sentence."""

from __future__ import annotations

import socket
import sys

import uvicorn

from assistant.authored import CorpusError
from assistant.server.app import Settings, create_app
from assistant.store.location import StoreError


def serve(corpus: str | None, host: str, port: int) -> int:
    """Serve until stopped; the exit status."""
    problem = _port_problem(host, port)
    if problem:
        print(f"assistant：{problem}", file=sys.stderr)
        return 2
    try:
        app = create_app(Settings.from_environment(corpus))
    except (CorpusError, StoreError) as refused:
        print(f"assistant：{refused}", file=sys.stderr)
        return 2
    print(f"已启动：http://{host}:{port}  （按 Ctrl+C 停止）", flush=True)
    uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)
    return 0


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
