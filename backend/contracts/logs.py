"""The one shape of our log lines: JSON, ids and codes only, never names, numbers, words or URLs of media."""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime

# httpx logs whole URLs at INFO, and those carry tokens and media ids.
_CHATTY = ("httpx", "httpcore", "uvicorn.access", "rasa_sdk", "sqlalchemy.engine")
# A last net: digit runs that could be a phone or ID number are blanked even here.
_NUMBER_RUN = re.compile(r"(?<![\w-])\d{11,18}[Xx]?(?![\w-])")


class JsonLines(logging.Formatter):
    """An exception is logged by type and place; its message may quote what somebody said."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "process": self._process,
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _NUMBER_RUN.sub("[number]", _event(record)),
            **getattr(record, "ids", {}),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["places"] = [f"{frame.name}:{frame.lineno}" for frame in frames]
        return json.dumps(line, ensure_ascii=False, default=str)


def _event(record: logging.LogRecord) -> str:
    """asyncio goes on with what a task died of, and with what a callback was called with."""
    if record.name != "asyncio":
        return record.getMessage()
    return record.getMessage().partition("\n")[0].partition("(")[0]


def configure_logging(process: str, level: str) -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines(process))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
