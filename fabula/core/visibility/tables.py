"""The table of what is hidden."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from fabula.core.db import Base


class HiddenThing(Base):
    """Something that people of a role neither see nor use; whatever has no row is there for everybody."""

    __tablename__ = "hidden_things"

    role: Mapped[str] = mapped_column(String(10), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
