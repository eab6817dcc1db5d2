"""Whether a channel could be: its address and key, before anything is asked."""

from pydantic import SecretStr, ValidationError

from fabula.engines.llm import Channel, Patience, Provider
from fabula.engines.registry.errors import AddressRefused
from fabula.engines.registry.options import ChannelOptions

PATIENCE = Patience(connect_s=5, answer_s=15, first_token_s=180, next_token_s=30)


def checked_channel(
    provider: Provider, url: str, key: SecretStr | None = None, window: int = ChannelOptions().window
) -> Channel:
    """A channel for a trial; raises where no such channel can be.

    The window is that of the channel which is tried, since Ollama loads a model anew for another.
    """
    try:
        return Channel(
            id="trial",
            name=url[:120],
            provider=provider,
            base_url=url,
            key=key or SecretStr(""),
            window=window,
            retries=0,
            patience=PATIENCE,
        )
    except ValidationError as error:
        raise AddressRefused(error.errors()[0]["msg"].removeprefix("Value error, ").capitalize() + ".") from None
