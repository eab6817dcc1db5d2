"""Names of the topics; the word before the colon is what clients call them."""

ADMIN = "admin"
HOUSE = "house"


def of_run(run_id: str) -> str:
    """A run's log."""
    return f"run:{run_id}"


def run_in(topic: str) -> str:
    """The run whose log this is."""
    return topic.partition(":")[2]


def of_runs(user_id: str) -> str:
    """News of a person's list of runs."""
    return f"runs:{user_id}"


def of_chats(user_id: str) -> str:
    """News of a person's chats: `{"changed": "chats", "chat_id": …}`."""
    return f"chats:{user_id}"


def of_person(user_id: str) -> str:
    """News of a person's own account: `{"changed": …}`, `{"signed_out": true}`."""
    return f"me:{user_id}"
