"""Ordering trouble, and seeing what is still to come."""

from fastapi import APIRouter
from pydantic import BaseModel

from simulator.faults import Fault, PushFault
from simulator.service import Running

router = APIRouter(prefix="/simulator/api")


class Ordered(BaseModel):
    api: list[Fault]
    pushes: list[PushFault]


@router.get("/faults")
async def list_faults(running: Running) -> Ordered:
    return Ordered(api=running.faults.api, pushes=running.faults.pushes)


@router.post("/faults", status_code=204)
async def order_fault(running: Running, fault: Fault) -> None:
    running.faults.api.append(fault)


@router.post("/faults/pushes", status_code=204)
async def order_push_fault(running: Running, fault: PushFault) -> None:
    running.faults.pushes.append(fault)


@router.delete("/faults", status_code=204)
async def clear_faults(running: Running) -> None:
    running.faults.clear()
