"""Runs the machine's errands in threads, a few at a time, and hands their results back on the loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from device.errands import Errand, Errands, Failed, Work

#: Errands at once. A password takes some 20 MB and one core while it is hashed.
MOST = 2

#: Told of an error in the house: what was being done, and the error.
Report = Callable[[str, BaseException], None]


class Runner:
    """What is put into `errands` is worked on from now until `close`."""

    def __init__(self, errands: Errands, works: Mapping[type[Errand], Work], report: Report) -> None:
        self._errands = errands
        self._works = works
        self._report = report
        self._loop = asyncio.get_running_loop()
        self._threads = ThreadPoolExecutor(MOST, thread_name_prefix="errand")
        self._tasks: set[asyncio.Task[None]] = set()
        self._calm = asyncio.Event()
        errands.on_put = self._put
        self._take()

    async def do(self, errand: Errand) -> Any:
        """Have the machine's errand done and wait for its result; a cancelled wait drops it."""
        arrived: asyncio.Future[Any] = self._loop.create_future()
        ticket = self._errands.put(errand, arrived.set_result)
        try:
            return await arrived
        finally:
            self._errands.drop(ticket)

    async def settle(self, seconds: float) -> bool:
        """Wait until no errand is under way, so long at most; whether that is so."""
        try:
            async with asyncio.timeout(seconds):
                while self._errands.busy:
                    self._calm.clear()
                    await self._calm.wait()
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        """Take no more errands; results of those under way are thrown away."""
        self._errands.on_put = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        # A thread cannot be stopped; what it still computes is tens of milliseconds.
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _put(self) -> None:
        self._loop.call_soon(self._take)

    def _take(self) -> None:
        for ticket, errand in self._errands.take():
            task = self._loop.create_task(self._run(ticket, errand))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, ticket: int, errand: Errand) -> None:
        result = await self._result(errand)
        try:
            self._errands.done(ticket, result)
        except Exception as error:
            self._report(f"the result of {type(errand).__name__}", error)
        finally:
            self._calm.set()

    async def _result(self, errand: Errand) -> Any:
        work = self._works.get(type(errand))
        if work is None:
            return Failed("no services")
        try:
            return await self._loop.run_in_executor(self._threads, work, errand)
        except Exception as error:
            self._report(type(errand).__name__, error)
            return Failed("it could not be done; the device's log says why")
