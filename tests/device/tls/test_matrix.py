"""Every setting of the SSL/TLS page on the wire, by a scanner that shares nothing with the machine."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from device.certificates.credential import KeyKind
from device.settings.tls import TlsVersion
from device.tls.policy import WIRE_VERSIONS, TlsPolicy

from .credentials import credential
from .oracle import expected
from .policies import POLICIES
from .prober import offered
from .serving import served


async def mismatches(policies: Sequence[TlsPolicy], kind: KeyKind) -> list[tuple[TlsPolicy, str, list[int]]]:
    """Give policy, version and what was found there, wherever that is not what the oracle says."""
    wrong = []
    async with served(policies[0], credential(kind)) as port:
        for policy in policies:
            port.set(policy, credential(kind))
            for version in TlsVersion:
                found = await offered(port.number, WIRE_VERSIONS[version])
                in_order = [suite.id for suite in policy.suites(version, kind)]
                if set(found) != expected(policy, version, kind) or found != in_order:
                    wrong.append((policy, version.value, found))
    return wrong


@pytest.mark.parametrize("kind", KeyKind)
async def test_a_part_of_the_policies_is_met_on_the_wire(kind: KeyKind) -> None:
    """Every eleventh: that meets all sets of versions and of ciphers, and all four pairs of switches."""
    assert await mismatches(POLICIES[::11], kind) == []


@pytest.mark.prove
@pytest.mark.parametrize("kind", KeyKind)
async def test_every_policy_is_met_on_the_wire(kind: KeyKind) -> None:
    assert await mismatches(POLICIES, kind) == []
