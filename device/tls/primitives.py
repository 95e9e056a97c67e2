"""The primitives of `cryptography` in the shapes that tlslite-ng asks for.

Its own are written in Python: handshakes are ten times, records up to thousands of times slower with them.
Everything here is called by name only, so nothing derives from that library or imports it.
"""

from __future__ import annotations

from functools import cached_property
from types import SimpleNamespace
from typing import Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4, TripleDES
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo, Prehashed
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HASHES: dict[str, hashes.HashAlgorithm] = {
    "md5": hashes.MD5(),
    "sha1": hashes.SHA1(),
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_BY_SIZE: dict[int, hashes.HashAlgorithm] = {
    each.digest_size: each for name, each in HASHES.items() if name != "md5"
}

#: RFC 8422, 5.1.1: the curves by their numbers on the wire; X25519 stands apart.
CURVES: dict[int, ec.EllipticCurve] = {23: ec.SECP256R1(), 24: ec.SECP384R1(), 25: ec.SECP521R1()}
X25519 = 29


class _CipherInUse(Protocol):
    def update(self, data: bytes | bytearray) -> bytes: ...


class FastCipher:
    """A block cipher in CBC, or a stream cipher, in use for one direction of one connection."""

    isAEAD = False
    implementation = "cryptography"

    def __init__(self, name: str, cipher: Cipher[modes.CBC] | Cipher[None], block: int) -> None:
        self.name = name
        self.isBlockCipher = block > 1
        self.block_size = block
        self._cipher = cipher

    @cached_property
    def _sealing(self) -> _CipherInUse:
        return self._cipher.encryptor()

    @cached_property
    def _opening(self) -> _CipherInUse:
        return self._cipher.decryptor()

    def encrypt(self, data: bytearray) -> bytearray:
        return bytearray(self._sealing.update(data))

    def decrypt(self, data: bytearray) -> bytearray:
        return bytearray(self._opening.update(data))


class FastGcm:
    """AES-GCM in use for one direction of one connection."""

    isBlockCipher = False
    isAEAD = True
    nonceLength = 12
    tagLength = 16
    implementation = "cryptography"

    def __init__(self, key: bytearray) -> None:
        self.name = f"aes{len(key) * 8}gcm"
        self._gcm = AESGCM(bytes(key))

    def seal(self, nonce: bytearray, data: bytearray, authenticated: bytearray) -> bytearray:
        return bytearray(self._gcm.encrypt(bytes(nonce), bytes(data), bytes(authenticated)))

    def open(self, nonce: bytearray, data: bytearray, authenticated: bytearray) -> bytearray | None:
        try:
            return bytearray(self._gcm.decrypt(bytes(nonce), bytes(data), bytes(authenticated)))
        except InvalidTag:
            return None


def aes(key: bytearray, start: bytearray, _: object = None) -> FastCipher:
    """AES in CBC mode."""
    cipher = Cipher(algorithms.AES(bytes(key)), modes.CBC(bytes(start)))
    return FastCipher(f"aes{len(key) * 8}", cipher, 16)


def aes_gcm(key: bytearray, _: object = None) -> FastGcm:
    """AES in GCM mode."""
    return FastGcm(key)


def triple_des(key: bytearray, start: bytearray, _: object = None) -> FastCipher:
    """3DES in CBC mode."""
    return FastCipher("3des", Cipher(TripleDES(bytes(key)), modes.CBC(bytes(start))), 8)


def rc4(key: bytearray, _start: bytearray, _: object = None) -> FastCipher:
    """RC4."""
    return FastCipher("rc4", Cipher(ARC4(bytes(key)), None), 1)


class FastRsaKey:
    """An RSA private key."""

    key_type = "rsa"

    def __init__(self, key: rsa.RSAPrivateKey) -> None:
        self._key = key
        self._public = key.public_key()

    def __len__(self) -> int:
        return self._key.key_size

    def hasPrivateKey(self) -> bool:
        return True

    def sign(
        self, data: bytearray, padding: str = "pkcs1", hashAlg: str | None = None, saltLen: int | None = None
    ) -> bytearray:
        """Sign a digest; `hashAlg` None: SSL 3.0 to TLS 1.1, MD5 and SHA-1 without saying which."""
        scheme, algorithm = _rsa_scheme(padding, hashAlg, saltLen)
        return bytearray(self._key.sign(bytes(data), scheme, algorithm))

    def verify(
        self,
        signature: bytearray,
        data: bytearray,
        padding: str = "pkcs1",
        hashAlg: str | None = None,
        saltLen: int | None = None,
    ) -> bool:
        """The library checks what it has signed, against faults that would give the key away."""
        scheme, algorithm = _rsa_scheme(padding, hashAlg, saltLen)
        try:
            if isinstance(algorithm, NoDigestInfo):
                return self._public.recover_data_from_signature(bytes(signature), scheme, None) == data
            self._public.verify(bytes(signature), bytes(data), scheme, algorithm)
        except InvalidSignature:
            return False
        return True

    def decrypt(self, data: bytearray) -> bytearray | None:
        """The secret; for what cannot be decrypted None or random bytes: nobody learns which."""
        try:
            return bytearray(self._key.decrypt(bytes(data), padding.PKCS1v15()))
        except ValueError:
            return None


def _rsa_scheme(
    name: str, digest: str | None, salt: int | None
) -> tuple[padding.AsymmetricPadding, Prehashed | NoDigestInfo]:
    if digest is None:
        return padding.PKCS1v15(), NoDigestInfo()
    algorithm = HASHES[digest.lower()]
    if name.lower() == "pkcs1":
        return padding.PKCS1v15(), Prehashed(algorithm)
    length = algorithm.digest_size if salt is None else salt
    return padding.PSS(padding.MGF1(algorithm), length), Prehashed(algorithm)


class FastEcdsaKey:
    """An ECDSA private key."""

    key_type = "ecdsa"

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        self._public = key.public_key()
        # The library cuts digests to the size of the curve before it asks for a signature.
        size = (key.curve.key_size + 7) // 8
        self.private_key = SimpleNamespace(curve=SimpleNamespace(baselen=size))

    def __len__(self) -> int:
        return self._key.curve.key_size

    def hasPrivateKey(self) -> bool:
        return True

    def sign(
        self, data: bytearray, padding: object = None, hashAlg: object = None, saltLen: object = None
    ) -> bytearray:
        """Sign a digest, which may have been cut: so its length says more than its name."""
        return bytearray(self._key.sign(bytes(data), ec.ECDSA(_sized(data))))

    def verify(
        self,
        signature: bytearray,
        data: bytearray,
        padding: object = None,
        hashAlg: object = None,
        saltLen: object = None,
    ) -> bool:
        """The library checks what it has signed."""
        try:
            self._public.verify(bytes(signature), bytes(data), ec.ECDSA(_sized(data)))
        except InvalidSignature:
            return False
        return True


def _sized(digest: bytearray) -> Prehashed:
    return Prehashed(_BY_SIZE[len(digest)])


#: The server's secret half of an exchange, by the group's kind.
Half = X25519PrivateKey | ec.EllipticCurvePrivateKey


def new_half(group: int) -> Half:
    """A fresh secret half; `group` is X25519 or one of CURVES."""
    return X25519PrivateKey.generate() if group == X25519 else ec.generate_private_key(CURVES[group])


def public_half(half: Half) -> bytearray:
    """What the other side is told."""
    if isinstance(half, X25519PrivateKey):
        return bytearray(half.public_key().public_bytes_raw())
    return bytearray(half.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def shared(half: Half, told: bytes) -> bytearray:
    """The common secret. Raises ValueError when what the other side told is no point of the group."""
    if isinstance(half, X25519PrivateKey):
        return bytearray(half.exchange(X25519PublicKey.from_public_bytes(bytes(told))))
    point = ec.EllipticCurvePublicKey.from_encoded_point(half.curve, bytes(told))
    return bytearray(half.exchange(ec.ECDH(), point))
