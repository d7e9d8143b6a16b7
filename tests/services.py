"""Real PostgreSQL and Redis servers, each on a free port of 127.0.0.1 and in a folder of its own under /tmp."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

import psycopg
import redis
from psycopg import sql
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import make_url

STARTS_WITHIN = 60.0  # seconds
STOPS_WITHIN = 60.0  # seconds
BETWEEN_TRIES = 0.02  # seconds
DEBIAN = Path("/usr/lib/postgresql")  # where Debian keeps, by version, what it doesn't put on PATH


def find_initdb() -> Path | None:
    """PostgreSQL's initdb, beside which its server lies: on PATH, or the newest of Debian's."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve()
    versions = [path for path in DEBIAN.glob("*/bin/initdb") if os.access(path, os.X_OK)]
    return max(versions, key=lambda path: float(path.parts[-3]), default=None)


def find_redis() -> Path | None:
    """The program redis-server."""
    on_path = shutil.which("redis-server")
    return Path(on_path) if on_path else None


class _Server:
    """One server process, which can go away and come back on the same port."""

    program: Path
    stops_by = signal.SIGTERM

    def __init__(self) -> None:
        self._account = _unprivileged()
        # Not pytest's folder, which only its owner may enter; a short path, for that of a Unix socket is limited.
        self.folder = Path(tempfile.mkdtemp(prefix=f"assistant-{self.program.name}-", dir="/tmp"))
        self.log = self.folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        # Bound and never listening: connecting is refused, the server may listen here, and nobody else gets the port,
        # not even as the near end of a connection, while the server is down.
        self._port_held = socket.socket()
        try:
            self._port_held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._port_held.bind(("127.0.0.1", 0))
            self.port: int = self._port_held.getsockname()[1]
            if self._account:
                os.chown(self.folder, self._account.pw_uid, self._account.pw_gid)
            self._prepare()
            self.start_server()
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start_server(self) -> None:
        """Start the server, again with what its folder holds, and wait until it answers."""
        assert self._process is None, "it runs already"
        self._process = self._run(self._command())
        deadline = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            ended = self._process.poll()
            if ended is not None or time.monotonic() > deadline:
                self._process.kill()
                self._process.wait()
                self._process = None
                raise self._failed("didn't answer in time" if ended is None else f"ended with {ended}")
            time.sleep(BETWEEN_TRIES)

    def stop_server(self) -> None:
        """Stop the server and wait for its end; whoever connects is refused until `start_server`."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(self.stops_by)
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise self._failed("didn't stop in time") from None

    def stop(self) -> None:
        """Stop the server for good, and remove its folder."""
        try:
            self.stop_server()
        finally:
            self._port_held.close()
            shutil.rmtree(self.folder)

    def _prepare(self) -> None:
        """What the first start needs."""

    def _command(self) -> list[str]:
        raise NotImplementedError

    def _answers(self) -> bool:
        raise NotImplementedError

    def _run(self, command: list[str]) -> subprocess.Popen[bytes]:
        account = self._account
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,  # that of the tests may be closed to the account
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
            )

    def _failed(self, how: str) -> RuntimeError:
        return RuntimeError(f"{self.program} {how}; {self.log} says:\n{self.log.read_text(errors='replace')}")


class PostgreSQL(_Server):
    """A cluster of its own; ``durable`` keeps PostgreSQL's own care for what is committed, which costs time."""

    stops_by = signal.SIGINT  # “fast”: it doesn't wait until everybody has left

    def __init__(self, durable: bool = False) -> None:
        initdb = find_initdb()
        assert initdb is not None, "no PostgreSQL: initdb is not installed"
        self._initdb = initdb
        self.program = initdb.with_name("postgres")
        self.durable = durable
        self._numbers = itertools.count(1)
        super().__init__()

    def new_database(self) -> str:
        """The address of a fresh empty database, for SQLAlchemy."""
        name = f"test_{next(self._numbers)}"
        with self._connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def drop_database(self, url: str) -> None:
        """Remove the database of that address, whoever is still connected to it."""
        name = make_url(url).database
        assert name is not None
        with self._connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _prepare(self) -> None:
        options = ["--username=postgres", "--auth=trust", "--locale=C.UTF-8", "--encoding=UTF8", "--no-instructions"]
        if not self.durable:
            options.append("--no-sync")
        ended = self._run([str(self._initdb), *options, f"--pgdata={self.folder / 'data'}"]).wait()
        if ended != 0:
            raise self._failed(f"has no cluster, initdb ended with {ended}")

    def _command(self) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
            "max_connections": "200",
        }
        if not self.durable:
            settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self.program), "-D", str(self.folder / "data"), *options]

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="postgres", dbname="postgres", autocommit=True, connect_timeout=10
        )


class Redis(_Server):
    """A Redis that keeps nothing: stopped and started again, it is empty."""

    def __init__(self) -> None:
        program = find_redis()
        assert program is not None, "no Redis: redis-server is not installed"
        self.program = program
        super().__init__()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def _command(self) -> list[str]:
        where = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder)]
        return [str(self.program), *where, "--save", "", "--appendonly", "no"]

    def _answers(self) -> bool:
        try:
            with redis.Redis(host="127.0.0.1", port=self.port, retry=Retry(NoBackoff(), 0)) as connection:
                return bool(connection.ping())
        except redis.ConnectionError:
            return False


def _unprivileged() -> pwd.struct_passwd | None:
    """For root, the account to run servers as (PostgreSQL refuses root); anybody else runs them as themselves."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")
