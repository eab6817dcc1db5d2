"""How a job ended, as its history entry tells it."""

from collections.abc import Iterator

from fabula.engines.comfy.errors import FaultKind, NodeFault
from fabula.engines.comfy.jobs.answers.failures import OTHERWISE, read_failure
from fabula.engines.comfy.jobs.answers.outputs import read_outputs
from fabula.engines.comfy.jobs.events import Cancelled, Ended, Failed, Finished
from fabula.engines.comfy.jobs.following.plan import Plan
from fabula.engines.comfy.wire.shapes import JsonObject, a_list, a_number, a_text, an_object, texts


def read_ending(entry: JsonObject, plan: Plan, *, cancelled_by_us: bool) -> Ended:
    """History alone judges: a job can be told an error by the socket and succeed all the same."""
    status = an_object(entry.get("status"))
    told = dict(_messages(status))
    if a_text(status.get("status_str")) == "success" or (not status and entry.get("outputs")):
        return _finished(entry, told)
    if "execution_interrupted" in told and "execution_error" not in told:
        return Cancelled(by_us=cancelled_by_us)
    if "execution_error" in told:
        error = told["execution_error"]
        return Failed(read_failure(error, *plan.describe(a_text(error.get("node_id")))))
    return Failed(NodeFault(FaultKind.NODE_ERROR, "the server says that it failed, and not why", OTHERWISE))


def _messages(status: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    for message in a_list(status.get("messages")):
        match message:
            case [str() as kind, dict() as data]:
                yield kind, data
            case _:
                continue


def _finished(entry: JsonObject, told: dict[str, JsonObject]) -> Finished:
    began = a_number(told.get("execution_start", {}).get("timestamp"))
    ended = a_number(told.get("execution_success", {}).get("timestamp"))
    outputs = read_outputs(entry.get("outputs"))
    cached = set(texts(told.get("execution_cached", {}).get("nodes")))
    makers = {file.node for file in outputs.files} | {text.node for text in outputs.texts}
    return Finished(
        outputs=outputs,
        seconds=(ended - began) / 1000 if began and ended >= began else None,
        from_cache=bool(makers) and makers <= cached,
    )
