"""What tests in Python get of the panel: a machine of their own, a device process, scripts to play on both.

The pytest plugin makes fixtures of it; nothing here needs pytest.
"""
