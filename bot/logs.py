"""One JSON line per event, ids only: never a name, a number, a message text or a media URL."""

import json
import logging
import sys
import traceback
import uuid
from datetime import UTC, datetime
from hashlib import sha256

# httpx logs whole URLs, and ours carry access tokens.
_CHATTY = ("httpx", "httpcore", "uvicorn.access")


class JsonLines(logging.Formatter):
    """Where an exception is attached, its type and places are kept but never its message."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, "ids", {}),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["places"] = [
                f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(level: str) -> None:
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def info(logger: logging.Logger, event: str, **ids: object) -> None:
    logger.info(event, extra={"ids": ids})


def warning(logger: logging.Logger, event: str, **ids: object) -> None:
    logger.warning(event, extra={"ids": ids})


def error(logger: logging.Logger, event: str, *, exc_info: bool = False, **ids: object) -> str:
    """Log with a fresh id and return it, so that whoever got the refusal can quote it."""
    error_id = uuid.uuid4().hex
    logger.error(event, exc_info=exc_info, extra={"ids": {"error_id": error_id, **ids}})
    return error_id


def delivery_id(dedupe_key: str) -> str:
    """A short stand-in for a dedupe key, which holds an openid."""
    return sha256(dedupe_key.encode()).hexdigest()[:16]
