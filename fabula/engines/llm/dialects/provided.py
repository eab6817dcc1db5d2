"""The dialect of each provider."""

from fabula.engines.llm.channel import Channel, Provider
from fabula.engines.llm.dialects.anthropic import AnthropicDialect
from fabula.engines.llm.dialects.dialect import Dialect
from fabula.engines.llm.dialects.ollama import OllamaDialect
from fabula.engines.llm.dialects.openai import OpenAIDialect


def dialect_of(channel: Channel) -> Dialect:
    match channel.provider:
        case Provider.OLLAMA:
            return OllamaDialect()
        case Provider.OPENAI:
            return OpenAIDialect(channel)
        case Provider.ANTHROPIC:
            return AnthropicDialect(channel)
