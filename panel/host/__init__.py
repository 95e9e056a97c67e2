"""The device's end of the control socket: it runs the machine's errands and serves its faces."""

from .host import Host

__all__ = ["Host"]
