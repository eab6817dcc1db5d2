"""Names of the topics; the word before the colon is what clients call them."""

ADMIN = "admin"


def of_run(run_id: str) -> str:
    """A run's log."""
    return f"run:{run_id}"


def of_runs(user_id: str) -> str:
    """News of a person's list of runs."""
    return f"runs:{user_id}"


def of_person(user_id: str) -> str:
    """News of a person's own account: `{"changed": …}`, `{"signed_out": true}`."""
    return f"me:{user_id}"
