"""Models over HTTP: looked at by everybody, chosen and installed by admins."""

import asyncio
from collections.abc import Collection
from datetime import timedelta
from typing import Annotated

from fastapi import Query
from sqlalchemy import Select, select

from fabula.core.accounts import (
    AdminOnly,
    CurrentAdmin,
    CurrentUser,
    ForeignOrigin,
    Names,
    NotSignedIn,
    UserId,
    audit,
    names_of,
)
from fabula.core.clock import now
from fabula.core.errors import Invalid, TooMany, Unavailable, responses
from fabula.core.limits import LimitReached
from fabula.core.runs import Run, Runs
from fabula.core.visibility import Thing, hidden_from
from fabula.core.web import Reading, Router, Writing, part
from fabula.engines.llm import FirstTokenLate, ModelFailed
from fabula.engines.registry import rows
from fabula.engines.registry.errors import EngineNotFound, NoModel
from fabula.engines.registry.models import choices
from fabula.engines.registry.models.answers import Answers
from fabula.engines.registry.models.catalogue import Listing
from fabula.engines.registry.models.choices import Choices, ModelRole
from fabula.engines.registry.models.pulling import Pull, PullKind, ollama_at
from fabula.engines.registry.models.schemas import (
    ChannelModels,
    Choice,
    ChoiceList,
    Days,
    Loaded,
    Model,
    ModelOnChannel,
    ModelsList,
    NewChoice,
    ShapedAnswers,
    ShapedAnswersList,
    UseOfModel,
    UseOfModels,
)
from fabula.engines.registry.room import EngineRoom
from fabula.engines.registry.tables import ChannelRow, ChoiceRow, UsageRow

router = Router(tags=["models"], responses=responses(NotSignedIn))
Room = Annotated[EngineRoom, part(EngineRoom)]
Chooser = Annotated[Choices, part(Choices)]
ADMIN = responses(AdminOnly, ForeignOrigin)
ASKED = responses(Invalid, EngineNotFound, TooMany, ModelFailed, Unavailable, FirstTokenLate)
MOST_USES = 2000
PATIENCE_S = 4.0


@router.get("/api/models")
async def list_models(
    person: CurrentUser, session: Reading, room: Room, fresh: Annotated[bool, Query()] = False
) -> ModelsList:
    """Every model of every channel that is open to me, and which are in memory."""
    hidden = await hidden_from(session, person.id, Thing.MODEL)
    await session.close()
    listings = await room.catalogue.all(fresh=fresh)
    loaded = await asyncio.gather(*map(_loaded, listings))
    return ModelsList(
        channels=[_channel(listing, held, hidden) for listing, held in zip(listings, loaded, strict=True)]
    )


@router.get("/api/models/choices")
async def list_choices(person: CurrentUser, session: Reading, chooser: Chooser) -> ChoiceList:
    """The model that is taken for each role."""
    chosen = await choices.choices_of(session)
    # Channels may have to be asked, and nobody waits for them with a connection in the hand.
    await session.close()
    items = [await _choice(chooser, role, person.id, chosen.get(role)) for role in ModelRole]
    return ChoiceList(items=items)


@router.put("/api/admin/models/choices/{role}", responses=ADMIN | responses(EngineNotFound, Invalid))
async def choose_model(role: ModelRole, body: NewChoice, admin: CurrentAdmin, session: Writing) -> None:
    """Take this model for a role."""
    if body.channel_id is None or body.model is None:
        await choices.forget_choice(session, role)
    else:
        channel = await rows.engine_of(session, ChannelRow, body.channel_id)
        await choices.choose(session, role, channel.id, body.model)
    await audit(session, admin, "model.chosen", subject=body.model or "", details={"role": role})


@router.post("/api/admin/models/pull", status_code=202, responses=ADMIN | responses(EngineNotFound, LimitReached))
async def pull_model(
    body: ModelOnChannel,
    admin: CurrentAdmin,
    session: Writing,
    room: Room,
    runs: Annotated[Runs, part(Runs)],
    kind: Annotated[PullKind, part(PullKind)],
) -> Run:
    """Install a model; follow the run for its progress, cancel it to stop."""
    ollama_at(room, body.channel_id)
    await audit(session, admin, "model.installed", subject=body.model)
    given = Pull(channel_id=body.channel_id, model=body.model)
    return await runs.start(session, kind.kind, given, owner=admin.id, title=body.model)


@router.post("/api/admin/models/load", status_code=204, responses=ADMIN | ASKED)
async def load_model(body: ModelOnChannel, admin: CurrentAdmin, room: Room) -> None:
    """Bring a model into memory."""
    await ollama_at(room, body.channel_id).load(body.model, admin.id)


