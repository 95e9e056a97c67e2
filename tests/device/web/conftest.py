"""A staffed machine and somebody with a browser in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient

from .house import Browser, House


@pytest.fixture
def house() -> House:
    return House()


@pytest_asyncio.fixture
async def client(house: House) -> AsyncIterator[TestClient[Any, Any]]:
    async with house.client() as client:
        yield client
    assert house.troubles == []


@pytest.fixture
def browser(client: TestClient[Any, Any]) -> Browser:
    return Browser(client)
