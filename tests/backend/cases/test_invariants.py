"""Whatever staff, people and time do, no case is without a union, a next step and a true history."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, ClassVar
from uuid import UUID

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases import (
    arranging,
    closing,
    extending,
    giving_up,
    handling,
    hardship,
    merging,
    notes,
    referring,
    rules,
    tags,
    watch,
    wishes,
)
from backend.cases.hardship_rules import Level
from backend.cases.invariants import broken
from backend.cases.kinds import CaseClass, ClockKind, EventKind
from backend.cases.models import Case, ServiceOrganization
from backend.cases.opening import open_case
from backend.contracts.cases import CaseAddition, CaseKind, CaseStatus
from backend.conversations.models import Contact
from backend.database import Database, utc_now
from backend.errors import ServiceError
from backend.privacy.audit import first_broken_entry
from backend.privacy.keyring import Keyring
from backend.seeds.henan import seed_henan
from backend.staff.identity import StaffIdentity
from backend.unions.service import federation_of
from tests.backend.cases.stage import offices, opened, somebody, wages

Act = Callable[[AsyncSession, StaffIdentity, Case, int], Awaitable[object]]
# Somebody asks, anybody tries anything, the city does what can be done, the person, time.
WEIGHTS = (1, 3, 12, 3, 2)
_EMPTIED = (
    "cases, case_events, case_clocks, case_referrals, case_mentions, hardship_records, incidents, "
    "alarms, desk_events, contacts, messages, staff, service_organizations, audit_entries"
)


async def _merge(session: AsyncSession, staff: StaffIdentity, case: Case, n: int) -> object:
    ids = list(await session.scalars(select(Case.id).order_by(Case.number)))
    return await merging.merge(
        session, staff, case.id, case.revision, into_id=ids[n % len(ids)], reason="同一件事"
    )


async def _refer(session: AsyncSession, staff: StaffIdentity, case: Case, n: int) -> object:
    union = await federation_of(session, ("410105", "410100", "410202", "410103")[n % 4])
    return await referring.refer_to_union(
        session, staff, case.id, case.revision, union_id=union.id, reason="在那边上班"
    )


async def _refer_out(session: AsyncSession, staff: StaffIdentity, case: Case, n: int) -> object:
    ids = list(await session.scalars(select(ServiceOrganization.id).order_by("name")))
    return await referring.refer_to_service(
        session, staff, case.id, case.revision, organization_id=ids[n % len(ids)], reason="请接手"
    )


def _wait(session: AsyncSession, staff: StaffIdentity, case: Case, n: int) -> Awaitable[object]:
    return handling.wait(
        session,
        staff,
        case.id,
        case.revision,
        for_whom=("contact", "third_party")[n % 2],
        until=utc_now() + timedelta(days=1 + n),
        note="等工资条",
    )


def _stage(session: AsyncSession, staff: StaffIdentity, case: Case, n: int) -> Awaitable[object]:
    today = date.today()  # noqa: DTZ011
    key = (session, staff, case.id, case.revision)
    if n % 3 == 0:
        return hardship.record_home_visit(*key, visited_on=today, findings="属实")
    if n % 3 == 1:
        return hardship.record_verification(*key, level=Level.deep, findings="低保线以下")
    return hardship.publish_names(*key, begins=today, ends=today + timedelta(days=6))


BY_STAFF: dict[str, Act] = {
    "accept": lambda s, w, c, n: handling.accept(s, w, c.id, c.revision),
    "verify": lambda s, w, c, n: handling.verify(s, w, c.id, c.revision, note="属实"),
    "start": lambda s, w, c, n: handling.start(s, w, c.id, c.revision),
    "wait": _wait,
    "resume": lambda s, w, c, n: handling.resume(s, w, c.id, c.revision),
    "resolve": lambda s, w, c, n: handling.resolve(s, w, c.id, c.revision, resolution="到账"),
    "follow_up": lambda s, w, c, n: closing.follow_up(
        s, w, c.id, c.revision, score=1 + n % 3, note="电话回访"
    ),
    "close": lambda s, w, c, n: closing.close(s, w, c.id, c.revision),
    "return": lambda s, w, c, n: closing.return_for_rehandling(
        s, w, c.id, c.revision, reason="没办好"
    ),
    "reopen": lambda s, w, c, n: closing.reopen(s, w, c.id, c.revision, reason="又欠了"),
    "refer": _refer,
    "refer_out": _refer_out,
    "accept_referral": lambda s, w, c, n: referring.accept_referral(s, w, c.id, c.revision),
    "decline_referral": lambda s, w, c, n: referring.decline_referral(
        s, w, c.id, c.revision, answer="不归我们"
    ),
    "give_up": lambda s, w, c, n: giving_up.give_up(s, w, c.id, c.revision, reason="办不了"),
    "withdraw_referral": lambda s, w, c, n: referring.withdraw_referral(
        s, w, c.id, c.revision, reason="发错了"
    ),
    "merge": _merge,
    "unmerge": lambda s, w, c, n: merging.unmerge(s, w, c.id, c.revision),
    "extend": lambda s, w, c, n: extending.extend(
        s, w, c.id, c.revision, clock=list(ClockKind)[n % len(ClockKind)], reason="证据要等"
    ),
    "escalate": lambda s, w, c, n: extending.escalate(s, w, c.id, c.revision, reason="抓紧"),
    "reclassify": lambda s, w, c, n: arranging.reclassify(
        s, w, c.id, c.revision, case_class=list(CaseClass)[n % 4]
    ),
    "make_urgent": lambda s, w, c, n: arranging.make_urgent(
        s, w, c.id, c.revision, reason="人受伤了"
    ),
    "assign": lambda s, w, c, n: arranging.assign(
        s, w, c.id, c.revision, staff_id=w.id if n % 2 else None
    ),
    "edit": lambda s, w, c, n: arranging.edit(
        s, w, c.id, c.revision, changes=arranging.CaseEdit(amount=Decimal(n), facts=_left(n))
    ),
    "note": lambda s, w, c, n: notes.note(s, w, c.id, text="@city 请看"),
    "tag": lambda s, w, c, n: tags.set_tags(s, w, c.id, tags=[f"标签{n % 3}"]),
    "tell": lambda s, w, c, n: handling.tell(s, w, c.id, c.revision, text="在办了"),
    "stage": _stage,
}


EVENTS = {
    "accept": EventKind.accepted,
    "verify": EventKind.verified,
    "start": EventKind.started,
    "wait": EventKind.waited,
    "resume": EventKind.resumed,
    "resolve": EventKind.resolved,
    "follow_up": EventKind.followed_up,
    "close": EventKind.closed,
    "return": EventKind.returned,
    "reopen": EventKind.reopened,
    "refer": EventKind.referred,
    "refer_out": EventKind.referred,
    "accept_referral": EventKind.handed_over,
    "decline_referral": EventKind.referral_declined,
    "give_up": EventKind.referral_given_up,
    "merge": EventKind.merged,
    "unmerge": EventKind.unmerged,
    "extend": EventKind.extended,
}


def _left(n: int) -> dict[str, Any]:
    return {"left_on": (utc_now().date() - timedelta(days=n)).isoformat()}


async def _by_person(session: AsyncSession, case: Case, act: str, n: int) -> object:
    assert case.contact_id is not None
    who = (session, case.contact_id, case.id)
    if act == "add":
        return await wishes.add(*who, CaseAddition(text="还有一笔"))
    if act == "urge":
        return await wishes.urge(*who)
    if act == "withdraw":
        return await wishes.withdraw(*who, reason="自己解决了")
    return await wishes.rate(*who, score=1 + n % 3)


class Cases(RuleBasedStateMachine):
    """Staff, people and the worker at random; after each step everything still holds."""

    done: ClassVar[Counter[str]] = Counter()
    url = ""
    keyring: Keyring

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.database = self.runner.run(self._connected())
        self.now = utc_now()

    async def _connected(self) -> Database:
        return Database(self.url, pool_size=2)

    def teardown(self) -> None:
        self.runner.run(self._chain_holds())
        self.runner.run(self.database.close())
        self.runner.close()

    async def _chain_holds(self) -> None:
        async with self.database.transaction() as session:
            assert await first_broken_entry(session) is None

    @initialize()
    def begin(self) -> None:
        self.runner.run(self._begin())

    async def _begin(self) -> None:
        async with self.database.transaction() as session:
            await session.execute(text(f"TRUNCATE {_EMPTIED} RESTART IDENTITY CASCADE"))
            if not await session.scalar(text("SELECT count(*) FROM unions")):
                await seed_henan(session)
            at = await offices(session)
            organizations = [
                ServiceOrganization(name=kind, kind=kind, division_path="410000/410100")
                for kind in ("department", "legal", "mediation")
            ]
            session.add_all(organizations)
            await session.flush()
            lawyer = StaffIdentity(
                at.county.id, "lawyer", "律师", (), service_organization_id=organizations[1].id
            )
            self.staff = [at.county, at.county, at.city, at.province, at.elsewhere, lawyer]
        await self._open(CaseKind.wage_arrears, 1)

    @rule(seed=st.binary(min_size=8, max_size=8))
    def something_happens(self, seed: bytes) -> None:
        """Drawn evenly: left to choose itself, Hypothesis withdraws the same case all day."""
        chance = Random(seed)
        self.runner.run(chance.choices(self.happenings, WEIGHTS)[0](chance))

    @property
    def happenings(self) -> list[Callable[[Random], Coroutine[Any, Any, None]]]:
        return [self._asks, self._anything, self._possible, self._person_acts, self._time_passes]

    async def _asks(self, chance: Random) -> None:
        await self._open(chance.choice(list(CaseKind)), chance.choice([1, 1, 12]))

    async def _anything(self, chance: Random) -> None:
        await self._staff_act(chance.choice(sorted(BY_STAFF)), chance.choice(self.staff), chance)

    async def _possible(self, chance: Random) -> None:
        """By the city, which sees its counties and itself."""
        which = chance.randrange(4)
        async with self.database.transaction() as session:
            status = CaseStatus((await self._case(session, which)).status)
        possible = [act for act, kind in EVENTS.items() if rules.may(status, kind)]
        # Half of the time the main act, or few cases would ever come to an end.
        possible += [act for act in possible if EVENTS[act] is rules.next_act(status)] * 6
        if possible:
            await self._staff_act(chance.choice(possible), self.staff[2], chance, which)

    async def _person_acts(self, chance: Random) -> None:
        act = chance.choice(["add", "urge", "rate", "rate", "rate", "withdraw"])

        async def tried(session: AsyncSession) -> None:
            case = await self._case(session, chance.randrange(4))
            await _by_person(session, case, act, chance.randrange(21))

        await self._tried(act, tried)

    async def _time_passes(self, chance: Random) -> None:
        self.now += timedelta(hours=chance.choice([1, 8, 30, 100]))

        async def tried(session: AsyncSession) -> None:
            while await watch.look(session, now=self.now):
                self.done["looked"] += 1

        await self._tried("watch", tried)

    async def _open(self, kind: CaseKind, people: int) -> None:
        async with self.database.transaction() as session:
            known = await session.scalar(select(Contact).limit(1))
            contact = known or await somebody(session)
            new = wages(contact, kind=kind, people_count=people, employer_text="美团")
            await open_case(session, self.keyring, new)
        await self._holds()

    async def _staff_act(
        self, act: str, staff: StaffIdentity, chance: Random, which: int | None = None
    ) -> None:
        async def tried(session: AsyncSession) -> None:
            case = await self._case(session, chance.randrange(4) if which is None else which)
            await BY_STAFF[act](session, staff, case, chance.randrange(21))

        await self._tried(act, tried)

    async def _tried(self, act: str, tried: Callable[[AsyncSession], Awaitable[None]]) -> None:
        """A refusal changes nothing, so that is fine; anything else that goes wrong is not."""
        try:
            async with self.database.transaction() as session:
                await tried(session)
            self.done[act] += 1
        except ServiceError:
            self.done["refused"] += 1
        await self._holds()

    async def _case(self, session: AsyncSession, which: int) -> Case:
        ids: list[UUID] = list(await session.scalars(select(Case.id).order_by(Case.number)))
        return await session.get_one(Case, ids[which % len(ids)])

    async def _holds(self) -> None:
        async with self.database.transaction() as session:
            assert await broken(session) == []


async def test_a_case_that_stands_elsewhere_than_its_union_is_found(
    session: AsyncSession, keyring: Keyring
) -> None:
    case = await opened(session, keyring)
    assert await broken(session) == []
    case.division_path = "410000/410100/410103"
    assert await broken(session) == [f"case {case.id}: stands at another place than its union"]
    case.division_path = "410000/410100/410105"


@pytest.mark.timeout(600)
def test_nothing_anybody_does_breaks_what_must_hold(migrated_url: str, keyring: Keyring) -> None:
    Cases.url = migrated_url.replace("postgresql://", "postgresql+asyncpg://")
    Cases.keyring = keyring
    run_state_machine_as_test(
        Cases,
        settings=settings(
            max_examples=4,
            stateful_step_count=60,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # A walk that was always refused would prove nothing.
    assert {"resolve", "follow_up", "refer", "merge", "looked"} <= set(Cases.done), Cases.done
