"""The device certificates by their numbers, and the only way in which they change.

Every change checks who asks and what comes in, and is written with its audit row in one transaction. Keys
come in already made: see `create`, `request` and `settle`. Which application uses which number is a setting
(`device.settings.certificates`); that it has a certificate there is a rule of this room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from device.audit import Audit, Deed, Entry
from device.errands import Failed
from device.keep import Changed, KeepError, Plain
from device.roles import Actor
from device.settings.access import Access
from device.settings.certificates import ALL as APPLICATIONS
from device.settings.certificates import SLOTS
from device.settings.kinds import AnySetting, Refused
from device.settings.network import HOST_NAME
from device.settings.rows import OF_NETWORK
from device.settings.store import Proposal as ProposedValues
from device.settings.store import Store, Values

from .certificate import Certificate, Request
from .credential import Credential
from .form import Form
from .orders import Made, Order, Proposal, Purpose
from .paths import Remark, path, remarks, strays
from .slots import EMPTY, Installed, Pending, Slot, Status, from_plain

#: The room of the Keep: slots by number.
ROOM = "certificates"

NUMBERS = range(1, SLOTS + 1)


#: A request that stays, and a certificate in service.
_Content = tuple[Pending | None, Installed]


class Details(NamedTuple):
    """What people may know of a number. `path`: its certificate in service and the issuers that are known."""

    number: int
    status: Status
    request: Request | None
    path: tuple[Certificate, ...]
    remarks: tuple[Remark, ...]
    #: Labels of the applications that use it.
    uses: tuple[str, ...]


class Expiry(NamedTuple):
    """A certificate in service that ends, it or one of its issuers. `not_after`: UTC."""

    not_after: datetime
    number: int
    subject: str


class Certificates:
    """All slots. The Keep is read once, here."""

    def __init__(self, audit: Audit, store: Store) -> None:
        """Raises KeepError when what the Keep holds is damaged."""
        self.audit = audit
        self._store = store
        self._slots = self._load()
        #: The slots as they are once a common transaction has ended; what settings may name.
        self._coming: Mapping[int, Slot] | None = None
        store.add_rule(_OnlyInstalled(self))

    def _load(self) -> dict[int, Slot]:
        try:
            return _read(self.audit.keep.rows(ROOM))
        except ValueError as error:
            raise KeepError(f"the saved certificates cannot be used: {error}") from None

    # What may be known

    def slot(self, number: int) -> Slot:
        """What stands under the number. Raises Refused for a number that there is not."""
        if number not in NUMBERS:
            raise Refused(f"there is no certificate {number}; the numbers are 1 to {SLOTS}", "number")
        return self._slots.get(number, EMPTY)

    def credential(self, number: int) -> Credential | None:
        """What TLS needs of the certificate in service under the number; None when there is none."""
        installed = self._slots.get(number, EMPTY).installed
        return installed.credential(number) if installed is not None else None

    def details(self, number: int) -> Details:
        """All that people may know of the number, at the present calendar time. Raises Refused."""
        slot = self.slot(number)
        links = slot.installed.path if slot.installed is not None else ()
        request = slot.pending.request if slot.pending is not None else None
        at = self.audit.clock.calendar()
        return Details(number, slot.status, request, links, remarks(links, at), self.uses(number))

    def download(self, number: int) -> str:
        """The certificate with its issuers in PEM, for anybody who must trust the machine. Raises Refused."""
        installed = self.slot(number).installed
        if installed is None:
            raise Refused(f"there is no certificate under number {number}", "number")
        return "".join(each.pem for each in installed.path)

    def uses(self, number: int) -> tuple[str, ...]:
        """The labels of the applications that use the number."""
        return tuple(each.label for each in APPLICATIONS if self._store[each] == number)

    def expiring(self, at: datetime, ahead: timedelta) -> tuple[Expiry, ...]:
        """What in service has expired at that calendar time or expires so long after it, soonest first."""
        ends = [
            Expiry(first.not_after, number, first.subject)
            for number, slot in self._slots.items()
            if slot.installed is not None
            for first in [min(slot.installed.path, key=lambda each: each.not_after)]
        ]
        return tuple(sorted(end for end in ends if end.not_after - ahead < at))

    def serves(self, number: int) -> bool:
        """Whether a certificate is in service under the number, or comes with the change under way."""
        slots = self._slots if self._coming is None else self._coming
        return slots.get(number, EMPTY).installed is not None

    def _may_use(self, number: int) -> bool:
        return number == 0 or self.serves(number)

    # Keys and what is signed with them

    def create(self, number: int, form: Form, by: Actor) -> Proposal:
        """A self-signed certificate that this person may have made, its errand with it. Raises Refused.

        What is installed under the number serves until it is settled.
        """
        return self._proposed(number, Purpose.SELF_SIGNED, form, by)

    def request(self, number: int, form: Form, by: Actor) -> Proposal:
        """A request that this person may have made, as `create`. Raises Refused."""
        return self._proposed(number, Purpose.REQUEST, form, by)

    def _proposed(self, number: int, purpose: Purpose, form: Form, by: Actor) -> Proposal:
        self._judge_order(number, by)
        form.check()
        names = form.all_names(self._store[HOST_NAME])
        return Proposal(number, Order(purpose, form, names, self.audit.clock.calendar()), by)

    def _judge_order(self, number: int, by: Actor) -> None:
        slot = self.slot(number)
        self._guard(number, by)
        if slot.pending is not None:
            reason = f"number {number} is requesting already; install its certificate or cancel the request"
            raise Refused(reason, "number")

    def settle(self, proposal: Proposal, results: Sequence[object]) -> None:
        """Put what the errand has made under its number. Everything is judged again.

        Raises Refused or KeepError, and then nothing has changed.
        """
        (result,) = results
        number, by = proposal.number, proposal.by
        self._judge_order(number, by)
        if isinstance(result, Failed):
            raise Refused(result.reason)
        if not isinstance(result, Made):
            raise ValueError("an order needs what its errand has made")
        from . import reading  # its library is dear to import, and a short run makes no certificate

        if proposal.order.purpose is Purpose.REQUEST:
            request = reading.request(result.text)
            slot = Slot(Pending(request, result.key), self.slot(number).installed)
            self._put(number, slot, by, f"requested for {request.subject}")
        else:
            installed = Installed(reading.chain(result.text), result.key)
            self._put(number, Slot(installed=installed), by, f"self-signed: {_told(installed.certificate)}")

    def cancel(self, number: int, by: Actor) -> None:
        """Forget a request and its key; a certificate in service stays. Raises Refused or KeepError."""
        slot = self.slot(number)
        self._guard(number, by)
        if slot.pending is None:
            raise Refused(f"number {number} is not requesting", "number")
        self._put(number, Slot(installed=slot.installed), by, "request cancelled")

    # What a CA has issued

    def install(self, number: int, data: bytes, by: Actor) -> tuple[Remark, ...]:
        """Install what a CA has issued for the number: certificate and intermediates, together or later.

        `data` is PEM, DER or PKCS #7, in any order. Intermediates that are here already stay where they are
        needed. Returns what the person should know of it, warnings among it. Raises Refused or KeepError,
        and then nothing has changed.
        """
        slot = self.slot(number)
        self._guard(number, by)
        from . import reading  # see `settle`

        given = reading.read(data)
        self._judge_numbers(number, given)
        pending, installed = self._with(number, slot, given)
        if (after := Slot(pending, installed)) != slot:
            self._put(number, after, by, f"installed: {_told(installed.certificate)}")
        return self.details(number).remarks

    def _judge_numbers(self, number: int, given: Sequence[Certificate]) -> None:
        """Raises Refused when a certificate belongs under another number."""
        here = self.slot(number).public_keys
        for other, slot in self._slots.items():
            for each in given:
                if other != number and each.public_key in slot.public_keys and each.public_key not in here:
                    reason = f"{each.subject} belongs to number {other}: install it there"
                    raise Refused(reason, "number")

    def _with(self, number: int, slot: Slot, given: Sequence[Certificate]) -> _Content:
        """What the slot holds with these certificates in it. Raises Refused."""
        known = slot.installed.path if slot.installed is not None else ()
        for public in slot.public_keys:
            own = [each for each in given if each.public_key == public]
            if len(own) > 1:
                raise Refused("two of these certificates are of one key; enter the newer one only")
            if own and slot.pending is not None and public == slot.pending.request.public_key:
                return None, _installed(own[0], given, known, slot.pending)
            if own and slot.installed is not None:
                return slot.pending, _installed(own[0], given, known, slot.installed)
        if slot.installed is None:
            raise _without_own(number, slot, given)
        if slot.pending is not None and not all(each.is_ca for each in given):
            raise _without_own(number, slot, given)
        return slot.pending, _installed(known[0], given, known, slot.installed)

    # Taking away

    def delete(self, number: int, by: Actor) -> tuple[str, ...]:
        """Forget all that stands under the number; applications that use it use none from now on.

        Returns their labels: a face warns with `uses` first. Raises Refused or KeepError, and then nothing
        has changed.
        """
        slot = self.slot(number)
        self._guard(number, by)
        if slot == EMPTY:
            raise Refused(f"there is nothing under number {number}", "number")
        used = self.uses(number)
        with self.audit.together():
            self._store.change({each: 0 for each in APPLICATIONS if self._store[each] == number}, by)
            self._put(number, EMPTY, by, "deleted")
        return used

    def reset(self, by: Actor) -> None:
        """No certificates, as at the factory, without guards."""
        for number in tuple(self._slots):
            self._put(number, EMPTY, by, "as at the factory")

    # Export and import

    def to_plain(self) -> Plain:
        """All slots as an export with secrets takes them; keys stay Sealed."""
        return {str(number): slot.to_plain() for number, slot in sorted(self._slots.items())}

    def from_plain(self, plain: Any, values: Values, by: Actor) -> Values:
        """Put exported slots in the place of the present ones, in a common transaction that the caller has
        begun; `values` are the settings that come with them. Returns those with what must follow.

        Who may is the caller's to ask. Until `arrived`, settings may name the numbers that come. Raises
        Refused.
        """
        try:
            coming = _read(plain)
        except ValueError as error:
            raise Refused(f"certificates: {error}") from None
        for number in sorted(self._slots.keys() | coming.keys()):
            slot = coming.get(number, EMPTY)
            if slot != self.slot(number):
                self._put(number, slot, by, "imported" if number in coming else "deleted by an import")
        self._coming = coming
        unserved = [each for each in APPLICATIONS if not self._may_use(values.get(each, self._store[each]))]
        for each in unserved:
            if each in values:
                raise _uncertified(each, values[each])
        return {**values, **dict.fromkeys(unserved, 0)}

    def arrived(self) -> None:
        """The common transaction has ended, one way or the other."""
        self._coming = None

    # The one commit

    def _guard(self, number: int, by: Actor) -> None:
        if OF_NETWORK.access(by, self._store.regime) is Access.WRITE:
            return
        self.audit.note(by, Deed.REFUSED, _title(number), "not privileged")
        writers = ", ".join(role.value.lower() for role in OF_NETWORK.writers)
        raise Refused(f"Device Certificate: {writers} only", is_privilege=True)

    def _put(self, number: int, slot: Slot, by: Actor, detail: str) -> None:
        """Write the slot with what is said of it; then it is the present one."""
        key = (ROOM, str(number))
        before = self._slots.get(number, EMPTY).status

        def apply() -> None:
            if slot == EMPTY:
                self._slots.pop(number, None)
            else:
                self._slots[number] = slot

        self.audit.commit(
            by,
            [Entry(Deed.CHANGED, _title(number), detail)],
            put={} if slot == EMPTY else {key: slot.to_plain()},
            drop=[key] if slot == EMPTY else (),
            apply=apply,
            changed=[Changed(ROOM, _title(number), before.value, slot.status.value, by)],
        )


class _OnlyInstalled:
    """An application uses a number under which a certificate is installed, or none."""

    def __init__(self, certificates: Certificates) -> None:
        self._certificates = certificates

    def follow(self, changes: Values, values: ProposedValues) -> Values:
        return {}

    def check(self, changes: Values, values: ProposedValues) -> None:
        for each in APPLICATIONS:
            if each in changes and values[each] and not self._certificates.serves(values[each]):
                raise _uncertified(each, values[each])


def _uncertified(application: AnySetting, number: int) -> Refused:
    return application.refuse(f"there is no certificate under number {number}; create or install one first")


def _installed(
    own: Certificate, given: Sequence[Certificate], known: Sequence[Certificate], of: Pending | Installed
) -> Installed:
    """The certificate with the issuers it needs of those given and those known. Raises Refused."""
    others = [each for each in given if each != own]
    at_hand = [*others, *(each for each in known if each not in given)]
    if unneeded := [each for each in strays(own, at_hand) if each in others]:
        reason = f"{unneeded[0].subject} is in no chain of {own.subject}; leave it out"
        raise Refused(reason)
    return Installed(path(own, at_hand), of.key)


def _without_own(number: int, slot: Slot, given: Sequence[Certificate]) -> Refused:
    """Why none of these certificates can be this number's."""
    if slot == EMPTY:
        return Refused(f"nothing was requested under number {number}; begin with Request", "number")
    if all(each.is_ca for each in given):
        reason = "these are issuers' certificates only; install the machine's own with them, or first"
        return Refused(reason)
    own = next(each for each in given if not each.is_ca)
    reason = f"{own.subject} does not belong to the request of number {number}: it was issued for another key"
    return Refused(reason)


def _read(rows: Any) -> dict[int, Slot]:
    """Slots by number, of the Keep or an import. Raises ValueError."""
    if not isinstance(rows, Mapping):
        raise ValueError("tables with a number for their name are needed")
    slots = {}
    for key, plain in rows.items():
        if key not in map(str, NUMBERS):
            raise ValueError(f"there is no number {key!r}; the numbers are 1 to {SLOTS}")
        try:
            slot = from_plain(plain)
        except ValueError as error:
            raise ValueError(f"{key}: {error}") from None
        if slot != EMPTY:
            slots[int(key)] = slot
    return slots


def _title(number: int) -> str:
    return f"certificate {number}"


def _told(certificate: Certificate) -> str:
    until = f"{certificate.not_after:%Y-%m-%d}"
    return f"{certificate.subject}, until {until}, SHA-256 {certificate.fingerprint}"
