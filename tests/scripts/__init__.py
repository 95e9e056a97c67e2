"""Tests of keystroke scripts: reading them, playing them, telling what came of it."""
