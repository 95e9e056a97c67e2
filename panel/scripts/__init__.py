"""Keystroke scripts: a small language of keys and expectations, and the engine that plays it on a panel.

`language` is what a script says, `parser` reads it, `loading` brings a file and its includes together,
`runner` plays a case on any `stage`, `report` tells what came of it. Nothing is imported here: reading a
script must not cost what playing it costs.
"""
