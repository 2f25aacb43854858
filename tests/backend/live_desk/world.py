"""Two people, two colleagues, the platform, the clock and the workers; and what must hold throughout."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from backend.alarms.service import open_alarms
from backend.alarms.taking import acknowledge
from backend.cases import closing, handling, rules, watch
from backend.cases.history import is_verified
from backend.cases.invariants import broken
from backend.cases.kinds import EventKind
from backend.cases.models import Case
from backend.cases.opening import NewCase, open_case
from backend.contracts.cases import CaseKind, CaseStatus
from backend.conversations import handoffs
from backend.conversations.models import Direction, Message, Turn
from backend.database import Database, utc_now
from backend.desk import presence, replies, transitions, words
from backend.desk.models import DeskConversation, StaffPresence
from backend.desk.refusals import StaleOwner
from backend.desk.state import Position
from backend.errors import ServiceError
from backend.services import Services
from backend.staff.identity import StaffIdentity
from backend.worker import jobs
from tests.backend.desk import JINSHUI
from tests.backend.live_desk.page import caught_up, look, still_open
from tests.backend.live_desk.people import Person, set_row
from tests.backend.peers import Peers

Act = tuple[Any, ...]
CaseAct = Callable[[AsyncSession, StaffIdentity, UUID, int], Awaitable[object]]
MAIN_ACTS: dict[EventKind | None, CaseAct] = {
    EventKind.accepted: handling.accept,
    EventKind.verified: lambda s, w, c, r: handling.verify(s, w, c, r, note="属实"),
    EventKind.started: handling.start,
    EventKind.resolved: lambda s, w, c, r: handling.resolve(s, w, c, r, resolution="到账了"),
    EventKind.followed_up: lambda s, w, c, r: closing.follow_up(s, w, c, r, score=1 + r % 3),
    EventKind.closed: closing.close,
}


@dataclass
class Reader:
    """A browser: its list, and how far it has read."""

    staff: StaffIdentity
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    position: Position = field(default_factory=lambda: Position(0, 0))


@dataclass
class Before:
    """What may only grow."""

    epoch: int = 0
    version: int = 0
    waiting_since: Any = None
    staff_replies: int = 0


@dataclass
class World:
    services: Services
    peers: Peers
    people: list[Person]
    staff: list[StaffIdentity]
    readers: list[Reader]
    # Every epoch a colleague has seen of a conversation, so that old ones are tried, too.
    epochs: dict[tuple[UUID, UUID], int] = field(default_factory=dict)
    said: Counter[UUID] = field(default_factory=Counter)
    accepted: dict[UUID, set[UUID]] = field(default_factory=dict)
    before: dict[UUID, Before] = field(default_factory=dict)
    slow: AsyncConnection | None = None
    done: Counter[str] = field(default_factory=Counter)
    # How far the clock of the cases was moved on.
    passed: timedelta = timedelta(0)

    @property
    def database(self) -> Database:
        return self.services.database

    async def does(self, act: Act) -> None:
        """A refusal by name is fine; anything else is not."""
        name, *rest = act
        with contextlib.suppress(ServiceError):
            await getattr(self, name)(*rest)
            self.done[name] += 1

    async def together(self, one: Act, two: Act) -> None:
        await asyncio.gather(self.does(one), self.does(two))

    async def writes(self, who: int) -> None:
        person = self.people[who]
        await person.writes("在吗")
        self.said[person.id] += 1

    async def repeats_itself(self, who: int) -> None:
        """The platform got no answer in time, and says a new word three times, two of them at once."""
        person = self.people[who]
        key = uuid4().hex
        self.said[person.id] += 1
        await asyncio.gather(*(person.writes("在吗", dedupe_key=key) for _ in range(2)))
        await person.writes("在吗", dedupe_key=key)

    async def delivers(self, status: str) -> None:
        """Words on their way reach the platform, which takes them, is away, or answers nothing."""
        self.peers.result = {"status": status}
        await jobs.deliver_outbox(self.services)

    async def asks(self, who: int) -> None:
        await self.people[who].asks_for_a_person()

    async def is_in_danger(self, who: int) -> None:
        await self.people[who].asks_for_a_person("express_crisis")

    async def takes_an_alarm(self, by: int) -> None:
        async with self.database.transaction() as session:
            ringing = await open_alarms(session, self.staff[by])
        for alarm in ringing[:1]:
            async with self.database.transaction() as session:
                await acknowledge(session, self.staff[by], alarm.id)

    async def taps(self, who: int, title: str) -> None:
        person = self.people[who]
        await person.writes(title)
        self.said[person.id] += 1

    async def takes(self, by: int, who: int, has_seen: bool) -> None:
        person, staff = self.people[who], self.staff[by]
        async with self.database.transaction() as session:
            row = await session.get(DeskConversation, person.id)
            version = row.version if row and has_seen else None
        async with self.database.transaction() as session:
            await transitions.take_over(session, staff, person.id, expected_version=version)
        self.epochs[staff.id, person.id] = (await person.contact()).owner_epoch

    async def answers(self, by: int, who: int) -> None:
        """Under the epoch they last saw, twice at once, as an impatient page does."""
        person, staff = self.people[who], self.staff[by]
        epoch = self.epochs.get((staff.id, person.id), 0)
        client_id = uuid4()
        outcomes = await asyncio.gather(
            *(self._reply(staff, person, epoch, client_id) for _ in range(2)),
            return_exceptions=True,
        )
        sent = {each for each in outcomes if isinstance(each, UUID)}
        for outcome in outcomes:
            if isinstance(outcome, BaseException) and not isinstance(outcome, StaleOwner):
                raise outcome
        assert len(sent) <= 1, "said twice"
        self.accepted.setdefault(person.id, set()).update(sent)

    async def _reply(
        self, staff: StaffIdentity, person: Person, epoch: int, client_id: UUID
    ) -> UUID:
        async with self.database.transaction() as session:
            return await replies.reply(
                session, staff, person.id, "您好", epoch=epoch, client_id=client_id
            )

    async def hands_back(self, by: int, who: int) -> None:
        async with self.database.transaction() as session:
            await transitions.hand_back(session, self.staff[by], self.people[who].id)

    async def closes(self, by: int, who: int) -> None:
        async with self.database.transaction() as session:
            await transitions.close(session, self.staff[by], self.people[who].id, note="好")

    async def passes_on(self, by: int, who: int) -> None:
        other = self.staff[1 - by]
        async with self.database.transaction() as session:
            await transitions.transfer_to_staff(
                session, self.staff[by], self.people[who].id, other.id
            )

    async def puts_aside(self, by: int, who: int) -> None:
        until = utc_now() + timedelta(hours=1)
        async with self.database.transaction() as session:
            await transitions.snooze(session, self.staff[by], self.people[who].id, until=until)

    async def comes(self, by: int) -> None:
        async with self.database.transaction() as session:
            await presence.come_on_duty(session, self.staff[by].id, automatically=True)

    async def leaves(self, by: int) -> None:
        async with self.database.transaction() as session:
            await transitions.go_off_duty(session, self.staff[by])

    async def falls_asleep(self, by: int) -> None:
        async with self.database.transaction() as session:
            await session.execute(
                update(StaffPresence)
                .where(StaffPresence.staff_id == self.staff[by].id)
                .values(heartbeat_at=utc_now() - timedelta(minutes=2))
            )

    async def time_passes(self, who: int) -> None:
        """Whatever is next for this person is due now, and the worker looks."""
        person = self.people[who]
        async with self.database.transaction() as session:
            row = await session.get(DeskConversation, person.id, with_for_update=True)
            if row is not None and row.next_step_at is not None:
                await set_row(session, person.id, next_step_at=utc_now())
        await jobs.take_desk_steps(self.services)

    async def gives_out(self) -> None:
        await jobs.give_out_conversations(self.services)

    async def opens_a_case(self, by: int, who: int) -> None:
        person, staff = self.people[who], self.staff[by]
        async with self.database.transaction() as session:
            new = NewCase(
                CaseKind.wage_arrears,
                person.id,
                story="站长不发工资",
                county_code=JINSHUI,
                staff_id=staff.id,
            )
            await open_case(session, self.services.keyring, new)

    async def works_on_a_case(self, by: int, which: int) -> None:
        """The one big button of its page."""
        staff = self.staff[by]
        async with self.database.transaction() as session:
            ids = list(await session.scalars(select(Case.id).order_by(Case.number)))
            if not ids:
                return
            case = await session.get_one(Case, ids[which % len(ids)])
            verified = await is_verified(session, case)
            act = MAIN_ACTS.get(rules.next_act(CaseStatus(case.status), verified=verified))
            if act is not None:
                await act(session, staff, case.id, case.revision)

    async def hours_pass(self, hours: int) -> None:
        """Over the cases' limits: warned, missed, and told to those above."""
        self.passed += timedelta(hours=hours)
        while await self._looked():
            pass

    async def _looked(self) -> int:
        async with self.database.transaction() as session:
            return await watch.look(session, now=utc_now() + self.passed)

    async def wants_the_bot(self, who: int) -> None:
        await self.taps(who, words.KEEP_BOT)

    async def looks_afresh(self, reader: int) -> None:
        """A reload in the middle of everything."""
        again = self.readers[reader]
        again.rows, again.position = await look(self.database, again.staff)

    async def something_slow(self) -> None:
        """A transaction with an early number stays open for a while."""
        if self.slow is not None:
            await self.finish_slow()
            return
        self.slow = await self.database.engine.connect()
        await self.slow.execute(
            text(
                "INSERT INTO desk_events (kind, subject_id, division_path, data, at)"
                " VALUES ('case', gen_random_uuid(), '410000', '{}', now())"
            )
        )

    async def finish_slow(self) -> None:
        if self.slow is not None:
            await self.slow.commit()
            await self.slow.close()
            self.slow = None

    async def holds(self) -> None:
        for person in self.people:
            await self._person_holds(person)
        for reader in self.readers:
            await self._reader_holds(reader)
        async with self.database.transaction() as session:
            assert await broken(session) == []

    async def _reader_holds(self, reader: Reader) -> None:
        was = reader.position
        known = {key: row["version"] for key, row in reader.rows.items()}
        reader.rows, reader.position = await caught_up(
            self.database, reader.staff, reader.rows, reader.position
        )
        assert reader.position >= was
        assert all(reader.rows[key]["version"] >= version for key, version in known.items())
        if self.slow is None:
            fresh, _ = await look(self.database, reader.staff)
            assert still_open(reader.rows) == fresh, "state and events are not the state"

    async def _person_holds(self, person: Person) -> None:
        contact = await person.contact()
        before = self.before.setdefault(person.id, Before())
        async with self.database.transaction() as session:
            row = await session.get(DeskConversation, person.id)
            waits = await handoffs.is_waiting(session, person.id)
        assert contact.owner_epoch >= before.epoch
        await self._nothing_lost_or_doubled(person)
        replied = len(self.accepted.get(person.id, ()))
        if row is None:
            assert contact.owner == "bot"
            return
        assert row.version >= before.version
        assert (contact.owner == "staff") == (row.staff_id is not None), "two owners, or none"
        assert waits == (row.status != "closed"), "a request nobody sees, or one nobody made"
        is_waiting = row.status == "open" and (row.waiting_since or row.staff_id is None)
        if is_waiting or row.status == "snoozed":
            assert row.next_step_at is not None, "waits without a timer"
        if before.waiting_since and row.waiting_since and replied == before.staff_replies:
            began_anew = row.opened_at > before.waiting_since
            assert began_anew or row.waiting_since == before.waiting_since, "waits from later on"
        self.before[person.id] = Before(
            contact.owner_epoch, row.version, row.waiting_since, replied
        )

    async def _nothing_lost_or_doubled(self, person: Person) -> None:
        async with self.database.transaction() as session:
            theirs = select(func.count()).where(
                Message.contact_id == person.id, Message.direction == Direction.inbound
            )
            assert await session.scalar(theirs) == self.said[person.id]
            turns = select(func.count()).where(Turn.contact_id == person.id, Turn.state == "done")
            assert await session.scalar(turns) == self.said[person.id], "a word without its turn"
            staffs = select(Message.id).where(
                Message.contact_id == person.id,
                Message.author == "staff",
                Message.direction == "outbound",
            )
            assert set(await session.scalars(staffs)) == self.accepted.get(person.id, set())
            stale = (
                select(func.count())
                .select_from(Message)
                .join(Turn, Turn.id == Message.turn_id)
                .where(
                    Message.contact_id == person.id,
                    Message.direction == Direction.outbound,
                    Turn.failure == "dropped_after_takeover",
                )
            )
            assert await session.scalar(stale) == 0, "said under an epoch that had passed"
