"""Between the chat and the platform's own customer service: routes, tells, and ends sessions."""

import asyncio

from simulator.kf_desk import Operation
from simulator.messages import Fields
from simulator.pushes import Courier
from simulator.records import Direction, Entry
from simulator.world import Phone, World


class Hotline:
    def __init__(self, world: World, courier: Courier) -> None:
        self._world = world
        self._courier = courier
        self._timers: set[asyncio.TimerHandle] = set()
        world.desk.tell = self._tell

    def takes(self, phone: Phone, kind: str, text: str) -> bool:
        """Whether staff there have the message, so that the account's server has not."""
        words = text if kind == "text" else f"[{kind}]"
        return self._world.desk.hear(phone.openid, words, self._world.now())

    def say(self, phone: Phone, text: str) -> Entry:
        """Staff answer in the platform's own window."""
        world, now = self._world, self._world.now()
        session = world.desk.sessions[phone.openid]
        session.last_at = now
        world.desk.note(phone.openid, Operation.staff_said, text, session.account, now)
        return world.add_entry(phone, Direction.to_person, "text", text=text, delivery="staff")

    def close(self) -> None:
        for timer in self._timers:
            timer.cancel()

    def _tell(self, openid: str, body: Fields) -> None:
        phone = self._world.phones.get(openid)
        if phone is None:
            return
        self._courier.event(phone, body)
        if body["Event"] == "kf_create_session":
            self._look_again_later()

    def _look_again_later(self) -> None:
        """Ends silent sessions even if nothing else happens; anything said meanwhile looks again."""
        desk = self._world.desk
        seconds = desk.session_lasts.total_seconds() + 0.1

        def look() -> None:
            self._timers.discard(timer)
            desk.end_silent(self._world.now())
            if desk.sessions:
                self._look_again_later()

        timer = asyncio.get_running_loop().call_later(seconds, look)
        self._timers.add(timer)
