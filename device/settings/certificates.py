"""Certification: which device certificate each application uses, by its number.

Manual, "Installing a Self-signed Certificate/Certificate Issued by a Certificate Authority", step 5. What
stands under a number is the certificates' own matter.
"""

from __future__ import annotations

from .kinds import GUESS, AnySetting, Number, R
from .rows import OF_NETWORK

#: How many device certificates there can be; the real number is not known [guess].
SLOTS = 6


def _application(name: str, label: str, effect: str, help: str) -> Number:
    return Number(
        name,
        label,
        0,
        row=OF_NETWORK,
        source=R,
        default_source=GUESS,
        effect=effect,
        help=help,
        low=0,
        high=SLOTS,
        zero="None",
    )


SSL_TLS = _application(
    "certificates.ssl_tls", "SSL/TLS", "later: tls", "The certificate that SSL/TLS shows to clients."
)
IEEE_802_1X = _application("certificates.ieee_802_1x", "IEEE 802.1X", "none", "802.1X is not simulated.")
S_MIME = _application("certificates.s_mime", "S/MIME", "none", "Signed mail is not simulated.")
IPSEC = _application("certificates.ipsec", "IPsec", "none", "IPsec is not simulated.")
PDF_SIGNATURE = _application(
    "certificates.pdf_signature", "PDF Signature", "none", "Signed documents are not simulated."
)

ALL: tuple[AnySetting, ...] = (SSL_TLS, IEEE_802_1X, S_MIME, IPSEC, PDF_SIGNATURE)
