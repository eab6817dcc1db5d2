"""A run's row as people see it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pydantic import JsonValue
from sqlalchemy.ext.asyncio import AsyncSession

from fabula.core.accounts import UserId
from fabula.core.events import JsonObject
from fabula.core.runs import schemas
from fabula.core.runs.kinds import Kinds, Look
from fabula.core.runs.live import BLANK
from fabula.core.runs.tables import ACTIVE, FINISHED, RunRow


def view_of(row: RunRow, kinds: Kinds, live: Mapping[str, JsonValue] | None = None) -> schemas.Run:
    """The run; a live state fresher than the row's may be given."""
    return schemas.Run.model_validate(
        {
            "id": row.id,
            "kind": row.kind,
            "title": row.title,
            "state": row.state,
            "live": BLANK | dict(row.live if live is None else live),
            "input": row.input,
            "result": row.result,
            "error": row.error,
            "demo": row.demo,
            "href": row.href,
            "retryable": can_retry(row, kinds),
            "created_at": row.created_at,
            "started_at": row.started_at,
            "finished_at": row.finished_at,
            "last_seq": row.last_seq,
        }
    )


async def with_made(
    session: AsyncSession, kinds: Kinds, owner: UserId, runs: Sequence[schemas.Run]
) -> list[schemas.ListedRun]:
    """These runs with what they made, asked once for each kind and not for each run."""
    of_kind: defaultdict[Look, list[schemas.Run]] = defaultdict(list)
    for run in runs:
        if look := look_at(run, kinds):
            of_kind[look].append(run)
    made: dict[str, schemas.Made] = {}
    for look, those in of_kind.items():
        made |= await look(session, owner, those)
    return [listed(run, made.get(run.id)) for run in runs]


def look_at(run: schemas.Run, kinds: Kinds) -> Look | None:
    """How to find what it made; what has not ended has made nothing that a list shows."""
    kind = kinds.find(run.kind) if run.state in FINISHED else None
    return kind.look if kind else None


def listed(run: schemas.Run, made: schemas.Made | None = None) -> schemas.ListedRun:
    return schemas.ListedRun(**dict(run), made=made)


def can_retry(row: RunRow, kinds: Kinds) -> bool:
    kind = kinds.find(row.kind)
    return kind is not None and kind.retryable and row.state not in (*ACTIVE, "done")


def as_json(run: schemas.Run) -> JsonObject:
    return run.model_dump(mode="json")
