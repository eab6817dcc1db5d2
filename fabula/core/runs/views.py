"""A run's row as people see it."""

from collections.abc import Mapping

from pydantic import JsonValue

from fabula.core.events import JsonObject
from fabula.core.runs import schemas
from fabula.core.runs.kinds import Kinds
from fabula.core.runs.live import BLANK
from fabula.core.runs.tables import ACTIVE, RunRow


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


def can_retry(row: RunRow, kinds: Kinds) -> bool:
    kind = kinds.find(row.kind)
    return kind is not None and kind.retryable and row.state not in (*ACTIVE, "done")


def as_json(run: schemas.Run) -> JsonObject:
    return run.model_dump(mode="json")
