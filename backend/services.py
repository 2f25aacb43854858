"""What backend and worker are made of, built once from the settings."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.alarms.webhooks import Webhooks
from backend.cases.intake_evidence import wants_recordings
from backend.config import Environment, Settings
from backend.conversations.assistant import Assistant
from backend.conversations.dispatching import Policy
from backend.conversations.gateway import Gateway
from backend.conversations.notice_config import Templates, read_templates
from backend.conversations.speaking import Speaker
from backend.conversations.thinking import Thinker
from backend.conversations.turns import TurnRunner
from backend.conversations.typing import TypingIndicator
from backend.database import Database
from backend.documents.files import EncryptedFiles
from backend.membership import drafts
from backend.paperwork import drafting
from backend.privacy.keyring import Keyring


def in_backend(settings: Settings) -> Policy:
    return Policy(settings.turn_lease, settings.assistant_concurrency)


def in_worker(settings: Settings) -> Policy:
    """It helps with what the backend did not get to, without pushing in."""
    return Policy(settings.turn_lease, at_once=4, patience=timedelta(seconds=5))


@dataclass(frozen=True)
class Services:
    settings: Settings
    database: Database
    keyring: Keyring
    files: EncryptedFiles
    assistant: Assistant
    gateway: Gateway
    speaker: Speaker
    turns: TurnRunner
    notice_templates: Templates
    typing: TypingIndicator
    webhooks: Webhooks

    async def close(self) -> None:
        """Turns under way end first; then the connections they use."""
        await self.turns.dispatcher.drain()
        await self.assistant.close()
        await self.gateway.close()
        await self.webhooks.close()
        await self.database.close()


def build_services(
    settings: Settings, policy: Policy | None = None, database: Database | None = None
) -> Services:
    """`database` is one already open; it is closed with the rest."""
    database = database or Database(settings.async_database_url)
    keyring = Keyring.from_settings(settings.encryption_keys, settings.blind_index_key)
    files = EncryptedFiles(settings.data_dir / "files", keyring)
    assistant = Assistant(
        settings.rasa_url,
        settings.actions_url,
        timeout=settings.assistant_timeout,
        concurrency=settings.assistant_concurrency,
    )
    gateway = Gateway(settings.bot_url, settings.internal_api_token)

    async def name_of(session: AsyncSession, contact_id: UUID) -> str:
        return await drafts.name_of(session, keyring, contact_id)

    thinker = Thinker(database, assistant, gateway, files, wants_recordings)

    async def spell(session: AsyncSession, contact_id: UUID, text: str) -> str:
        return await drafting.spelled_for(session, keyring, settings.pages_url, contact_id, text)

    speaker = Speaker(database, name_of, spell)
    turns = TurnRunner(database, thinker, speaker, policy or in_backend(settings))
    templates = read_templates(settings.notice_templates_file)
    return Services(
        settings,
        database,
        keyring,
        files,
        assistant,
        gateway,
        speaker,
        turns,
        templates,
        TypingIndicator(gateway),
        Webhooks(is_production=settings.environment is Environment.production),
    )
