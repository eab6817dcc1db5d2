"""Writes a chat for other programs and for people: our own JSON, Markdown, and one page of HTML."""

from fabula.play.chats.moving.writers.markdown import write_markdown
from fabula.play.chats.moving.writers.own import write_own
from fabula.play.chats.moving.writers.page import page_end, page_message, page_start
from fabula.play.chats.moving.writers.words import Language, Words, words_in

__all__ = ["Language", "Words", "page_end", "page_message", "page_start", "words_in", "write_markdown", "write_own"]
