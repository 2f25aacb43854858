"""What pages need besides the database: keys and files."""

from typing import Annotated

from fastapi import Depends, Request

from backend.documents.files import EncryptedFiles
from backend.privacy.keyring import Keyring


def _keyring(request: Request) -> Keyring:
    keyring: Keyring = request.app.state.keyring
    return keyring


def _files(request: Request) -> EncryptedFiles:
    files: EncryptedFiles = request.app.state.files
    return files


Keys = Annotated[Keyring, Depends(_keyring)]
Files = Annotated[EncryptedFiles, Depends(_files)]
