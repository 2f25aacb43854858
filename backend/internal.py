"""What our own processes may call: the bearer token, compared in constant time."""

import secrets
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from backend.errors import Unauthenticated

_bearer = HTTPBearer(auto_error=False)


async def require_internal_token(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> None:
    """Guards every `/v1` route; an unset token lets nobody in."""
    expected: str = request.app.state.settings.internal_api_token
    given = credentials.credentials if credentials else ""
    if not expected or not secrets.compare_digest(given.encode(), expected.encode()):
        raise Unauthenticated("internal token required")
