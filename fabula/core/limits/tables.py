"""Tables of limits."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from fabula.core.db import Base


class RoleLimit(Base):
    """How much everybody of a role may use; without a row there is no limit."""

    __tablename__ = "role_limits"

    role: Mapped[str] = mapped_column(String(10), primary_key=True)
    what: Mapped[str] = mapped_column(String(20), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class PersonLimit(Base):
    """What counts for one person instead of the limit of their role; an empty amount is no limit at all."""

    __tablename__ = "person_limits"

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    what: Mapped[str] = mapped_column(String(20), primary_key=True)
    amount: Mapped[int | None] = mapped_column(BigInteger)


class Turn(Base):
    """Who holds a person's row counts and starts alone, so that starts of one moment pass no limit together."""

    __tablename__ = "limit_turns"

    owner_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
