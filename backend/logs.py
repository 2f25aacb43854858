"""One JSON line per event on stderr, with ids and never personal data."""

import json
import logging
import re
import sys
from datetime import UTC, datetime

_NUMBER_RUN = re.compile(r"(?<![\w-])\d{11,18}[Xx]?(?![\w-])")


class JsonFormatter(logging.Formatter):
    """A last net: digit runs that could be a phone or ID number are blanked even here."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "process": self._process,
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _NUMBER_RUN.sub("[number]", record.getMessage()),
        }
        if record.exc_info:
            line["trace"] = _NUMBER_RUN.sub("[number]", self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def configure_logging(process: str, level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(process))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # httpx logs full URLs at INFO, and those carry tokens and media ids.
    for noisy in ("httpx", "httpcore", "sqlalchemy.engine", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
