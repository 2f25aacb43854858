"""Files in a control request: sent along, or named as specimens."""

from typing import Any

from fastapi import HTTPException, Request
from starlette.datastructures import UploadFile

from simulator import specimens


async def files_in(request: Request) -> list[bytes]:
    """Every part called `file`; none when the request is no form."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return []
    async with request.form() as form:
        files = form.getlist("file")
        return [await file.read() for file in files if isinstance(file, UploadFile)]


async def photos_in(request: Request) -> list[bytes]:
    """Files, or the one specimen a JSON body orders."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        return await files_in(request)
    try:
        asked: Any = await request.json()
        return [await specimens.photo_of(specimens.Order.model_validate(asked))]
    except ValueError as error:
        raise HTTPException(422, str(error)) from error
