"""Divisions (GB/T 2260) and the unions that stand on them (S03, S04, S14)."""

from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.database import Base, Identified
from backend.unions.kinds import Level as Level
from backend.unions.kinds import UnionKind as UnionKind


class Division(Base):
    """A place. `path` is `410000/410100/410105`, so a subtree is a prefix."""

    __tablename__ = "divisions"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    level: Mapped[str] = mapped_column(String(20))
    # 功能区 (development zones) are places people name, but hold no union of their own.
    kind: Mapped[str] = mapped_column(String(20))
    city_code: Mapped[str | None] = mapped_column(String(6), index=True)
    path: Mapped[str] = mapped_column(String(40), index=True)


class Union(Base, Identified):
    """A node of the organization tree. A county federation is led twice (S14)."""

    __tablename__ = "unions"

    code: Mapped[str] = mapped_column(String(20), unique=True)  # 410105-NF
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    level: Mapped[str] = mapped_column(String(20))
    division_code: Mapped[str] = mapped_column(ForeignKey("divisions.code"), index=True)
    division_path: Mapped[str] = mapped_column(String(40), index=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("unions.id"))
    # 双重领导: the city federation, besides the county general union that is the parent.
    leading_union_id: Mapped[UUID | None] = mapped_column(ForeignKey("unions.id"))
