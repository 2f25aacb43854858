"""Refusals have a name, a status and a code; one handler renders them."""

import logging
import secrets
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from backend.contracts.errors import ErrorBody, ErrorCode

logger = logging.getLogger(__name__)


class ServiceError(Exception):
    """Base of every refusal. `data` holds words for the person, never personal data."""

    status = 409
    code = ErrorCode.conflict

    def __init__(self, detail: str = "", **data: Any) -> None:
        super().__init__(detail or self.code.value)
        self.detail = detail
        self.data = data


class NotFound(ServiceError):
    status = 404
    code = ErrorCode.not_found


class NotAllowed(ServiceError):
    status = 403
    code = ErrorCode.not_allowed


class Unauthenticated(ServiceError):
    status = 401
    code = ErrorCode.unauthenticated


class Refused(ServiceError):
    """A refusal whose code is decided by data, such as what is wrong with a photo."""

    def __init__(self, code: ErrorCode, detail: str = "", **data: Any) -> None:
        self.code = code
        super().__init__(detail, **data)


def body_of(error: ServiceError) -> ErrorBody:
    return ErrorBody(code=error.code, detail=error.detail, data=error.data)


def register_error_handlers(app: FastAPI) -> None:
    @app.exception_handler(ServiceError)
    async def refused(_: Request, error: ServiceError) -> JSONResponse:
        return JSONResponse(body_of(error).model_dump(mode="json"), status_code=error.status)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        # The offending values may be personal data: name the fields only.
        fields = [".".join(str(part) for part in item["loc"]) for item in error.errors()]
        body = ErrorBody(code=ErrorCode.invalid_payload, detail="; ".join(fields))
        return JSONResponse(body.model_dump(mode="json"), status_code=422)

    @app.exception_handler(Exception)
    async def failed(_: Request, error: Exception) -> JSONResponse:
        error_id = secrets.token_hex(6)
        logger.error("unhandled error %s", error_id, exc_info=error)
        body = ErrorBody(code=ErrorCode.internal, detail=error_id)
        return JSONResponse(body.model_dump(mode="json"), status_code=500)
