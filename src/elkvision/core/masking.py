"""URLs as they may be shown: without what lets somebody in."""

import re
from typing import Final

#: From the name of the user to the last `@`: a password may have any sign in it, also unescaped.
_WHO = re.compile(r"(?<=://)[^:@/?#]*:.*@", re.DOTALL)
_OPTION = re.compile(r"(?i)([?&][^=&#]*(?:key|password|secret|token)[^=&#]*=)[^&#]*")
_MASK: Final = "•••"


def masked(url: str) -> str:
    """The same URL, with `•••` for its password and for options that are named like a secret."""
    shown = _WHO.sub(lambda found: f"{found[0].partition(':')[0]}:{_MASK}@", url, count=1)
    return _OPTION.sub(rf"\g<1>{_MASK}", shown)
