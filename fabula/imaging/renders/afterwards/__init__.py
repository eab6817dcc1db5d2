"""What a render does when it is done: its files go where they are wanted, and whoever wants to hear of it is told."""

from fabula.imaging.renders.afterwards.destinations import Destinations
from fabula.imaging.renders.afterwards.webhooks import Webhooks, WebhookWish

__all__ = ["Destinations", "WebhookWish", "Webhooks"]
