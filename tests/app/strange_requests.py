"""What the search for faults adds to schemathesis: engines are nowhere, and only faults of our own count as faults."""

import re
from typing import Any

import schemathesis

ENGINES = re.compile("/api/admin/(channels|servers)")
NOWHERE = "http://127.0.0.1:9"
OWN_FAULT = 500


@schemathesis.hook  # pyright: ignore[reportUnknownMemberType] - half typed
def before_call(context: schemathesis.HookContext, case: "schemathesis.Case[Any]", **_: Any) -> None:
    """Engines are set up nowhere: no other host is asked, and nobody waits for one."""
    body = case.body
    if ENGINES.match(case.path) and isinstance(body, dict) and isinstance(body.get("url"), str):
        case.body = body | {"url": NOWHERE}


@schemathesis.check
def no_fault_of_its_own(
    context: schemathesis.CheckContext, response: schemathesis.Response, case: "schemathesis.Case[Any]"
) -> None:
    """An engine that is away is answered with 502 to 504, which the OpenAPI has to name."""
    assert response.status_code != OWN_FAULT, "the server has a fault of its own"
