"""What an API call asks for: JSON, whatever its Content-Type says, for few clients send one."""

import json
import re
from typing import Any

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, ValidationError

from simulator.errors import PlatformError

# An escape is only one when its backslash is not itself escaped.
_ESCAPED = re.compile(rb"(?<!\\)(?:\\\\)*\\u[0-9a-fA-F]{4}")


class Asked(BaseModel):
    """Forgives what the platform forgives: numbers for words, and fields nobody knows."""

    model_config = ConfigDict(coerce_numbers_to_str=True)


def json_object(body: bytes) -> dict[str, Any]:
    if not body:
        raise PlatformError(44002)
    try:
        asked = json.loads(body)
    except ValueError as error:
        raise PlatformError(47001) from error
    if not isinstance(asked, dict):
        raise PlatformError(47001)
    return asked


def readable_object(body: bytes) -> dict[str, Any]:
    r"""Chinese as Chinese: what people read may not be written as `\uXXXX`."""
    if _ESCAPED.search(body):
        raise PlatformError(40033)
    return json_object(body)


def parsed(model: type[Asked]) -> Any:
    """For signatures: `asked: Annotated[TagNew, parsed(TagNew)]`."""

    async def read(request: Request) -> Asked:
        try:
            return model.model_validate(json_object(await request.body()))
        except ValidationError as error:
            place = ".".join(str(part) for part in error.errors()[0]["loc"])
            raise PlatformError(47001, place) from error

    return Depends(read)
