"""The schema, version by version."""

import sqlite3

import pytest

from gemini_desk.storage.migrations import LATEST_VERSION, migrate


@pytest.fixture
def connection():
    connection = sqlite3.connect(":memory:", isolation_level=None)
    yield connection
    connection.close()


def version_of(connection):
    return connection.execute("PRAGMA user_version").fetchone()[0]


def test_a_new_database_gets_the_latest_schema(connection):
    migrate(connection, 0)
    assert version_of(connection) == LATEST_VERSION


def test_the_latest_is_left_alone(connection):
    migrate(connection, LATEST_VERSION)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []


def test_a_migration_that_fails_leaves_the_version_before(connection, monkeypatch):
    monkeypatch.setattr(
        "gemini_desk.storage.migrations.MIGRATIONS",
        (("CREATE TABLE a (x)",), ("CREATE TABLE b (x)", "CREATE TABLE b (x)")),
    )
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, 0)
    assert version_of(connection) == 1
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("a",)]
