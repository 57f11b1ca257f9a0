"""Regular expressions of a module, each compiled once something is asked of it.

To compile them as modules are imported took a tenth of a small report's time, and most are for what
a project seldom has.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from typing import AnyStr


def regex(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As ``re.compile`` makes it, for whoever asks it something."""
    return cast("re.Pattern[AnyStr]", Later(source, flags))


class Later:
    """What is asked of it is kept as an attribute: what ``re`` has of that name.

    The ``re`` of a match is what was compiled, which equals this and is another object.
    """

    def __init__(self, source: Any, flags: int) -> None:
        self._given = source, flags

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        found = getattr(re.compile(*self._given), name)
        setattr(self, name, found)
        return found

    def __eq__(self, other: object) -> bool:
        return re.compile(*self._given) == other

    def __hash__(self) -> int:
        return hash(re.compile(*self._given))