@router.post("/api/admin/models/unload", status_code=204, responses=ADMIN | ASKED)
async def unload_model(body: ModelOnChannel, admin: CurrentAdmin, room: Room) -> None:
    """Take a model out of memory, and see that it is gone."""
    await ollama_at(room, body.channel_id).ollama().unload(body.model)


@router.post("/api/admin/models/delete", status_code=204, responses=ADMIN | ASKED)
async def delete_model(body: ModelOnChannel, admin: CurrentAdmin, session: Writing, room: Room) -> None:
    """Remove a model from its server's disk."""
    await audit(session, admin, "model.deleted", subject=body.model)
    await ollama_at(room, body.channel_id).ollama().delete(body.model)
    room.catalogue.forget()


@router.get("/api/usage")
async def list_my_use(person: CurrentUser, session: Reading, days: Annotated[Days, Query()] = 30) -> UseOfModels:
    """What I used of the models, by day."""
    found = (await session.scalars(_use(days).where(UsageRow.owner_id == person.id))).all()
    names = await names_of(session, {person.id})
    return UseOfModels(items=[_shown(row, names[person.id]) for row in found])


@router.get("/api/admin/usage", responses=responses(AdminOnly))
async def list_everybodys_use(
    admin: CurrentAdmin, session: Reading, days: Annotated[Days, Query()] = 30
) -> UseOfModels:
    """What everybody used of the models, by day."""
    found = (await session.scalars(_use(days))).all()
    names = await names_of(session, {row.owner_id for row in found})
    return UseOfModels(items=[_shown(row, names[row.owner_id]) for row in found])


@router.get("/api/admin/models/answers", responses=responses(AdminOnly))
async def list_answers(admin: CurrentAdmin, answers: Annotated[Answers, part(Answers)]) -> ShapedAnswersList:
    """How well models answer in a shape, as prompts for pictures need it, and what had to be done about it."""
    return ShapedAnswersList(
        items=[
            ShapedAnswers(model=model, asked=r.asked, unaided=r.unaided, failed=r.failed, steps=dict(r.steps))
            for model, r in answers.records()
        ]
    )


def _use(days: int) -> Select[UsageRow]:
    since = now().date() - timedelta(days=days - 1)
    order = (UsageRow.day.desc(), UsageRow.completion_tokens.desc())
    return select(UsageRow).where(UsageRow.day >= since).order_by(*order).limit(MOST_USES)


def _shown(row: UsageRow, names: Names) -> UseOfModel:
    return UseOfModel(
        day=row.day,
        **names.model_dump(),
        channel=row.channel,
        model=row.model,
        requests=row.requests,
        prompt_tokens=row.prompt_tokens,
        completion_tokens=row.completion_tokens,
        seconds=round(row.seconds, 1),
    )


async def _choice(chooser: Choices, role: ModelRole, owner: UserId, chosen: ChoiceRow | None) -> Choice:
    try:
        found = await chooser.model_for(role, owner)
    except NoModel as error:
        return Choice(role=role, channel_id=None, model=None, chosen=False, demo=False, reason=error.message)
    return Choice(
        role=role,
        channel_id=found.channel_id,
        model=found.model,
        chosen=chosen is not None and chosen.model == found.model,
        demo=found.is_demo,
        reason=None,
    )


async def _loaded(listing: Listing) -> dict[str, Loaded]:
    """The models in memory by the server's own names; where that is not known, none."""
    if listing.error is not None or not listing.member.is_ollama:
        return {}
    try:
        async with asyncio.timeout(PATIENCE_S):
            held = await listing.member.ollama().loaded()
            return {m.name: Loaded(vram_bytes=m.size_vram, context=m.context, until=m.expires_at) for m in held}
    except (ModelFailed, TimeoutError):
        return {}


def _channel(listing: Listing, loaded: dict[str, Loaded], hidden: Collection[str]) -> ChannelModels:
    channel = listing.member.channel
    return ChannelModels(
        channel_id=channel.id,
        channel=channel.name,
        demo=listing.member.plan.is_demo,
        can_install=listing.member.is_ollama,
        models=[
            Model(
                name=model.name,
                capabilities=sorted(model.capabilities),
                certain=model.certain,
                context=model.context,
                size_bytes=model.size_bytes,
                family=model.family,
                parameters=model.parameters,
                quantization=model.quantization,
                loaded=loaded.get(listing.member.name_in_memory(model.name)),
            )
            for model in listing.models
            if model.name not in hidden
        ],
        error=listing.error,
    )
