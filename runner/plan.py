"""Which processes make up the system, and what each needs before it can start."""

import sys
from collections.abc import Mapping
from pathlib import Path

from runner.paths import NLU, NLU_PYTHON, ROOT
from runner.processes import Spec


def plan(env: Mapping[str, str], rasa_env: Mapping[str, str], model: Path) -> list[Spec]:
    """In the order they are shown; independent ones start side by side."""

    def ours(name: str, *command: str, needs: str = "", once: bool = False) -> Spec:
        url = env.get(f"{name.upper()}_PORT")
        return Spec(
            name=name,
            command=[sys.executable, "-m", *command],
            cwd=ROOT,
            env=env,
            needs=frozenset(needs.split()),
            ready_url=f"http://127.0.0.1:{url}/ready" if url else None,
            once=once,
        )

    return [
        ours("migrate", "alembic", "upgrade", "head", once=True),
        ours("seed", "backend.seeds", needs="migrate", once=True),
        Spec(
            name="rasa",
            command=[
                str(NLU_PYTHON), "-m", "rasa", "run", "--enable-api",
                "-i", "127.0.0.1", "-p", env["RASA_PORT"],
                "--model", str(model.relative_to(NLU)),
                "--endpoints", "endpoints.yml", "--credentials", "credentials.yml",
            ],
            cwd=NLU,
            # Its age shows in pages of deprecation warnings that nobody here can act on; and at
            # DEBUG, were LOG_LEVEL set so for the others, it would log what people say.
            env={**rasa_env, "PYTHONWARNINGS": "ignore", "LOG_LEVEL": "WARNING"},
            # Not /ready: Rasa is not ours, and says 200 here once its model is loaded.
            ready_url=f"http://127.0.0.1:{env['RASA_PORT']}/status",
            grace_seconds=15,
        ),
        ours("simulator", "simulator"),
        ours("backend", "backend", needs="seed"),
        ours("worker", "backend.worker", needs="seed"),
        ours("actions", "actions"),
        ours("bot", "bot", needs="backend simulator"),
    ]  # fmt: skip
