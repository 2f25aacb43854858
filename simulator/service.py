"""What the running simulator consists of, and how a route gets at it."""

from typing import Annotated

import httpx
from fastapi import Depends, Request

from simulator.faults import Faults
from simulator.hotline import Hotline
from simulator.presence import Presence
from simulator.pushes import Courier
from simulator.world import World


class Simulator:
    def __init__(self, world: World, http: httpx.AsyncClient) -> None:
        self.world = world
        self.faults = Faults()
        self.courier = Courier(world, http, self.faults)
        self.presence = Presence(self.courier)
        self.hotline = Hotline(world, self.courier)

    async def close(self) -> None:
        self.presence.close()
        self.hotline.close()
        await self.courier.close()


def simulator_of(request: Request) -> Simulator:
    simulator = request.app.state.simulator
    assert isinstance(simulator, Simulator)
    return simulator


Running = Annotated[Simulator, Depends(simulator_of)]
