"""Failures tell their code, who acts, and the way out."""

from fabula.core.errors import Conflict, NotFound, TooMany, Who, responses


class LastAdmin(Conflict):
    hint = "Make someone else an admin first."


def test_the_code_comes_from_the_name() -> None:
    assert LastAdmin.code() == "last_admin"


def test_the_body_says_what_who_and_how() -> None:
    error = LastAdmin("This is the last admin.", details={"id": "7"})
    assert error.body("r1").model_dump() == {
        "error": {
            "code": "last_admin",
            "message": "This is the last admin.",
            "who": Who.USER,
            "hint": "Make someone else an admin first.",
            "details": {"id": "7"},
            "request_id": "r1",
        }
    }


def test_endpoints_declare_several_failures_of_one_status_together() -> None:
    declared = responses(NotFound, Conflict, LastAdmin, TooMany)
    assert {status: value["description"] for status, value in declared.items()} == {
        404: "not_found",
        409: "conflict / last_admin",
        429: "too_many",
    }
