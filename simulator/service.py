"""What the running simulator consists of, and how a route gets at it."""

from typing import Annotated

from fastapi import Depends, Request

from simulator.faults import Faults
from simulator.pushes import Courier
from simulator.world import World


class Simulator:
    def __init__(self, world: World, courier: Courier) -> None:
        self.world = world
        self.courier = courier
        self.faults = Faults()


def simulator_of(request: Request) -> Simulator:
    simulator = request.app.state.simulator
    assert isinstance(simulator, Simulator)
    return simulator


Running = Annotated[Simulator, Depends(simulator_of)]
