"""What somebody sent, on its way through: in memory, up to a size, and nowhere else."""

from collections.abc import AsyncIterator


class Media:
    def __init__(self, content: bytes, content_type: str) -> None:
        self.content = content
        self.content_type = content_type


class MediaTooLarge(Exception):
    """More than we take; the rest was not read."""

    def __init__(self, most_bytes: int) -> None:
        super().__init__(str(most_bytes))
        self.most_bytes = most_bytes


class MediaElsewhere(Exception):
    """A video: the platform tells an address in place of the file."""

    def __init__(self, url: str) -> None:
        super().__init__("a video's address")
        self.url = url


class MediaGone(Exception):
    """Nothing of ours to take lies at a video's address, however often it is asked for."""


async def read_capped(chunks: AsyncIterator[bytes], most_bytes: int) -> bytes:
    content = bytearray()
    async for chunk in chunks:
        content += chunk
        if len(content) > most_bytes:
            raise MediaTooLarge(most_bytes)
    return bytes(content)
