"""A turn that failed is told to the backend as one, over the wire."""

import asyncio
from typing import Any

import aiohttp
from components.rest_channel import HonestRestInput
from rasa.core.channels.channel import UserMessage
from sanic import Sanic


async def turn(message: UserMessage) -> None:
    """Says whose words they are, then does what they say."""
    said = [message.sender_id, message.metadata["message_id"], message.input_channel]
    for text in said:
        await message.output_channel.send_text_message(message.sender_id, text)
    if message.text == "break off":
        raise ConnectionError("the database went away")
    if message.text == "be cancelled":
        raise asyncio.CancelledError


async def ask(http: aiohttp.ClientSession, url: str, text: str) -> tuple[int | None, Any]:
    body = {"sender": "a-contact", "message": text, "metadata": {"message_id": "m-1"}}
    try:
        async with http.post(url, json=body) as answer:
            return answer.status, await answer.json() if answer.status == 200 else None
    except aiohttp.ClientError:  # hung up
        return None, None


async def asked(*texts: str) -> list[tuple[int | None, Any]]:
    app = Sanic("rest_channel", configure_logging=False)
    app.blueprint(HonestRestInput().blueprint(turn), url_prefix="/webhooks/rest")
    server = await app.create_server("127.0.0.1", 0, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    url = f"http://127.0.0.1:{server.server.sockets[0].getsockname()[1]}/webhooks/rest/webhook"
    try:
        async with aiohttp.ClientSession() as http:
            return [await ask(http, url, text) for text in texts]
    finally:
        server.close()
        await server.wait_closed()


def test_what_was_said_is_the_answer_unless_the_turn_failed() -> None:
    # In one server: a process can start Sanic once.
    whole, broken_off, cancelled = asyncio.run(asked("finish", "break off", "be cancelled"))
    assert whole[0] == 200
    assert [row["text"] for row in whole[1]] == ["a-contact", "m-1", "rest"]
    assert broken_off[0] == 500
    assert cancelled[0] != 200
