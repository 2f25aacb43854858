"""`python -m runner COMMAND`, inside the application environment; `make` calls it."""

import argparse
import errno
import os
import shlex
import sys
from pathlib import Path

from runner import ports, settings
from runner.bootstrap import in_words
from runner.errors import CannotRun
from runner.machine import prepare_tests
from runner.model import ensure_model
from runner.paths import DATA_DIR
from runner.run import StopRequest, run
from runner.services import embedded_services
from runner.terminal import Terminal


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except CannotRun as refusal:
        print(f"error: {refusal}", file=sys.stderr)
        return 1
    except OSError as problem:
        if problem.filename is None and problem.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise  # not about a file: ours to mend
        print(f"error: {in_words(problem)}", file=sys.stderr)
        return 1


def _run(options: argparse.Namespace) -> int:
    env = settings.given_environment()
    data_dir = Path(options.data_dir or env.get("DATA_DIR") or DATA_DIR)
    chosen = (
        ports.ports_from(options.ports_from)
        if options.ports_from
        else ports.ports_from_environment(env)
    )
    return run(data_dir, chosen, env)


def _stack(options: argparse.Namespace) -> int:
    """As `run`, but deaf to `.env`: a second, separate system."""
    return run(
        Path(options.data_dir),
        ports.ports_from(options.ports_from) if options.ports_from else ports.free_ports(),
        settings.hermetic_environment(),
    )


def _services(options: argparse.Namespace) -> int:
    """PostgreSQL and Valkey only, until Ctrl-C; prints what to export."""
    stop = StopRequest()
    data_dir = Path(options.data_dir or DATA_DIR)
    with embedded_services(data_dir, durable=True) as services:
        known = settings.development_secrets(data_dir)
        found = {"DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url} | known
        for name, value in found.items():
            print(f"export {name}={shlex.quote(value)}")
        sys.stdout.flush()
        while not stop():
            stop.wait()
    return 0


def _train(options: argparse.Namespace) -> int:
    log = DATA_DIR / "logs" / "train.log"
    print(ensure_model(Terminal().report, log, env=settings.hermetic_environment()))
    return 0


def _prepare_tests(options: argparse.Namespace) -> int:
    prepare_tests(os.environ)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m runner", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, function in (
        ("run", _run),
        ("stack", _stack),
        ("services", _services),
        ("train", _train),
        ("prepare-tests", _prepare_tests),
    ):
        command = commands.add_parser(name, help=function.__doc__)
        command.set_defaults(command=function)
        if function in (_run, _stack, _services):
            command.add_argument("--data-dir", required=function is _stack)
        if function in (_run, _stack):
            command.add_argument("--ports-from", type=int, metavar="PORT")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
