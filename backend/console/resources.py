"""What pages need besides a session: keys, files, the bot."""

from typing import Annotated

from fastapi import Depends, Request

from backend.conversations.gateway import Gateway
from backend.database import Database
from backend.documents.files import EncryptedFiles
from backend.privacy.keyring import Keyring


def _keyring(request: Request) -> Keyring:
    keyring: Keyring = request.app.state.keyring
    return keyring


def _files(request: Request) -> EncryptedFiles:
    files: EncryptedFiles = request.app.state.files
    return files


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


def _gateway(request: Request) -> Gateway:
    gateway: Gateway = request.app.state.gateway
    return gateway


Keys = Annotated[Keyring, Depends(_keyring)]
Files = Annotated[EncryptedFiles, Depends(_files)]
# For pages that hold no transaction while the platform thinks.
Data = Annotated[Database, Depends(_database)]
Bot = Annotated[Gateway, Depends(_gateway)]
