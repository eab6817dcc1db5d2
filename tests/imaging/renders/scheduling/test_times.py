"""How long things take is learnt, whatever odd times are measured."""

from fabula.imaging.renders.scheduling import Times


def test_a_render_that_took_no_time_spoils_no_forecast() -> None:
    times = Times()
    for server, seconds in (("a", 2.0), ("b", 0.0), ("a", 0.0), ("b", 0.0), ("b", 4.0)):
        times.record("shape", server, seconds)
    assert 0 < times.expected("shape", "a") < 60
    assert times.expected("another", "b") > 0
    assert times.pace("b") > 0
