"""The machine: a network printer's state, settings and services.

It knows no face: nothing in here imports `panel`. The version of the whole distribution stands here and
nowhere else.
"""

__version__ = "0.1.0"
