"""The control API as tests use it: refusals of the phone are mistakes of the test; say which."""

import httpx


def checked(response: httpx.Response) -> httpx.Response:
    if response.is_error:
        raise AssertionError(f"{response.request.url.path}: {response.status_code} {response.text}")
    return response
