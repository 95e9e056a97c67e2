"""What a connection meets: the policy and the certificate as they are set at one moment, frozen."""

from __future__ import annotations

from typing import NamedTuple

from device.certificates.certificates import Certificates
from device.certificates.credential import Credential
from device.settings.certificates import SSL_TLS
from device.settings.store import Proposal

from .policy import TlsPolicy, policy_of


class Snapshot(NamedTuple):
    """Policy and certificate; `credential` None: no certificate is in use for SSL/TLS."""

    policy: TlsPolicy
    credential: Credential | None

    @property
    def can_encrypt(self) -> bool:
        """Whether any client at all could shake hands."""
        return self.policy.can_encrypt(self.credential.kind if self.credential else None)


def snapshot_of(values: Proposal, certificates: Certificates) -> Snapshot:
    """What the settings say now."""
    return Snapshot(policy_of(values), certificates.credential(values[SSL_TLS]))
