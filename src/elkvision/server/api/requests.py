"""What a request says of where it comes from."""

from ipaddress import ip_address

from django.conf import settings
from rest_framework.request import Request


def ip_of(request: Request) -> str | None:
    """The client's address; that behind a proxy has been found before (`proxied.py`)."""
    text = str(request.META.get("REMOTE_ADDR") or "")
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return None  # a Unix socket has none


def base_url(request: Request) -> str:
    """How people reach the UI: the origin set for us, else the one they used."""
    origins = settings.CSRF_TRUSTED_ORIGINS
    return str(origins[0]) if origins else f"{request.scheme}://{request.get_host()}"
