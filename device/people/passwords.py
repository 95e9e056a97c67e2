"""What is kept of a password, and the two slow functions that make it and compare with it.

A password itself is never kept. `derive` computes once what every protocol needs: an Argon2id hash for
logins, and the keys of RFC 3414, A.2 before they are localized to an engine (that is the agent's part).
Both functions are pure and slow, so they run as errands; nothing else in this package hashes.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from device.errands import CheckPassword, DerivePassword, Errand, Work
from device.keep import Plain, Sealed

#: So many random bytes, from the system's source or a test's.
Randomness = Callable[[int], bytes]

#: The hashes an SNMPv3 user may authenticate with (RFC 3414, RFC 7860), by hashlib's names.
HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
#: RFC 3414, 11.2: a password shorter than this makes no key.
SHORTEST_FOR_KEYS = 8
#: RFC 3414, A.2: the password repeated to this many octets is hashed.
STRETCHED = 1 << 20

#: The longest password a print job carries [S]; what is longer cannot match and is cut before it costs time.
LONGEST = 128

SALT_LENGTH = 16
HASH_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Cost:
    """What an Argon2id hash costs: memory in KiB, passes over it, lanes."""

    memory: int = 19 * 1024
    passes: int = 2
    lanes: int = 1

    @property
    def is_sane(self) -> bool:
        """Whether a hash of this cost may be computed; a damaged row must not take all memory."""
        return 8 * self.lanes <= self.memory <= 1 << 18 and 1 <= self.passes <= 16 and 1 <= self.lanes <= 8


#: OWASP's first choice of cost for Argon2id; about 40 ms on a laptop.
COST = Cost()


@dataclass(frozen=True, slots=True)
class Derived:
    """What is kept of one password.

    `hash`: Argon2id in PHC form; not set for an empty password. `keys`: the RFC 3414 key before localization
    for each of HASHES, in hexadecimal; none for a password shorter than 8 characters.
    """

    hash: Sealed = Sealed.EMPTY
    keys: tuple[tuple[str, Sealed], ...] = ()
    NONE: ClassVar[Derived]

    @property
    def is_set(self) -> bool:
        """False for an empty password."""
        return self.hash.is_set

    def key(self, algorithm: str) -> bytes | None:
        """The key before localization for that hash (a name of HASHES), or None when there is none."""
        return next((bytes.fromhex(key.reveal()) for name, key in self.keys if name == algorithm), None)

    def to_plain(self) -> Plain:
        """As the Keep takes it."""
        return {"hash": self.hash, "keys": dict(self.keys)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Derived:
        """Back from the Keep or from an import. Raises ValueError, which never repeats a value."""
        stored, keys = _sealed(plain.get("hash", "")), plain.get("keys", {})
        if stored and _parsed(stored.reveal()) is None:
            raise ValueError("the password's hash is not Argon2id in PHC form")
        if not isinstance(keys, Mapping) or not set(keys) <= set(HASHES):
            raise ValueError(f"keys are known for {', '.join(HASHES)} only")
        if keys and not stored:
            raise ValueError("there are keys without a password's hash")
        return cls(stored, tuple((name, _sealed_key(name, keys[name])) for name in HASHES if name in keys))


Derived.NONE = Derived()


def derive(password: Sealed, salt: bytes, cost: Cost = COST) -> Derived:
    """Everything that is kept of the password. Slow: tens of milliseconds.

    `salt`: SALT_LENGTH random bytes. An empty password gives Derived.NONE.
    """
    if not password:
        return Derived.NONE
    secret = _octets(password.reveal())
    phc = _phc(cost, salt, _argon2id(secret, salt, cost, HASH_LENGTH))
    return Derived(Sealed(phc), keys_before_localization(secret))


def keys_before_localization(secret: bytes) -> tuple[tuple[str, Sealed], ...]:
    """RFC 3414, A.2, steps 1 and 2, for each of HASHES; none for a password of fewer than 8 octets."""
    if len(secret) < SHORTEST_FOR_KEYS:
        return ()
    import hashlib  # see `_argon2id`

    # One repeated buffer hashed at once is what A.2 means by its 16384 updates of 64 octets.
    stretched = (secret * (STRETCHED // len(secret) + 1))[:STRETCHED]
    return tuple(
        (name, Sealed(hashlib.new(name, stretched, usedforsecurity=False).hexdigest())) for name in HASHES
    )


def matches(password: Sealed, stored: Sealed) -> bool:
    """Whether the stored hash is this password's. Slow, unless nothing is stored.

    Where nothing is stored only the empty password matches. A hash that cannot be read matches nothing.
    """
    if not stored:
        return not password
    parsed = _parsed(stored.reveal())
    if parsed is None:
        return False
    cost, salt, expected = parsed
    import hmac  # see `_argon2id`

    secret = _octets(password.reveal()[:LONGEST])
    found = _argon2id(secret, salt, cost, len(expected))
    return hmac.compare_digest(found, expected) and len(password.reveal()) <= LONGEST


def decoy(randomness: Randomness, cost: Cost = COST) -> Sealed:
    """A stored hash that nobody's password made and that costs as much to compare with."""
    return Sealed(_phc(cost, randomness(SALT_LENGTH), randomness(HASH_LENGTH)))


