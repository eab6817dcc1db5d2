"""Language models behind one small interface, whoever provides them."""

from fabula.engines.llm.calls.use import OnUse, Outcome, Used
from fabula.engines.llm.catalogue import Capability, Embeddings, LanguageModels, ModelInfo
from fabula.engines.llm.channel import Channel, Patience, Provider
from fabula.engines.llm.channels import ChannelModels, Channels
from fabula.engines.llm.client import Client
from fabula.engines.llm.context.learning import Counts
from fabula.engines.llm.errors import FirstTokenLate, ModelFailed
from fabula.engines.llm.events import Event, Finish, Reason, Routed, Text, Thinking, Truncated, Usage
from fabula.engines.llm.reply import Reply, gathered
from fabula.engines.llm.requests import (
    ChatRequest,
    EmbedRequest,
    Message,
    Picture,
    Role,
    Sampling,
    Thought,
    Tool,
    ToolCall,
    assistant,
    system,
    tool_result,
    user,
)

__all__ = [
    "Capability",
    "Channel",
    "ChannelModels",
    "Channels",
    "ChatRequest",
    "Client",
    "Counts",
    "EmbedRequest",
    "Embeddings",
    "Event",
    "Finish",
    "FirstTokenLate",
    "LanguageModels",
    "Message",
    "ModelFailed",
    "ModelInfo",
    "OnUse",
    "Outcome",
    "Patience",
    "Picture",
    "Provider",
    "Reason",
    "Reply",
    "Role",
    "Routed",
    "Sampling",
    "Text",
    "Thinking",
    "Thought",
    "Tool",
    "ToolCall",
    "Truncated",
    "Usage",
    "Used",
    "assistant",
    "gathered",
    "system",
    "tool_result",
    "user",
]
