"""What follows a failure, by its cause."""

import pytest

from fabula.imaging.renders.carrying.retries import Again, Attempt, Cause, next_try


def failed(*causes: Cause, server: str = "one") -> list[Attempt]:
    return [Attempt(server, cause, "told") for cause in causes]


@pytest.mark.parametrize("cause", [Cause.LOST, Cause.STOPPED_BY_OTHERS])
def test_what_was_lost_is_tried_anywhere_and_later_each_time(cause: Cause) -> None:
    tries = [next_try(failed(*[cause] * count)) for count in range(1, 5)]
    assert tries == [Again(pause_s=0), Again(pause_s=1), Again(pause_s=4), None]


def test_losses_do_not_use_up_the_tries_of_others_causes() -> None:
    assert next_try(failed(Cause.LOST, Cause.LOST, Cause.STOPPED_BY_OTHERS)) == Again()


def test_what_no_server_took_is_offered_for_longer() -> None:
    pauses = [again.pause_s for count in range(1, 10) if (again := next_try(failed(*[Cause.NOT_TAKEN] * count)))]
    assert (len(pauses), sum(pauses) > 60, sorted(pauses)) == (9, True, pauses)
    assert next_try(failed(*[Cause.NOT_TAKEN] * 10)) is None
    assert next_try(failed(*[Cause.NOT_TAKEN] * 8, Cause.OUT_OF_MEMORY)) == Again(free="one")


@pytest.mark.parametrize("cause", [Cause.REFUSED, Cause.NO_FILES])
def test_what_would_be_the_same_everywhere_is_not_tried_again(cause: Cause) -> None:
    assert next_try(failed(cause)) is None


@pytest.mark.parametrize("cause", [Cause.MISSING, Cause.DISK_FULL, Cause.CRASHED])
def test_what_one_server_cannot_do_is_tried_on_another(cause: Cause) -> None:
    assert next_try(failed(cause)) == Again(avoid=frozenset({"one"}))


def test_a_second_crash_is_the_works_own_fault() -> None:
    assert next_try(failed(Cause.CRASHED) + failed(Cause.CRASHED, server="two")) is None


@pytest.mark.parametrize("cause", [Cause.OUT_OF_MEMORY, Cause.FILE_GONE])
def test_memory_is_freed_once_before_another_server_is_asked(cause: Cause) -> None:
    assert next_try(failed(cause)) == Again(free="one")
    assert next_try(failed(cause, cause)) == Again(avoid=frozenset({"one"}))


def test_there_is_an_end_to_trying() -> None:
    assert next_try([Attempt(str(number), Cause.DISK_FULL, "told") for number in range(6)]) is None
