"""What is hidden from whom over HTTP, for admins."""

from typing import Annotated

from pydantic import BaseModel, Field

from fabula.core.accounts import AdminOnly, CurrentAdmin, ForeignOrigin, NotSignedIn, Role, audit
from fabula.core.errors import Invalid, responses
from fabula.core.events import Bus, names, tell_changed
from fabula.core.visibility.hidden import Thing, everything_hidden, hide, show
from fabula.core.web import Reading, Router, Writing, part

router = Router(prefix="/api/admin/visibility", tags=["admin"], responses=responses(NotSignedIn, AdminOnly))

LISTS = {Thing.MODEL: "models", Thing.TEMPLATE: "templates"}


class Hidden(BaseModel):
    """A model (by its name) or a template (by its id) that people who are no admins neither see nor use."""

    kind: Thing
    name: str


class HiddenThings(BaseModel):
    """Everything that is hidden."""

    items: list[Hidden]


class VisibilityChange(BaseModel):
    """Hide it, or show it again."""

    kind: Thing
    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
    hidden: bool


@router.get("")
async def list_hidden(admin: CurrentAdmin, session: Reading) -> HiddenThings:
    """What people who are no admins neither see nor use."""
    return HiddenThings(items=[Hidden(kind=Thing(row.kind), name=row.name) for row in await everything_hidden(session)])


@router.put("", status_code=204, responses=responses(ForeignOrigin, Invalid))
async def change_visibility(
    body: VisibilityChange, admin: CurrentAdmin, session: Writing, bus: Annotated[Bus, part(Bus)]
) -> None:
    """Hide a model or template from everybody but admins, or show it again."""
    change = hide if body.hidden else show
    await change(session, Role.USER, body.kind, body.name)
    action = f"{body.kind}.{'hidden' if body.hidden else 'shown'}"
    await audit(session, admin, action, subject=body.name, details={"role": Role.USER})
    tell_changed(session, bus, names.HOUSE, LISTS[body.kind])
    tell_changed(session, bus, names.ADMIN, "visibility", "audit")
