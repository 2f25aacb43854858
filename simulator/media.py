"""Media: what people send and what the account uploads, forgotten after three days or kept."""

import io
import mimetypes
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from PIL import Image, UnidentifiedImageError

# A page may decode this many pixels without harm; image bombs have more.
_SHOWABLE_PIXELS = 40_000_000
_PICTURES = {"image", "thumb", "article"}


@dataclass(frozen=True)
class Media:
    id: str
    # PicUrl is open to whoever knows it, so its key is not the media_id.
    picture_key: str
    kind: str
    content: bytes
    content_type: str
    created_at: datetime
    shows_picture: bool
    # 永久素材: kept until the account deletes it.
    is_permanent: bool = False
    name: str = ""
    title: str = ""
    description: str = ""

    @property
    def picture_path(self) -> str:
        return f"/mmbiz/{self.picture_key}"

    @property
    def filename(self) -> str:
        return f"{self.id}{mimetypes.guess_extension(self.content_type) or '.bin'}"


@dataclass
class MediaStore:
    lifetime: timedelta
    _media: dict[str, Media] = field(default_factory=dict)

    def add(
        self,
        kind: str,
        content: bytes,
        content_type: str,
        now: datetime,
        *,
        is_permanent: bool = False,
        **about: str,
    ) -> Media:
        media = Media(
            id=secrets.token_urlsafe(48),
            picture_key=secrets.token_urlsafe(32),
            kind=kind,
            content=content,
            content_type=content_type,
            created_at=now,
            shows_picture=kind in _PICTURES and is_showable(content),
            is_permanent=is_permanent,
            **about,
        )
        self._media[media.id] = media
        return media

    def get(self, media_id: str, now: datetime) -> Media | None:
        media = self._media.get(media_id)
        if media is None:
            return None
        kept = media.is_permanent or now < media.created_at + self.lifetime
        return media if kept else None

    def permanent(self) -> list[Media]:
        return [media for media in self._media.values() if media.is_permanent]

    def remove(self, media_id: str) -> None:
        del self._media[media_id]

    def by_picture_key(self, key: str) -> Media | None:
        return next((media for media in self._media.values() if media.picture_key == key), None)


def is_showable(content: bytes) -> bool:
    """Reads the header only; the pixels stay packed."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            return image.width * image.height <= _SHOWABLE_PIXELS
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return False


def content_type_of(content: bytes) -> str:
    """From the first bytes, because a file's name proves nothing."""
    signatures = {
        b"\xff\xd8\xff": "image/jpeg",
        b"\x89PNG": "image/png",
        b"GIF8": "image/gif",
        b"%PDF": "application/pdf",
        b"#!AMR": "audio/amr",
        b"ID3": "audio/mpeg",
    }
    for signature, content_type in signatures.items():
        if content.startswith(signature):
            return content_type
    return "video/mp4" if content[4:8] == b"ftyp" else "application/octet-stream"
