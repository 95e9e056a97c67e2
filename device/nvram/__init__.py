"""The state on disk: a Keep in one SQLite file, with its secrets sealed under a key file beside it.

`SqliteKeep` opens a state folder, or says in a StateError which file of it cannot be used and what to do.
`set_aside` renames the files of a state, so that the next start begins from the factory state.
"""

from .errors import StateError, StateInUse
from .folder import DATABASE, KEY, LOCK, held, set_aside
from .sqlite import SqliteKeep

__all__ = ["DATABASE", "KEY", "LOCK", "SqliteKeep", "StateError", "StateInUse", "held", "set_aside"]
