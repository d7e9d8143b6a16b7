"""The servers that tests run on: real, empty at first, apart from each other, and back after an outage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
import redis
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import OperationalError

from tests.services import PostgreSQL, Redis

SAID = "我西城户口，32岁"
CARE = ("fsync", "full_page_writes", "synchronous_commit")


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A transaction on the database, committed at the end; nothing stays open."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def write(url: str) -> None:
    with connected(url) as connection:
        connection.execute(text("CREATE TABLE messages (said VARCHAR(40))"))
        connection.execute(text("INSERT INTO messages VALUES (:said)"), {"said": SAID})


def read(url: str) -> list[str]:
    with connected(url) as connection:
        return list(connection.scalars(text("SELECT said FROM messages")))


def tables(url: str) -> list[str]:
    with connected(url) as connection:
        return inspect(connection).get_table_names()


def test_a_database_is_empty_at_first_and_keeps_what_is_written(database_url: str) -> None:
    assert tables(database_url) == []
    write(database_url)
    assert read(database_url) == [SAID]


def test_postgresql_is_a_real_one_in_utf8(postgresql: PostgreSQL) -> None:
    with connected(postgresql.new_database()) as connection:
        assert str(connection.scalar(text("SELECT version()"))).startswith("PostgreSQL ")
        assert connection.scalar(text("SHOW server_encoding")) == "UTF8"
        assert connection.scalar(text("SELECT current_setting('max_connections')::int")) == 200


def test_databases_of_one_cluster_do_not_see_each_other(postgresql: PostgreSQL) -> None:
    one, other = postgresql.new_database(), postgresql.new_database()
    write(one)
    assert (tables(one), tables(other)) == (["messages"], [])
    postgresql.drop_database(one)
    with pytest.raises(OperationalError, match="does not exist"):
        read(one)


def test_postgresql_goes_away_and_comes_back_with_its_rows(postgresql: PostgreSQL) -> None:
    url = postgresql.new_database()
    write(url)
    postgresql.stop_server()
    try:
        with pytest.raises(OperationalError, match="refused"):
            read(url)
    finally:
        postgresql.start_server()
    assert read(url) == [SAID]


@pytest.mark.usefixtures("postgresql")
@pytest.mark.parametrize(("durable", "care"), [(False, "off"), (True, "on")])
def test_only_a_durable_cluster_waits_for_the_disk(durable: bool, care: str) -> None:
    with PostgreSQL(durable) as cluster:
        with connected(cluster.new_database()) as connection:
            assert [connection.scalar(text(f"SHOW {setting}")) for setting in CARE] == [care] * 3
        assert cluster.folder.exists()
    assert not cluster.folder.exists()
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(host="127.0.0.1", port=cluster.port, user="postgres")


@pytest.mark.usefixtures("postgresql")
def test_a_server_that_does_not_start_says_why_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    command = PostgreSQL._command
    clusters: list[PostgreSQL] = []

    def misspelt(cluster: PostgreSQL) -> list[str]:
        clusters.append(cluster)
        return [*command(cluster), "-c", "no_such_setting=1"]

    monkeypatch.setattr(PostgreSQL, "_command", misspelt)
    with pytest.raises(RuntimeError, match='unrecognized configuration parameter "no_such_setting"'):
        PostgreSQL()
    assert [cluster.folder.exists() for cluster in clusters] == [False]


def test_redis_answers_goes_away_and_comes_back_empty(redis_server: Redis) -> None:
    with redis.Redis.from_url(redis_server.url, decode_responses=True) as connection:
        assert connection.ping()
        connection.set("said", SAID)
        assert connection.get("said") == SAID
        redis_server.stop_server()
        try:
            with pytest.raises(redis.ConnectionError, match="refused"):
                connection.ping()
        finally:
            redis_server.start_server()
        assert connection.get("said") is None
