"""The number somebody gave with an earlier request: offered, never taken without their yes (L05)."""

import re
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.cases.models import Case
from backend.cases.sealing import phone_of
from backend.contracts.cases import KNOWN_PHONE
from backend.privacy.keyring import Keyring

# 「还用那个号」, typed where it was offered.
_THE_SAME = re.compile(
    r"(?:还|就)?(?:是|用|打|留)?(?:这|那|原来|以前|上次|上回|之前|老|同)(?:一?个|的|那个|的那个)*(?:手机|电话)?号?码?"
    r"(?:就[行中管]|[吧嘞的啊])?"
)


def means_the_same(said: str) -> bool:
    return said == KNOWN_PHONE or _THE_SAME.fullmatch(said) is not None


async def earlier_phone(session: AsyncSession, keyring: Keyring, contact_id: UUID) -> str:
    """In clear, of the newest request that has one; empty without."""
    case = await session.scalar(
        select(Case)
        .where(Case.contact_id == contact_id, Case.phone.is_not(None))
        .order_by(Case.opened_at.desc())
        .limit(1)
    )
    return phone_of(keyring, case) if case is not None else ""
