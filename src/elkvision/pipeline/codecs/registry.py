"""Finds codecs by the name that people write. A codec is imported when it is first asked for."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from elkvision.pipeline import codecs
from elkvision.pipeline.codecs.contract import Codec

_OTHER_ROOMS = frozenset({"contract", "registry"})


@cache
def codec_names() -> tuple[str, ...]:
    """Every codec there is, sorted."""
    return tuple(sorted(module.name for module in iter_modules(codecs.__path__) if module.name not in _OTHER_ROOMS))


@cache
def find_codec(name: str) -> Codec | None:
    """The codec of that name, or None."""
    if name not in codec_names():
        return None
    codec = import_module(f"{codecs.__name__}.{name}").CODEC
    assert isinstance(codec, Codec)
    return codec
