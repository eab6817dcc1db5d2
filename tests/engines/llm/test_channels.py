"""Several channels as one: their order, who is asked for what, and when the next one steps in."""

from collections.abc import AsyncIterator

import pytest

from fabula.engines.llm import Channels, Client, EmbedRequest, Event, ModelFailed, Routed, Text, gathered
from fabula.engines.llm.errors import ChannelResting, ContextTooLong, KeyRefused, NoChannel, ServerFailed
from tests.engines.llm.upstream import Answer, Upstream
from tests.engines.llm.voices import OllamaVoice, OpenAIVoice, asking, channel_to, hear

FIRST, SECOND = OllamaVoice(), OpenAIVoice()


@pytest.fixture
async def channels(upstream: Upstream) -> AsyncIterator[Channels]:
    """A local server first, then one elsewhere that calls the model by another name."""
    elsewhere = channel_to(
        SECOND, upstream, id="away", name="Away", order=2, aliases={"tale": "vendor/tale-1"}, models=["big"]
    )
    pair = Channels([Client(elsewhere), Client(channel_to(FIRST, upstream, order=1, models=["tale"]))])
    yield pair
    await pair.close()


async def test_the_next_channel_steps_in_while_nothing_has_come(channels: Channels, upstream: Upstream) -> None:
    upstream.says(FIRST.chat, FIRST.refusal(500, "broken"))
    upstream.says(SECOND.chat, Answer(SECOND.said("Yes.")))
    reply = await gathered(channels.stream(asking()))
    assert reply.text == "Yes."
    assert reply.routed == Routed("away", "vendor/tale-1", ("Home failed: broken.",))
    assert upstream.asked(SECOND.chat)[0]["model"] == "vendor/tale-1"


async def test_a_reply_that_has_begun_is_not_begun_again_elsewhere(channels: Channels, upstream: Upstream) -> None:
    upstream.says(FIRST.chat, Answer([FIRST.said("Once ")[0]], cut=True))
    upstream.says(SECOND.chat, Answer(SECOND.said("Yes.")))
    heard: list[Event] = []
    with pytest.raises(ModelFailed):
        await hear(channels, heard)
    assert Text("Once ") in heard
    assert upstream.asked(SECOND.chat) == []


async def test_what_no_channel_could_help_with_is_told_at_once(channels: Channels, upstream: Upstream) -> None:
    upstream.says(FIRST.chat, FIRST.refusal(400, "prompt is too long: 9 tokens > 8 maximum"))
    with pytest.raises(ContextTooLong):
        await gathered(channels.stream(asking()))
    assert upstream.asked(SECOND.chat) == []


async def test_the_first_failure_is_the_one_that_is_told(channels: Channels, upstream: Upstream) -> None:
    upstream.says(FIRST.chat, FIRST.refusal(401, "bad key"))
    upstream.says(SECOND.chat, SECOND.refusal(500, "broken"))
    with pytest.raises(KeyRefused, match="bad key"):
        await gathered(channels.stream(asking()))


async def test_who_merely_lacks_the_model_explains_nothing(channels: Channels, upstream: Upstream) -> None:
    absent = FIRST.refusal(404, "model 'tale' not found")
    upstream.says(FIRST.chat, absent)
    upstream.says(SECOND.chat, SECOND.refusal(401, "bad key"))
    upstream.says(FIRST.embed, absent)
    upstream.says(SECOND.embed, SECOND.refusal(401, "bad key"))
    with pytest.raises(KeyRefused, match="bad key"):
        await gathered(channels.stream(asking()))
    with pytest.raises(KeyRefused, match="bad key"):
        await channels.embed(EmbedRequest("tale", ("sea",)))


async def test_a_short_rest_is_waited_for_where_nobody_else_can_answer(upstream: Upstream) -> None:
    """As when a server was killed and comes up again while somebody goes on talking."""
    moment = 0.0

    async def rest(seconds: float) -> None:
        nonlocal moment
        moment += seconds

    upstream.says(SECOND.chat, *[SECOND.refusal(500, "broken")] * 3, Answer(SECOND.said("Yes.")))
    client = Client(channel_to(SECOND, upstream), clock=lambda: moment)
    channels = Channels([client], pause=rest)
    for _ in range(3):
        with pytest.raises(ServerFailed):
            await gathered(channels.stream(asking()))
    assert (await gathered(channels.stream(asking()))).text == "Yes."
    assert moment == 2
    await channels.close()


async def test_a_long_rest_is_told(upstream: Upstream) -> None:
    upstream.says(SECOND.chat, SECOND.refusal(500, "broken"))
    client = Client(channel_to(SECOND, upstream), clock=lambda: 0.0)
    for _ in range(8):
        client.gate.failed(ServerFailed("broken"))
    with pytest.raises(ChannelResting, match="rests for 60 s"):
        await gathered(Channels([client]).stream(asking()))
    assert upstream.asked(SECOND.chat) == []
    await client.close()


async def test_who_does_not_offer_a_model_is_not_asked(channels: Channels, upstream: Upstream) -> None:
    upstream.says(SECOND.chat, Answer(SECOND.said("Yes.")))
    assert (await gathered(channels.stream(asking(model="big")))).routed == Routed("away", "big")
    assert upstream.asked(FIRST.chat) == []
    with pytest.raises(NoChannel, match="no-such"):
        await gathered(channels.stream(asking(model="no-such")))


async def test_models_of_all_channels_that_answer_are_listed_once(channels: Channels, upstream: Upstream) -> None:
    FIRST.offers(upstream, "tale", "hidden")
    SECOND.offers(upstream, "big", "tale")
    assert [info.name for info in await channels.models()] == ["tale", "big"]
    upstream.says("/api/tags", FIRST.refusal(500, "broken"))
    assert [info.name for info in await channels.models()] == ["big", "tale"]
    upstream.says("/v1/models", SECOND.refusal(500, "broken too"))
    with pytest.raises(ServerFailed):
        await channels.models()


async def test_vectors_come_from_whoever_can(channels: Channels, upstream: Upstream) -> None:
    upstream.says(FIRST.embed, FIRST.refusal(404, "model 'tale' not found"))
    upstream.says(SECOND.embed, Answer([b'{"data": [{"embedding": [1.0]}]}'], content_type="application/json"))
    assert (await channels.embed(EmbedRequest("tale", ("sea",)))).vectors == ((1.0,),)


async def test_without_any_channel_it_says_so() -> None:
    with pytest.raises(NoChannel, match="There is no channel yet"):
        await gathered(Channels([]).stream(asking()))
