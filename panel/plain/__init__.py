"""The panel in plain lines: for screen readers, dumb terminals, pipes and expect.

Only lines of the display that changed are printed, without any escape sequence; keys are read by name. How a
display is told is `telling`, what may be typed is `typed`.
"""

from .main import run

__all__ = ["run"]