def work(randomness: Randomness, cost: Cost = COST) -> dict[type[Errand], Work]:
    """The functions for the errands of passwords, for whoever runs errands."""

    def check(errand: CheckPassword) -> bool:
        return matches(errand.password, errand.stored)

    def make(errand: DerivePassword) -> Derived:
        return derive(errand.password, randomness(SALT_LENGTH), cost)

    return {CheckPassword: check, DerivePassword: make}


def _octets(password: str) -> bytes:
    # A failing encoder would repeat the password in its exception; this one takes any text.
    return password.encode(errors="surrogatepass")


def _argon2id(secret: bytes, salt: bytes, cost: Cost, length: int) -> bytes:
    # Imported here: it costs start-up time, and a script without logins never needs it.
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    kdf = Argon2id(
        salt=salt, length=length, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
    )
    return kdf.derive(secret)


def _phc(cost: Cost, salt: bytes, digest: bytes) -> str:
    parameters = f"m={cost.memory},t={cost.passes},p={cost.lanes}"
    return f"$argon2id$v=19${parameters}${_base64(salt)}${_base64(digest)}"


def _parsed(phc: str) -> tuple[Cost, bytes, bytes] | None:
    """Cost, salt and digest of a hash in PHC form; None when it is not one or asks for too much."""
    try:
        _, _, _, parameters, salt, digest = phc.split("$")
        memory, passes, lanes = (int(part[2:]) for part in parameters.split(","))
        parsed = Cost(memory, passes, lanes), _unbase64(salt), _unbase64(digest)
    except ValueError:
        return None
    cost, salt_bytes, digest_bytes = parsed
    sizes_fit = 8 <= len(salt_bytes) <= 64 and 16 <= len(digest_bytes) <= 64
    # Written anew it must be the same text: one spelling for each hash.
    return parsed if cost.is_sane and sizes_fit and _phc(cost, salt_bytes, digest_bytes) == phc else None


def _base64(octets: bytes) -> str:
    return b64encode(octets).decode().rstrip("=")


def _unbase64(text: str) -> bytes:
    return b64decode(text + "=" * (-len(text) % 4), validate=True)


def _sealed(value: object) -> Sealed:
    if isinstance(value, Sealed):
        return value
    if isinstance(value, str):
        return Sealed(value)
    raise ValueError("a password's hash and keys are texts")


def _sealed_key(name: str, value: object) -> Sealed:
    import hashlib  # see `_argon2id`

    key = _sealed(value)
    size = hashlib.new(name, usedforsecurity=False).digest_size
    try:
        fits = len(bytes.fromhex(key.reveal())) == size
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(f"the {name} key is not {size} octets in hexadecimal")
    return key
