"""Refusals have a name, a status and a code; one handler renders them."""

import logging
import secrets
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

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


# The page for a status and, after a fault of ours, the number it has in the log.
TroublePage = Callable[[Request, int, str], Response]


def register_error_handlers(app: FastAPI, page: TroublePage) -> None:
    """`page` is for people: whoever asks by script, and our own processes, get JSON."""

    @app.exception_handler(ServiceError)
    async def refused(request: Request, error: ServiceError) -> Response:
        if is_read_by_people(request):
            return page(request, error.status, "")
        return JSONResponse(body_of(error).model_dump(mode="json"), status_code=error.status)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        if is_read_by_people(request):
            return page(request, status_of(error), "")
        # The offending values may be personal data: name the fields only.
        fields = [".".join(str(part) for part in item["loc"]) for item in error.errors()]
        body = ErrorBody(code=ErrorCode.invalid_payload, detail="; ".join(fields))
        return JSONResponse(body.model_dump(mode="json"), status_code=422)

    @app.exception_handler(HTTPException)
    async def unanswered(request: Request, error: HTTPException) -> Response:
        if not is_read_by_people(request):
            return await http_exception_handler(request, error)
        answer = page(request, error.status_code, "")
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        error_id = secrets.token_hex(6)
        logger.error("unhandled error %s", error_id, exc_info=error)
        if is_read_by_people(request):
            return page(request, 500, error_id)
        body = ErrorBody(code=ErrorCode.internal, detail=error_id)
        return JSONResponse(body.model_dump(mode="json"), status_code=500)


def is_read_by_people(request: Request) -> bool:
    """A browser opening a page or sending a form, not a script of it and none of our processes."""
    path = request.url.path
    by_script = "hx-request" in request.headers or "text/html" not in request.headers.get(
        "accept", ""
    )
    return not by_script and not path.startswith("/v1/") and path not in {"/health", "/ready"}


def status_of(error: RequestValidationError) -> int:
    """What stands in the path names something: written wrongly, it names nothing."""
    return 404 if any(item["loc"][:1] == ("path",) for item in error.errors()) else 422
