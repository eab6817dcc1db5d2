"""Chats can be searched, and a shared one may name its owner.

Searched: each database's own full text, kept up by the database itself.

SQLite has an FTS5 index without the texts (they lie in the messages already) and triggers that keep it; the owner is a
word of each entry, so that one person's search never walks through another's words. PostgreSQL keeps a generated
column, MariaDB a FULLTEXT index. What only one database has is called `fts_…`.
"""

from unicodedata import normalize

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# PostgreSQL reads addresses and joined words as one; a search for a part of them has to find them too.
JOINING = ".,/-_@+=#%&?!~*$<>|^;()[]{}\"`'\\:"
# Neither does it know large Russian letters where the database was made with the locale C.
LETTERS = "".join(map(chr, [*range(0xC0, 0x180), *range(0x410, 0x430)])) + "Ёё"
PLAIN_OF = {letter: "й" if letter == "Й" else normalize("NFD", letter.lower())[0] for letter in LETTERS}
# Far below the megabyte at which a tsvector is refused, whatever is written.
PART_THAT_IS_FOUND = 100_000

# SQLite's tokenizer takes accents off Latin letters only; an ё is often written without its dots.
WITHOUT_DOTS = "replace(replace({text}, 'ё', 'е'), 'Ё', 'Е')"
FINISHED = "({row}.deleted_at IS NULL AND {row}.state <> 'writing')"


def upgrade() -> None:
    named = sa.Column("is_named", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("chat_shares", named)
    {"sqlite": _to_fts5, "postgresql": _to_tsvector, "mysql": _to_fulltext}[op.get_bind().dialect.name]()


def downgrade() -> None:
    {"sqlite": _from_fts5, "postgresql": _from_tsvector, "mysql": _from_fulltext}[op.get_bind().dialect.name]()
    op.drop_column("chat_shares", "is_named")


def _to_fts5() -> None:
    # A key of its own: rowids of tables without one may change when a file is compacted.
    op.execute("CREATE TABLE fts_chats_of (id INTEGER PRIMARY KEY, source_id VARCHAR(36) NOT NULL UNIQUE)")
    op.execute(
        "CREATE VIRTUAL TABLE fts_chats USING fts5"
        "(owner, body, content='', prefix='2 3 4', tokenize='unicode61 remove_diacritics 2')"
    )
    for table, column, condition in (("chat_messages", "content", FINISHED), ("chats", "title", "true")):
        _watch(table, column, condition)
        was = condition.format(row=table)
        op.execute(f"INSERT INTO fts_chats_of (source_id) SELECT id FROM {table} WHERE {was} ORDER BY id")
        op.execute(
            f"INSERT INTO fts_chats (rowid, owner, body) "
            f"SELECT o.id, replace(t.owner_id, '-', ''), {WITHOUT_DOTS.format(text=f't.{column}')} "
            f"FROM {table} t JOIN fts_chats_of o ON o.source_id = t.id"
        )


def _watch(table: str, column: str, condition: str) -> None:
    """An index without texts is told what it forgets: the very words that it was given."""
    was, will_be = condition.format(row="old"), condition.format(row="new")
    forget = (
        f"INSERT INTO fts_chats (fts_chats, rowid, owner, body) "
        f"SELECT 'delete', id, replace(old.owner_id, '-', ''), {WITHOUT_DOTS.format(text=f'old.{column}')} "
        f"FROM fts_chats_of WHERE source_id = old.id AND {was}; "
        f"DELETE FROM fts_chats_of WHERE source_id = old.id AND {was};"
    )
    note = (
        f"INSERT INTO fts_chats_of (source_id) SELECT new.id WHERE {will_be}; "
        f"INSERT INTO fts_chats (rowid, owner, body) "
        f"SELECT id, replace(new.owner_id, '-', ''), {WITHOUT_DOTS.format(text=f'new.{column}')} "
        f"FROM fts_chats_of WHERE source_id = new.id AND {will_be};"
    )
    same = f"({was} AND {will_be} AND old.{column} = new.{column})"
    op.execute(f"CREATE TRIGGER fts_{table}_added AFTER INSERT ON {table} WHEN {will_be} BEGIN {note} END")
    op.execute(f"CREATE TRIGGER fts_{table}_gone AFTER DELETE ON {table} WHEN {was} BEGIN {forget} END")
    op.execute(
        f"CREATE TRIGGER fts_{table}_changed AFTER UPDATE ON {table} "
        f"WHEN ({was} OR {will_be}) AND NOT {same} BEGIN {forget} {note} END"
    )


def _from_fts5() -> None:
    for table in ("chat_messages", "chats"):
        for what in ("added", "gone", "changed"):
            op.execute(f"DROP TRIGGER fts_{table}_{what}")
    op.execute("DROP TABLE fts_chats")
    op.execute("DROP TABLE fts_chats_of")


def _to_tsvector() -> None:
    apart = JOINING.replace("'", "''").replace(":", "\\:")
    letters, plain_ones = "".join(PLAIN_OF), "".join(PLAIN_OF.values())
    for table, column in (("chat_messages", "content"), ("chats", "title")):
        part = f"left({column}, {PART_THAT_IS_FOUND})"
        plain = f"translate({part}, '{letters}{apart}', '{plain_ones}' || repeat(' ', {len(JOINING)}))"
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN fts_words tsvector "
            f"GENERATED ALWAYS AS (to_tsvector('simple', {plain})) STORED"
        )
        op.execute(f"CREATE INDEX fts_{table}_words ON {table} USING gin (fts_words)")


def _from_tsvector() -> None:
    for table in ("chat_messages", "chats"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN fts_words")


def _to_fulltext() -> None:
    # Without it English words such as "how" and "when" would never be found.
    op.execute("SET SESSION innodb_ft_enable_stopword = OFF")
    op.execute("CREATE FULLTEXT INDEX fts_chat_messages_words ON chat_messages (content)")
    op.execute("CREATE FULLTEXT INDEX fts_chats_words ON chats (title)")


def _from_fulltext() -> None:
    op.execute("DROP INDEX fts_chat_messages_words ON chat_messages")
    op.execute("DROP INDEX fts_chats_words ON chats")
