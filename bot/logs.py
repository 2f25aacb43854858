"""Events with their ids, and ids for people who never told us theirs."""

import logging
import uuid
from hashlib import sha256


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
