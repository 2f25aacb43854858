"""The two photos of the ID card: read, judged, taken into the draft, or refused by name."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.contracts.errors import ErrorCode
from backend.contracts.joining import CardSide, JoinState, PhotoAnswer
from backend.database import Database, utc_now
from backend.documents.card import CardReading, CardRefused, judge
from backend.documents.files import EncryptedFiles
from backend.documents.ocr_pool import OcrPool, OcrTimedOut, OcrUnavailable
from backend.documents.retention import keep_until
from backend.documents.service import get_document, put_to_use, read_document
from backend.errors import Refused
from backend.membership import drafts
from backend.membership.draft_fields import set_validity
from backend.membership.erasing import forget_card
from backend.membership.identities import set_id_number
from backend.membership.models import Application
from backend.membership.sealing import NAME, seal
from backend.privacy.consents import has_consented
from backend.privacy.keyring import Keyring
from backend.working_time.rules import CHINA

# Not the person's fault, or not about this photo: these do not bring typing closer.
_NOT_A_FAILURE = {ErrorCode.ocr_unavailable, *drafts.ENDING}


@dataclass(frozen=True)
class PhotoReader:
    """Everything a photo passes through. No transaction is open while it is being read."""

    database: Database
    keyring: Keyring
    files: EncryptedFiles
    pool: OcrPool

    async def add(self, contact_id: UUID, answer: PhotoAnswer) -> JoinState:
        """Raises Refused with a photo_* code and `failures`; the count is kept nevertheless."""
        jpeg = await self._load(contact_id, answer.document_id)
        try:
            reading = await self._read(jpeg, answer.expected)
            async with self.database.transaction() as session:
                return await _take_in(session, self.keyring, contact_id, answer, reading)
        except Refused as refusal:
            failures = await self._note_refusal(contact_id, answer.document_id, refusal.code)
            raise Refused(refusal.code, **{**refusal.data, "failures": failures}) from refusal

    async def _load(self, contact_id: UUID, document_id: UUID) -> bytes:
        async with self.database.transaction() as session:
            await drafts.the_draft(session, contact_id)
            if not await has_consented(session, contact_id):
                raise Refused(ErrorCode.consent_required)
            document = await get_document(session, document_id)
            if document.contact_id != contact_id:
                raise Refused(ErrorCode.photo_missing)
            return await read_document(session, self.files, document_id)

    async def _read(self, jpeg: bytes, expected: CardSide) -> CardReading:
        try:
            scan = await self.pool.read(jpeg)
            return judge(scan, today=datetime.now(CHINA).date(), expected=expected)
        except OcrTimedOut as error:
            # A page full of print: no ID card takes that long.
            raise Refused(ErrorCode.photo_not_id_card) from error
        except OcrUnavailable as error:
            raise Refused(ErrorCode.ocr_unavailable) from error
        except CardRefused as refusal:
            raise Refused(refusal.code) from refusal

    async def _note_refusal(self, contact_id: UUID, document_id: UUID, code: ErrorCode) -> int:
        """A refused photo serves no purpose any more: it goes with the next sweep (L05)."""
        async with self.database.transaction() as session:
            draft = await drafts.the_draft(session, contact_id)
            await keep_until(session, [document_id], utc_now())
            if code not in _NOT_A_FAILURE:
                draft.photo_failures += 1
            failures = draft.photo_failures
            if code in drafts.ENDING:
                await drafts.withdraw(session, draft, kind=code.value)
            return failures


async def _take_in(
    session: AsyncSession,
    keyring: Keyring,
    contact_id: UUID,
    answer: PhotoAnswer,
    reading: CardReading,
) -> JoinState:
    draft = await drafts.the_draft(session, contact_id)
    if reading.side is not answer.expected and _has(draft, reading.side):
        raise Refused(ErrorCode.photo_wrong_side, expected=answer.expected.value)
    if reading.side is CardSide.portrait:
        await _take_portrait(session, keyring, draft, answer.document_id, reading)
    else:
        _take_emblem(draft, answer.document_id, reading)
    draft.photo_failures = 0
    draft.identity_confirmed_at = None
    draft.revision += 1
    await put_to_use(session, answer.document_id, f"id_card_{reading.side.value}")
    await session.flush()
    return await drafts.state_of(session, keyring, draft)


def _has(draft: Application, side: CardSide) -> bool:
    return (draft.portrait_id if side is CardSide.portrait else draft.emblem_id) is not None


async def _take_portrait(
    session: AsyncSession,
    keyring: Keyring,
    draft: Application,
    document_id: UUID,
    reading: CardReading,
) -> None:
    if reading.id_number is not None:
        await set_id_number(session, keyring, draft, reading.id_number)
    if reading.name is not None:
        draft.name = seal(keyring, draft, "name", reading.name)
        draft.name_index = keyring.blind_index(reading.name, purpose=NAME)
    if reading.address is not None:
        draft.address = seal(keyring, draft, "address", reading.address)
    draft.ethnicity = reading.ethnicity
    draft.reading = seal(keyring, draft, "reading", _reading_json(reading))
    draft.portrait_id = document_id


def _take_emblem(draft: Application, document_id: UUID, reading: CardReading) -> None:
    if reading.long_term or reading.valid_until is not None:
        set_validity(draft, reading.valid_until, reading.long_term)
    draft.authority = reading.authority
    draft.emblem_id = document_id


def _reading_json(reading: CardReading) -> str:
    """What OCR read, for the reviewer to hold against what the person changed."""
    return json.dumps({"name": reading.name, "id_number": reading.id_number}, ensure_ascii=False)


async def count_unusable(session: AsyncSession, keyring: Keyring, contact_id: UUID) -> JoinState:
    """A photo that could not even be stored: too large, no image, lost on the way."""
    draft = await drafts.the_draft(session, contact_id)
    draft.photo_failures += 1
    await session.flush()
    return await drafts.state_of(session, keyring, draft)


async def retake_photos(session: AsyncSession, keyring: Keyring, contact_id: UUID) -> JoinState:
    """Both photos and all that was read from them are forgotten."""
    draft = await drafts.the_draft(session, contact_id)
    await keep_until(session, (draft.portrait_id, draft.emblem_id), utc_now())
    forget_card(draft)
    draft.revision += 1
    await session.flush()
    return await drafts.state_of(session, keyring, draft)
