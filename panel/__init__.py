"""The machine's faces: its control panel, the screens behind it, and keystroke scripts.

May import `device`; `device` never imports this package.
"""

from device import __version__

__all__ = ["__version__"]
