"""Rasa's REST channel, except that a turn that failed answers 500.

Rasa's own answers 200 with whatever was said until then, mostly nothing: a database that was away
for a moment looks like a bot with nothing to say, and nobody tries again.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse


class HonestRestInput(RestInput):
    """`POST /webhooks/rest/webhook` alone: our backend neither streams nor asks for health here."""

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Whatever `on_new_message` raises becomes Sanic's 500."""

        async def receive(request: Request) -> HTTPResponse:
            said = CollectingOutputChannel()
            message = UserMessage(
                request.json["message"],
                said,
                request.json["sender"],
                input_channel=self.name(),
                metadata=self.get_metadata(request),
            )
            await on_new_message(message)
            return response.json(said.messages)

        blueprint = Blueprint("honest_rest")
        blueprint.add_route(receive, "/webhook", methods=["POST"])
        return blueprint
