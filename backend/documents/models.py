"""Photos and files people sent: what and whose they are; the bytes lie encrypted in `DATA_DIR/files`."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, Identified, utc_now


class Document(Base, Identified):
    """`wrapped_key` opens the file; forgetting it is deleting the file for good."""

    __tablename__ = "documents"

    # None where it is of somebody who never wrote to us; a case holds it.
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("contacts.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(30))
    wrapped_key: Mapped[str | None] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    delete_after: Mapped[datetime | None] = mapped_column(index=True)
    deleted_at: Mapped[datetime | None]
