"""PostgreSQL and Valkey come from wheels, run without root, and remember what they must."""

import os
import pwd
from pathlib import Path

import psutil
import pytest

from runner.postgres import EmbeddedPostgres, run_sql
from runner.services import embedded_services
from runner.valkey import EmbeddedValkey
from tests.runner.specs import is_gone, with_descendants


def test_postgres_starts_as_root_or_not_and_leaves_no_process_and_no_user(tmp_path: Path) -> None:
    users = {user.pw_name for user in pwd.getpwall()}
    server = EmbeddedPostgres(tmp_path / "postgres", durable=False)
    server.start()
    assert server.pid is not None
    pids = with_descendants(server.pid)
    assert run_sql(server.url("postgres"), "SELECT 1") == "1"
    server.stop()
    assert all(is_gone(pid) for pid in pids)
    assert {user.pw_name for user in pwd.getpwall()} == users


def test_committed_data_is_there_after_a_crash_and_a_restart(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "postgres")
    server.start()
    try:
        url = server.url("postgres")
        run_sql(url, "CREATE TABLE kept AS SELECT 42 AS answer")
        server.kill()
        server.start()
        assert server.url("postgres") == url, "same port, same password"
        assert run_sql(url, "SELECT answer FROM kept") == "42"
    finally:
        server.stop()


def test_both_servers_refuse_a_wrong_password(tmp_path: Path) -> None:
    with embedded_services(tmp_path) as services:
        wrong = services.database_url.replace(services.postgres.password, "guess")
        with pytest.raises(Exception, match="password authentication failed"):
            run_sql(wrong, "SELECT 1")
        services.valkey.password = "guess"
        assert not services.valkey.is_ready()


def test_the_servers_listen_on_loopback_only(tmp_path: Path) -> None:
    with embedded_services(tmp_path) as services:
        for server in (services.postgres, services.valkey):
            listening = [
                connection.laddr.ip
                for connection in psutil.Process(server.pid).net_connections()
                if connection.status == psutil.CONN_LISTEN
            ]
            assert listening == ["127.0.0.1"]


def test_passwords_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    server = EmbeddedValkey(tmp_path / "valkey")
    server.start()
    server.stop()
    for name in ("password", "valkey.conf"):
        assert os.stat(server.data_dir / name).st_mode & 0o777 == 0o600


def test_creating_a_database_twice_is_harmless(tmp_path: Path) -> None:
    with embedded_services(tmp_path) as services:
        services.postgres.create_database("gonghui")
        services.postgres.create_database("copy", template="gonghui")
        assert run_sql(services.postgres.url("copy"), "SELECT current_database()") == "copy"
