"""Tells others that a render has ended: signed, again and again until they took it, over restarts, and never fatal.

The row is written with the order. Once the run has ended, however it did, the row is due; it is claimed before it is
sent, so that two processes do not both send it.
"""

import asyncio
import base64
import hashlib
import hmac
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, Field, SecretStr, StringConstraints
from pydantic_core import to_json
from sqlalchemy import JSON, String, column, select, table, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.background import Background
from fabula.core.clock import now
from fabula.core.db import Database, outlasting
from fabula.core.errors import FabulaError
from fabula.core.vault import Vault
from fabula.imaging.renders.afterwards.posting import Answer, Poster
from fabula.imaging.renders.tables import PictureRow, RenderRow, WebhookRow

log = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0
AT_ONCE = 16
CLAIMED_FOR = timedelta(seconds=60)
FIRST_RETRY_S, LATEST_RETRY_S, MOST_TRIES = 5.0, 6 * 3600.0, 20
ENDED = ("done", "failed", "cancelled")

runs = table("runs", column("id", String), column("state", String), column("error", JSON))


class WebhookWish(BaseModel):
    """Where to tell of the end, and the secret that signs it."""

    url: Annotated[str, StringConstraints(max_length=2000, pattern=r"^https?://")]
    secret: Annotated[SecretStr | None, Field(min_length=16, max_length=200)] = None


class Webhooks:
    """The outbox."""

    def __init__(self, database: Database, vault: Vault, background: Background, poster: Poster) -> None:
        self._database = database
        self._vault = vault
        self._background = background
        self._poster = poster
        self._sender: asyncio.Task[None] | None = None

    def require(self, wish: WebhookWish) -> None:
        """Fails at once where the address is plainly one that is not told anything."""
        self._poster.require(wish.url)

    def note(self, session: AsyncSession, owner: str, render_id: str, wish: WebhookWish) -> None:
        """Within the transaction that accepts the render."""
        secret = self._vault.seal(wish.secret, _place(render_id)) if wish.secret else None
        session.add(WebhookRow(owner_id=owner, render_id=render_id, url=wish.url, secret=secret, due_at=now()))

    def open(self) -> None:
        self._sender = self._background.start(self._forever(), name="webhooks of renders")

    async def close(self) -> None:
        if self._sender:
            self._sender.cancel()
        await self._poster.close()

    async def _forever(self) -> None:
        while True:
            try:
                await outlasting(self._send_due)
            except SQLAlchemyError as error:
                log.warning("webhooks could not be read: %s", error)
            await asyncio.sleep(LOOK_EVERY_S)

    async def _send_due(self) -> None:
        while due := await self._due():
            await asyncio.gather(*map(self._send, due))

    async def _due(self) -> Sequence[WebhookRow]:
        rows = select(WebhookRow).join(runs, runs.c.id == WebhookRow.render_id)
        rows = rows.where(WebhookRow.due_at <= now(), runs.c.state.in_(ENDED)).order_by(WebhookRow.due_at)
        async with self._database.reading() as session:
            return (await session.scalars(rows.limit(AT_ONCE))).all()

    async def _send(self, row: WebhookRow) -> None:
        if not await self._claim(row):
            return
        try:
            body = to_json(await self._story(row))
            answer = await self._poster.post(row.url, body, self._headers(row, body))
        except FabulaError as error:
            answer = Answer(is_taken=False, is_final=False, said=error.message)
        await self._settle(row, answer)

    async def _claim(self, row: WebhookRow) -> bool:
        claim = update(WebhookRow).where(WebhookRow.id == row.id, WebhookRow.due_at == row.due_at)
        async with self._database.writing() as session:
            done: Any = await session.execute(claim.values(due_at=now() + CLAIMED_FOR, tries=WebhookRow.tries + 1))
        return done.rowcount == 1

    async def _settle(self, row: WebhookRow, answer: Answer) -> None:
        tries = row.tries + 1
        values: dict[str, Any] = {"due_at": None, "failure": None if answer.is_taken else answer.said[:1000]}
        if answer.is_taken:
            values["delivered_at"] = now()
        elif not answer.is_final and tries < MOST_TRIES:
            values["due_at"] = now() + timedelta(seconds=min(LATEST_RETRY_S, FIRST_RETRY_S * 2 ** (tries - 1)))
        else:
            log.warning("a webhook was given up after %d tries: %s", tries, answer.said)
        async with self._database.writing() as session:
            await session.execute(update(WebhookRow).where(WebhookRow.id == row.id).values(values))

    async def _story(self, row: WebhookRow) -> dict[str, Any]:
        """What is told: how it ended, and what was made."""
        ended = select(RenderRow, runs.c.state, runs.c.error).join(runs, runs.c.id == RenderRow.id)
        made = select(PictureRow).where(PictureRow.render_id == row.render_id).order_by(PictureRow.place)
        async with self._database.reading() as session:
            found = (await session.execute(ended.where(RenderRow.id == row.render_id))).one_or_none()
            pictures = (await session.scalars(made)).all()
        if found is None:  # a repeat that was cancelled before it began has no row of its own
            return {"type": "render.ended", "render": row.render_id}
        render, state, error = found
        return {
            "type": f"render.{state}",
            "render": render.id,
            "group": render.group_id,
            "title": render.title,
            "template": render.template,
            "seed": render.seed,
            "seconds": render.seconds,
            "error": error,
            "pictures": [
                {"asset": each.asset_id, "media_type": each.media_type, "url": f"/api/assets/{each.asset_id}/content"}
                for each in pictures
            ],
        }

    def _headers(self, row: WebhookRow, body: bytes) -> dict[str, str]:
        """As the Standard Webhooks specification has it."""
        moment = str(int(now().timestamp()))
        headers = {"webhook-id": row.id, "webhook-timestamp": moment, "content-type": "application/json"}
        if row.secret:
            secret = self._vault.open(row.secret, _place(row.render_id)).get_secret_value()
            signed = hmac.new(secret.encode(), f"{row.id}.{moment}.".encode() + body, hashlib.sha256).digest()
            headers["webhook-signature"] = f"v1,{base64.b64encode(signed).decode()}"
        return headers


def _place(render_id: str) -> str:
    return f"render_webhooks.secret:{render_id}"
