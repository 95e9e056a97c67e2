"""Password Entry Violation: too many failed logins in a short time, whatever the names [S]."""

from __future__ import annotations

from collections import deque

from device.clock import Clock

from .policy import ViolationPolicy


class AttackWatch:
    """Counts failed logins on panel time. What to do about an attack is the caller's."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._times: deque[float] = deque()

    def fail(self, policy: ViolationPolicy) -> bool:
        """One more failed attempt; True when with it there were too many.

        Counting then begins anew, so that an attack that goes on is told once for each such burst.
        """
        if not policy.most:
            self._times.clear()
            return False
        now = self._clock.now()
        self._times.append(now)
        while self._times[0] <= now - policy.seconds:
            self._times.popleft()
        if len(self._times) <= policy.most:
            return False
        self._times.clear()
        return True
