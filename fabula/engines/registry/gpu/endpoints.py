"""The GPU over HTTP: how it stands, and which program may use it."""

from typing import Annotated, Literal

from fastapi import Query

from fabula.core.accounts import (
    AdminOnly,
    CurrentAdmin,
    CurrentUser,
    ForeignOrigin,
    Names,
    NotSignedIn,
    audit,
    names_of,
)
from fabula.core.db import Database
from fabula.core.errors import responses
from fabula.core.web import Router, part
from fabula.engines.gpu import (
    Arbiter,
    EngineWorking,
    GpuState,
    ServiceFailed,
    Services,
    ServicesState,
    ServiceUnknown,
)

router = Router(tags=["gpu"], responses=responses(NotSignedIn))

Managed = Annotated[Services, part(Services)]
Service = Literal["ollama", "comfyui"]
PROGRAM = responses(AdminOnly, ForeignOrigin, EngineWorking, ServiceFailed, ServiceUnknown)


class GpuOverview(GpuState):
    """How the GPUs stand, with the names of the people who use them or wait for them."""

    people: dict[str, Names]


@router.get("/api/admin/gpu", responses=responses(AdminOnly))
async def get_gpu(
    admin: CurrentAdmin, arbiter: Annotated[Arbiter, part(Arbiter)], database: Annotated[Database, part(Database)]
) -> GpuOverview:
    """Every card: its memory over time, who holds what, who waits, and what happened lately."""
    state = arbiter.state()
    owners = {each.owner for device in state.devices for each in (*device.holders, *device.line)}
    owners.update(*(device.shares_s for device in state.devices))
    async with database.reading() as session:
        found = await names_of(session, owners)
    people = {owner: names for owner, names in found.items() if names.username}
    return GpuOverview(devices=state.devices, news=state.news, people=people)


@router.get("/api/process/status")
async def get_process_status(person: CurrentUser, services: Managed) -> ServicesState:
    """The programs behind the engines: which run, and which one is active."""
    state = await services.glance()
    if person.is_admin:
        return state
    # What a program logs may tell of others' work, and its problems of addresses inside.
    hidden: dict[str, object] = {"log": [], "pid": None, "problem": "", "managed_by": ""}
    return state.model_copy(update={"services": [each.model_copy(update=hidden) for each in state.services]})


@router.post("/api/process/switch", responses=PROGRAM)
async def switch_process(
    service: Annotated[Service, Query()],
    admin: CurrentAdmin,
    arbiter: Annotated[Arbiter, part(Arbiter)],
    services: Managed,
    database: Annotated[Database, part(Database)],
) -> ServicesState:
    """Give the card to one program; refused while the other works."""
    await arbiter.switch(service)
    async with database.writing() as session:
        await audit(session, admin, "process.switched", subject=service)
    return await services.state()


@router.post("/api/process/{service}/start", responses=PROGRAM)
async def start_process(
    service: Service, admin: CurrentAdmin, services: Managed, database: Annotated[Database, part(Database)]
) -> ServicesState:
    """Start one program, whatever else runs; answers when it does."""
    await services.start(service)
    async with database.writing() as session:
        await audit(session, admin, "process.started", subject=service)
    return await services.state()


@router.post("/api/process/{service}/stop", responses=PROGRAM)
async def stop_process(
    service: Service,
    admin: CurrentAdmin,
    arbiter: Annotated[Arbiter, part(Arbiter)],
    services: Managed,
    database: Annotated[Database, part(Database)],
    even_adopted: Annotated[bool, Query(description="Also a program that Fabula did not start itself")] = False,
) -> ServicesState:
    """Stop one program, unless it works; whoever needs it next has it started again."""
    async with arbiter.stopping(service):
        await services.stop(service, even_adopted=even_adopted)
    async with database.writing() as session:
        await audit(session, admin, "process.stopped", subject=service)
    return await services.state()
