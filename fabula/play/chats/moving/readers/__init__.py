"""Reads chats of other programs, and our own: pure, nothing of what is read is ever run."""

from fabula.play.chats.moving.readers.recognising import Reader, reader_of
from fabula.play.chats.moving.readers.sillytavern import looks_like_sillytavern, read_sillytavern
from fabula.play.chats.moving.readers.values import Unreadable

__all__ = ["Reader", "Unreadable", "looks_like_sillytavern", "read_sillytavern", "reader_of"]
