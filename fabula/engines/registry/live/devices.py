"""Which card an engine lives on: said by the admin, or told by its address."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from fabula.engines.gpu import Device

LOCAL = "local"
FIRST_CARD = "0"


def device_of(url: str, wish: str = "") -> Device:
    """The card of this engine.

    Without a wish, engines of this machine share its first card, and those of another host share one card there. A wish
    is the number of a card (`1`), or a name of one's own: engines with the same name share a card.
    """
    host = urlsplit(url if "://" in url else f"http://{url}").hostname or ""
    if is_this_machine(host):
        if wish and not wish.isdecimal():
            return Device(id=f"{LOCAL}:{wish}", name=wish)
        card = wish or FIRST_CARD
        return Device(id=f"{LOCAL}:{card}", name=f"GPU {card}", gpu=card)
    return Device(id=f"{host}:{wish or FIRST_CARD}", name=f"{host}, {wish}" if wish else host)


def is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
