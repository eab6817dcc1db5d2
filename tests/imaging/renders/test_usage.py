"""What admins see of everybody's use."""

from typing import Any

import pytest

from fabula.core.clock import now
from tests.imaging.renders.studio import Studio, graph
from tests.visitors import newcomer


@pytest.mark.every_database
async def test_pictures_are_counted_by_day_person_outcome_and_reason(studio: Studio) -> None:
    boris = await newcomer(studio.app, "boris")
    await boris.http.patch("/api/auth/profile", json={"name": "Boris of the harbour"})
    several = graph()
    several["1"]["inputs"]["batch_size"] = 3
    made = await studio.order(by=boris.http, graph=several)
    await studio.ended(made["renders"][0]["id"], by=boris.http)
    made = await studio.order(graph=graph())
    await studio.ended(made["renders"][0]["id"])
    await studio.ann.http.post("/api/admin/renders/pool/pause")
    late = await studio.order(graph=graph(2), deadline_s=1)
    await studio.ended(late["renders"][0]["id"])

    async def told(what: str) -> list[dict[str, Any]]:
        return (await studio.ann.http.get(f"/api/admin/usage/{what}")).json()["items"]

    today = now().date().isoformat()
    usual = {"day": today, "use": "pictures", "state": "done", "reason": None, "runs": 1, "name": ""}
    runs = sorted(await told("runs"), key=lambda item: (item["username"], item["state"]))
    assert runs == [
        usual | {"username": "Ann", "amount": 1},
        usual | {"username": "Ann", "amount": 1, "state": "failed", "reason": "deadline_passed"},
        usual | {"username": "boris", "name": "Boris of the harbour", "amount": 3},
    ]
    seconds = await told("servers")
    assert {(item["day"], item["username"], item["name"], item["renders"]) for item in seconds} == {
        (today, "Ann", "", 1),
        (today, "boris", "Boris of the harbour", 1),
    }
    stored = {(item["username"], item["name"]): item["files"] for item in await told("storage")}
    assert stored == {("Ann", ""): 1, ("boris", "Boris of the harbour"): 3}
    for what in ("runs", "servers", "storage"):
        assert (await boris.http.get(f"/api/admin/usage/{what}")).status_code == 403
