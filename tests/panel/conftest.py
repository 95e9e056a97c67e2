"""Who stands at the panel in the tests of what it does."""

from __future__ import annotations

import pytest

from tests.panel.somebody import Somebody, fresh, staffed


@pytest.fixture
def panel() -> Somebody:
    """Somebody at a machine with four administrators, one role each, and a supervisor."""
    return staffed()


@pytest.fixture
def factory_panel() -> Somebody:
    """Somebody at a machine as it left the factory."""
    return fresh()
