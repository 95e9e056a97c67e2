"""Device certificates: create, request, install, delete; every refusal and every warning."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from device.audit import Deed
from device.certificates import reading
from device.certificates.credential import KeyKind
from device.certificates.form import LONGEST_DAYS, Form, KeyChoice, Signature, as_host
from device.certificates.paths import Concern
from device.certificates.slots import Status
from device.clock import VIRTUAL_START
from device.errands import Failed
from device.keep import Changed, KeepError, MemoryKeep
from device.roles import ADMINISTRATOR_ROLES, Actor, Role, nobody
from device.settings.certificates import PDF_SIGNATURE, SLOTS, SSL_TLS
from device.settings.kinds import Refused

from .authority import NETWORK, YEAR, Authority, Room, bundle, form, lower, pem, root, upper
from .crowd import BreakableKeep

SECRET_MARK = "PRIVATE KEY"


@pytest.fixture
def room() -> Room:
    return Room()


def refused(room: Room, act: Callable[[], Any]) -> Refused:
    """Why an act is refused; nothing at all has changed by it."""
    before, rows = dict(room.keep.rows("certificates")), len(room.audit.rows())
    with pytest.raises(Refused) as caught:
        act()
    assert room.keep.rows("certificates") == before
    assert all(row.deed is Deed.REFUSED for row in room.audit.rows()[rows:])
    return caught.value


# Create


def test_a_self_signed_certificate_is_installed_when_its_key_is_made(room: Room) -> None:
    proposal = room.certificates.create(1, form(), NETWORK)
    assert room.certificates.details(1).status is Status.NONE

    room.settle(proposal)

    details = room.certificates.details(1)
    assert details.status is Status.INSTALLED
    assert details.remarks == ()
    (own,) = details.path
    assert (own.subject, own.issuer) == ("CN=printer.example.com",) * 2
    assert (own.key, own.signature, own.kind) == ("ECDSA P-256", "SHA-256 with ECDSA", KeyKind.ECDSA)
    assert (own.not_before, own.not_after) == (VIRTUAL_START, VIRTUAL_START + YEAR)
    assert own.names == ("printer.example.com", "rnp002673abcdef")


def test_every_entry_of_the_form_is_in_the_certificate(room: Room) -> None:
    room.create(
        form=Form(
            "192.0.2.10",
            "Example, Inc.",
            "Print Room",
            "Köln",
            "NRW",
            "DE",
            "print@example.com",
            days=30,
            key=KeyChoice.RSA_2048,
            signature=Signature.SHA_512,
            names=("printer", "2001:DB8:0::10", "PRINTER."),
        )
    )

    (own,) = room.certificates.details(1).path
    found = x509.load_pem_x509_certificate(own.pem.encode())
    assert found.subject.rfc4514_string() == (
        "1.2.840.113549.1.9.1=print@example.com,CN=192.0.2.10"
        ",OU=Print Room,O=Example\\, Inc.,L=Köln,ST=NRW,C=DE"
    )
    assert own.names == ("rnp002673abcdef", "printer", "192.0.2.10", "2001:db8::10")
    assert (own.key, own.signature) == ("RSA 2048", "SHA-512 with RSA")
    assert own.not_after - own.not_before == timedelta(days=30)
    assert not own.is_ca


def test_a_name_that_is_no_host_name_leaves_the_machine_s_own_for_clients(room: Room) -> None:
    room.create(form=form("Printer of the third floor"))

    assert room.certificates.details(1).path[0].names == ("rnp002673abcdef",)


@pytest.mark.parametrize(
    ("entries", "field"),
    [
        ({"common_name": ""}, "common_name"),
        ({"common_name": "  "}, "common_name"),
        ({"common_name": "x" * 65}, "common_name"),
        ({"common_name": "a\nb"}, "common_name"),
        ({"organization": "x" * 65}, "organization"),
        ({"organizational_unit": "a\x00"}, "organizational_unit"),
        ({"locality": "x" * 129}, "locality"),
        ({"state": "x" * 129}, "state"),
        ({"country": "D"}, "country"),
        ({"country": "de"}, "country"),
        ({"country": "DEU"}, "country"),
        ({"country": "D1"}, "country"),
        ({"mail": "nobody"}, "mail"),
        ({"mail": "ä@example.com"}, "mail"),
        ({"mail": "a b@example.com"}, "mail"),
        ({"days": 0}, "days"),
        ({"days": LONGEST_DAYS + 1}, "days"),
        ({"days": True}, "days"),
        ({"names": ("not a host",)}, "names"),
        ({"names": ("1.2.3",)}, "names"),
        ({"names": ("fe80::1%eth0",)}, "names"),
        ({"names": ("a.example",) * 17}, "names"),
    ],
)
def test_a_form_is_refused_by_the_field_at_fault(room: Room, entries: dict[str, Any], field: str) -> None:
    wrong = form()._replace(**entries)

    assert refused(room, lambda: room.certificates.create(1, wrong, NETWORK)).setting == field
    assert refused(room, lambda: room.certificates.request(1, wrong, NETWORK)).setting == field


@pytest.mark.parametrize("text", ["x" * 64, "Drücker", "日本", "*.example.com", "a" * 63 + ".example"])
def test_names_at_the_edge_are_taken(room: Room, text: str) -> None:
    room.create(form=form(text[:64], days=LONGEST_DAYS, names=("xn--drcker-3ya", "::ffff:192.0.2.1")))

    assert room.certificates.details(1).status is Status.INSTALLED


def test_a_host_name_of_other_letters_is_written_as_dns_has_it() -> None:
    assert as_host("Drücker.example") == "xn--drcker-4ya.example"
    assert as_host("a_b.Example.") == "a_b.example"
    assert [as_host(text) for text in ("", ".", "a..b", "-a", "a b", "1.2.3.4", "x" * 64, "*")] == [""] * 8


@pytest.mark.parametrize("number", [0, -1, SLOTS + 1])
def test_there_are_no_other_numbers(room: Room, number: int) -> None:
    certificates = room.certificates

    for act in (
        lambda: certificates.create(number, form(), NETWORK),
        lambda: certificates.install(number, root().pem, NETWORK),
        lambda: certificates.delete(number, NETWORK),
        lambda: certificates.details(number),
        lambda: certificates.download(number),
    ):
        assert f"1 to {SLOTS}" in refused(room, act).reason
    assert certificates.credential(number) is None


def test_only_the_network_administrator_changes_certificates(room: Room) -> None:
    room.create(1)
    text = room.request(2)
    others = [
        Actor("x", frozenset({role}), "web") for role in ADMINISTRATOR_ROLES if role is not Role.NETWORK
    ]
    certificates = room.certificates

    for by in (*others, Actor("s", frozenset({Role.SUPERVISOR}), "web"), nobody("web")):
        for act in (
            lambda by=by: certificates.create(3, form(), by),
            lambda by=by: certificates.request(3, form(), by),
            lambda by=by: room.install(lower().issue(text), number=2, by=by),
            lambda by=by: certificates.cancel(2, by),
            lambda by=by: certificates.delete(1, by),
        ):
            assert refused(room, act).is_privilege
            assert room.audit.rows()[-1].detail == "not privileged"


def test_an_errand_that_could_not_be_run_leaves_all_as_it_was(room: Room) -> None:
    proposal = room.certificates.create(1, form(), NETWORK)

    why = refused(room, lambda: room.certificates.settle(proposal, [Failed("no services")]))

    assert why.reason == "no services"


def test_a_full_disk_leaves_all_as_it_was() -> None:
    keep = BreakableKeep()
    room = Room(keep)
    room.create()
    before = room.certificates.credential(1)
    text = room.request()

    keep.is_full = True

    with pytest.raises(KeepError):
        room.install(lower().issue(text))
    with pytest.raises(KeepError):
        room.certificates.delete(1, NETWORK)
    assert room.certificates.credential(1) == before
    assert room.certificates.details(1).status is Status.REQUESTING


# Request and install


def test_a_requested_certificate_is_installed_with_its_intermediates(room: Room) -> None:
    text = room.request()
    assert room.certificates.details(1).status is Status.REQUESTING
    assert room.certificates.credential(1) is None

    remarks = room.install(lower().issue(text), lower().pem, upper().pem)

    assert room.certificates.details(1).status is Status.INSTALLED
    assert remarks == ["issuer unknown"]
    assert room.sent() == ["printer.example.com", "Test Lower CA", "Test Upper CA"]


def own(room: Room, number: int = 1) -> x509.Certificate:
    return lower().issue(room.request(number))


def the_three(room: Room) -> tuple[x509.Certificate, x509.Certificate, x509.Certificate]:
    return own(room), lower().certificate, upper().certificate


def quoted(text: bytes) -> bytes:
    return (
        b"Dear customer,\r\n\r\n  here it is:\r\n"
        + text.replace(b"\n", b"\r\n")
        + b"\r\nRegards,\r\n-- \r\nyour CA"
    )


def bare(certificate: x509.Certificate) -> bytes:
    return b"\n".join(pem(certificate).splitlines()[1:-1])


FORMS: dict[str, Callable[[Room], bytes]] = {
    "PEM, own first": lambda room: b"".join(map(pem, the_three(room))),
    "PEM, own last": lambda room: b"".join(map(pem, reversed(the_three(room)))),
    "PEM twice": lambda room: b"".join(map(pem, the_three(room))) * 2,
    "PEM in a letter": lambda room: b"".join(quoted(pem(each)) for each in the_three(room)),
    "PEM, indented": lambda room: b"".join(map(pem, the_three(room))).replace(b"\n", b"\n    "),
    "PEM as Unicode": lambda room: b"".join(map(pem, the_three(room))).decode().encode("utf-16"),
    "PEM, old label": lambda room: b"".join(map(pem, the_three(room))).replace(b"CERTIF", b"X509 CERTIF"),
    "PEM on one line": lambda room: b" ".join(map(pem, the_three(room))).replace(b"\n", b" "),
    "PKCS #7, PEM": lambda room: bundle(*the_three(room)),
    "PKCS #7, DER": lambda room: bundle(*the_three(room), encoding=Encoding.DER),
    "PKCS #7 under a certificate's label": lambda room: bundle(*the_three(room)).replace(
        b"PKCS7", b"CERTIFICATE"
    ),
    "PKCS #7, root too": lambda room: bundle(*the_three(room), root().certificate),
    "PEM and PKCS #7": lambda room: pem(own(room)) + bundle(lower().certificate, upper().certificate),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_chain_comes_in_any_form_and_order(room: Room, name: str) -> None:
    room.certificates.install(1, FORMS[name](room), NETWORK)

    assert room.sent() == ["printer.example.com", "Test Lower CA", "Test Upper CA"]


@pytest.mark.parametrize(
    "form", [lambda each: each.public_bytes(Encoding.DER), bare], ids=["DER", "bare Base64"]
)
def test_a_single_certificate_comes_in_der_or_without_its_first_and_last_line(
    room: Room, form: Callable[[x509.Certificate], bytes]
) -> None:
    assert room.install(form(own(room))) == ["issuer missing"]

    assert room.install(form(lower().certificate)) == ["issuer unknown"]
    assert room.install(form(upper().certificate)) == ["issuer unknown"]
    assert room.install(form(root().certificate)) == []
    assert len(room.certificates.details(1).path) == 4
    assert room.sent() == ["printer.example.com", "Test Lower CA", "Test Upper CA"]


def test_several_requests_are_kept_apart_by_their_keys(room: Room) -> None:
    texts = {number: room.request(number, form(f"p{number}.example")) for number in (1, 2, 3)}
    issued = {number: lower().issue(text) for number, text in texts.items()}

    why = refused(room, lambda: room.install(issued[3], lower().pem, number=2))
    assert "belongs to number 3" in why.reason

    for number in (3, 1, 2):
        room.install(issued[number], number=number)
    assert [room.sent(number) for number in (1, 2, 3)] == [["p1.example"], ["p2.example"], ["p3.example"]]


def test_a_number_that_is_requesting_makes_no_second_key(room: Room) -> None:
    room.request()

    assert "requesting already" in refused(room, room.create).reason
    assert "requesting already" in refused(room, room.request).reason


def test_of_two_requests_at_once_the_first_that_is_made_stands(room: Room) -> None:
    first, second = (room.certificates.request(1, form(), NETWORK) for _ in range(2))
    room.settle(first)
    before = room.certificates.details(1)

    assert "requesting already" in refused(room, lambda: room.settle(second)).reason

    assert room.certificates.details(1) == before


def test_a_request_can_be_cancelled(room: Room) -> None:
    issued = own(room)

    room.certificates.cancel(1, NETWORK)

    assert room.certificates.details(1).status is Status.NONE
    assert "begin with Request" in refused(room, lambda: room.install(issued)).reason
    assert "not requesting" in refused(room, lambda: room.certificates.cancel(1, NETWORK)).reason


def test_an_issuer_s_certificate_may_be_installed_later(room: Room) -> None:
    assert room.install(own(room)) == ["issuer missing"]
    assert room.sent() == ["printer.example.com"]

    room.install(lower().pem)

    assert room.sent() == ["printer.example.com", "Test Lower CA"]


def test_what_is_installed_already_may_be_installed_again(room: Room) -> None:
    issued = own(room)
    room.install(issued, lower().pem)
    rows = room.audit.rows()

    assert room.install(issued, lower().pem) == ["issuer unknown"]

    assert room.audit.rows() == rows


def test_a_certificate_issued_anew_for_the_same_key_takes_the_old_one_s_place(room: Room) -> None:
    text = room.request()
    room.install(lower().issue(text), lower().pem)

    room.install(lower().issue(text, end=VIRTUAL_START + 2 * YEAR))

    assert room.certificates.details(1).path[0].not_after == VIRTUAL_START + 2 * YEAR
    assert room.sent() == ["printer.example.com", "Test Lower CA"]


# What is refused


def key_pem(password: bytes = b"", form: PrivateFormat = PrivateFormat.PKCS8) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, form, lock)


def key_der(password: bytes = b"") -> bytes:
    key = rsa.generate_private_key(65537, 2048)
    lock = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, lock)


def request_der(room: Room) -> bytes:
    return x509.load_pem_x509_csr(room.request(2).encode()).public_bytes(Encoding.DER)


WRONG: dict[str, tuple[Callable[[Room], bytes], str]] = {
    "nothing": (lambda room: b"", reading.NOT_A_CERTIFICATE),
    "words": (lambda room: b"please install", reading.NOT_A_CERTIFICATE),
    "another PEM": (
        lambda room: b"-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n",
        reading.NOT_A_CERTIFICATE,
    ),
    "octets": (lambda room: b"\x30\x03\x02\x01\x05", reading.NOT_A_CERTIFICATE),
    "a request": (lambda room: room.request(2).encode(), reading.A_REQUEST),
    "a request in DER": (request_der, reading.A_REQUEST),
    "a request in Base64": (lambda room: b64encode(request_der(room)), reading.A_REQUEST),
    "a private key": (lambda room: key_pem(), reading.A_KEY),
    "a private key of openssl": (lambda room: key_pem(form=PrivateFormat.TraditionalOpenSSL), reading.A_KEY),
    "a locked private key": (lambda room: key_pem(b"secret"), reading.A_KEY),
    "a private key in DER": (lambda room: key_der(), reading.A_KEY),
    "a locked private key in DER": (lambda room: key_der(b"secret"), reading.A_KEY),
    "a certificate and a private key": (lambda room: pem(own(room, 2)) + key_pem(), reading.A_KEY),
    "a certificate without its end": (lambda room: pem(own(room, 2))[:-30], reading.CUT_OFF),
    "far too much": (lambda room: b"x" * 70_000, "this is too much"),
    "too many": (lambda room: bundle(*[Authority(str(n)).certificate for n in range(17)]), reading.TOO_MANY),
    "too many in PEM": (lambda room: b"".join(Authority(str(n)).pem for n in range(17)), reading.TOO_MANY),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_certificate_is_refused_for_what_it_is(room: Room, name: str) -> None:
    data, words = WRONG[name]
    room.request(1)
    given = data(room)

    why = refused(room, lambda: room.certificates.install(1, given, NETWORK))

    assert why.reason.startswith(words)


def test_a_damaged_certificate_is_refused(room: Room) -> None:
    text = pem(own(room))

    strange, short = text.replace(b"\nM", b"\n!", 1), text[:100] + text[140:]

    assert refused(room, lambda: room.install(strange)).reason.startswith("the certificate is damaged")
    assert refused(room, lambda: room.install(short)).reason == reading.NOT_A_CERTIFICATE


def test_a_certificate_for_another_key_is_refused(room: Room) -> None:
    elsewhere = own(Room())
    room.request()

    why = refused(room, lambda: room.install(elsewhere, lower().pem))

    assert "issued for another key" in why.reason


def test_a_certificate_that_nobody_requested_is_refused(room: Room) -> None:
    assert "begin with Request" in refused(room, lambda: room.install(lower().pem)).reason


def test_issuers_alone_are_refused_before_the_machine_s_own(room: Room) -> None:
    room.request()

    assert "issuers' certificates only" in refused(room, lambda: room.install(lower().pem)).reason


@pytest.mark.parametrize("with_own", [True, False])
def test_a_certificate_that_no_chain_needs_is_refused_by_name(room: Room, with_own: bool) -> None:
    issued = own(room)
    if not with_own:
        room.install(issued)
    known = pem(issued) if with_own else lower().pem

    why = refused(room, lambda: room.install(known, Authority("Stranger").pem))

    assert "CN=Stranger is in no chain of CN=printer.example.com" in why.reason


def test_an_impostor_with_an_issuer_s_name_is_in_no_chain(room: Room) -> None:
    issued = own(room)

    why = refused(room, lambda: room.install(issued, Authority("Test Lower CA").pem))

    assert "in no chain" in why.reason


def test_two_certificates_of_one_key_are_refused(room: Room) -> None:
    text = room.request()

    why = refused(room, lambda: room.install(lower().issue(text), lower().issue(text)))

    assert "two of these" in why.reason


# What is installed with a warning


def test_a_missing_intermediate_is_warned_of_by_its_name(room: Room) -> None:
    (remark,) = room.certificates.install(1, pem(own(room)), NETWORK)

    assert remark.concern is Concern.MISSING_ISSUER
    assert remark.is_warning
    assert "CN=Test Lower CA is missing" in remark.text


def test_a_root_that_is_not_installed_is_no_warning(room: Room) -> None:
    (remark,) = room.certificates.install(1, pem(own(room)) + lower().pem + upper().pem, NETWORK)

    assert not remark.is_warning
    assert "CN=Test Root is not installed" in remark.text


def test_dates_are_warned_of_by_calendar_time(room: Room) -> None:
    text = room.request()
    past = lower().issue(text, VIRTUAL_START - YEAR, VIRTUAL_START - timedelta(days=1))
    future = lower().issue(text, VIRTUAL_START + timedelta(days=2))

    assert room.install(past, lower().pem) == ["expired", "issuer unknown"]
    assert room.install(future) == ["not yet valid", "issuer unknown"]

    room.clock.shift(3 * 86400)
    assert [each.concern.value for each in room.certificates.details(1).remarks] == ["issuer unknown"]


def test_an_issuer_that_has_expired_or_is_no_ca_is_told_with_its_place(room: Room) -> None:
    old = Authority("Old CA", root(), days=-1)
    odd = Authority("Odd CA", root(), is_ca=False)
    for number, authority in (1, old), (2, odd):
        room.install(authority.issue(room.request(number)), authority.pem, root().pem, number=number)

    first, second = (room.certificates.details(number).remarks for number in (1, 2))

    assert [(each.link, each.concern) for each in first] == [(2, Concern.EXPIRED)]
    assert [(each.link, each.concern) for each in second] == [(2, Concern.NOT_A_CA)]


def test_a_certificate_without_a_host_name_is_warned_of(room: Room) -> None:
    room.request()
    request = x509.load_pem_x509_csr(room.certificates.details(1).request.pem.encode())  # type: ignore[union-attr]  # requested just now
    plain = (
        x509.CertificateBuilder(lower().name, request.subject, request.public_key(), 1)
        .not_valid_before(VIRTUAL_START)
        .not_valid_after(VIRTUAL_START + YEAR)
    )
    from cryptography.hazmat.primitives import hashes

    assert room.install(plain.sign(lower().key, hashes.SHA256()), lower().pem) == [
        "no host name",
        "issuer unknown",
    ]


# Renewal


def test_under_renewal_the_old_certificate_serves_until_the_new_one_is_there(room: Room) -> None:
    room.install(own(room), lower().pem)
    old = room.certificates.credential(1)
    assert old is not None

    text = room.request()

    assert room.certificates.details(1).status is Status.REQUESTING
    assert room.certificates.credential(1) == old
    room.power_cycle()
    assert room.certificates.credential(1) == old

    # The intermediate is here already.
    room.install(lower().issue(text))
    new = room.certificates.credential(1)
    assert new is not None
    assert new.key != old.key
    assert new.chain[1:] == old.chain[1:]


def test_a_cancelled_renewal_leaves_the_old_certificate(room: Room) -> None:
    room.install(own(room))
    old = room.certificates.credential(1)
    room.request()

    room.certificates.cancel(1, NETWORK)

    assert room.certificates.details(1).status is Status.INSTALLED
    assert room.certificates.credential(1) == old


def test_under_renewal_the_old_one_s_intermediate_may_still_come(room: Room) -> None:
    room.install(own(room))
    room.request()

    room.install(lower().pem)

    assert room.sent() == ["printer.example.com", "Test Lower CA"]
    assert room.certificates.details(1).status is Status.REQUESTING
    assert "another key" in refused(room, lambda: room.install(own(Room()))).reason


def test_a_self_signed_certificate_can_be_made_anew(room: Room) -> None:
    room.create()
    old = room.certificates.credential(1)

    room.create()

    new = room.certificates.credential(1)
    assert old is not None
    assert new is not None
    assert new.chain != old.chain


# What TLS, guests and watchers get


def test_a_credential_holds_the_key_of_its_certificate(room: Room) -> None:
    room.install(own(room), lower().pem)

    credential = room.certificates.credential(1)

    assert credential is not None
    assert (credential.number, credential.kind) == (1, KeyKind.ECDSA)
    key = load_pem_private_key(credential.key.reveal().encode(), None)
    assert key.public_key() == x509.load_pem_x509_certificate(credential.chain[0].encode()).public_key()
    assert "PRIVATE" not in repr(credential)


def test_a_self_signed_certificate_is_its_own_chain(room: Room) -> None:
    room.create()

    assert room.sent() == ["printer.example.com"]


def test_anybody_may_download_certificate_and_issuers(room: Room) -> None:
    issued = own(room)
    room.install(issued, lower().pem, upper().pem, root().pem)

    text = room.certificates.download(1)

    assert SECRET_MARK not in text
    assert x509.load_pem_x509_certificates(text.encode()) == [
        issued,
        *(each.certificate for each in (lower(), upper(), root())),
    ]
    assert "no certificate" in refused(room, lambda: room.certificates.download(2)).reason


def test_certificates_are_watched_for_their_end(room: Room) -> None:
    room.create(1, form(days=30))
    room.create(2, form(days=90))
    old = Authority("Old CA", root(), days=10)
    room.install(old.issue(room.request(3)), old.pem, number=3)

    def soon(days: int) -> list[tuple[int, str]]:
        found = room.certificates.expiring(VIRTUAL_START, timedelta(days=days))
        return [(each.number, each.subject) for each in found]

    assert soon(10) == []
    assert soon(60) == [(3, "CN=Old CA"), (1, "CN=printer.example.com")]
    assert [number for number, _ in soon(91)] == [3, 1, 2]


def test_a_reader_of_details_gets_what_other_programs_show_of_it(room: Room) -> None:
    room.create()

    (own,) = room.certificates.details(1).path

    assert own.fingerprint.count(":") == 31
    assert int(own.serial_text.replace(":", ""), 16) == own.serial > 0


# Which application uses which


def test_an_application_uses_only_numbers_that_have_a_certificate(room: Room) -> None:
    room.create(1)
    room.request(2)

    for number in (2, 3):
        with pytest.raises(Refused, match="there is no certificate under number") as caught:
            room.store.change({SSL_TLS: number}, NETWORK)
        assert caught.value.setting == SSL_TLS.name

    room.store.change({SSL_TLS: 1}, NETWORK)
    assert room.store[SSL_TLS] == 1
    room.store.change({SSL_TLS: 0}, NETWORK)


def test_deleting_says_who_uses_it_and_leaves_them_without(room: Room) -> None:
    room.create()
    room.store.change({SSL_TLS: 1, PDF_SIGNATURE: 1}, NETWORK)
    assert room.certificates.uses(1) == room.certificates.details(1).uses == ("SSL/TLS", "PDF Signature")

    assert room.certificates.delete(1, NETWORK) == ("SSL/TLS", "PDF Signature")

    assert room.certificates.credential(1) is None
    assert (room.store[SSL_TLS], room.store[PDF_SIGNATURE]) == (0, 0)
    room.power_cycle()
    assert room.certificates.details(1).status is Status.NONE
    assert "nothing under number 1" in refused(room, lambda: room.certificates.delete(1, NETWORK)).reason


# What is kept, told and never told


def test_everything_is_there_after_power_off(room: Room) -> None:
    room.install(own(room), lower().pem)
    room.request()
    room.create(2)
    before = [room.certificates.slot(number) for number in range(1, SLOTS + 1)]

    room.power_cycle()

    assert [room.certificates.slot(number) for number in range(1, SLOTS + 1)] == before


def test_listeners_hear_of_each_change_and_the_audit_has_it(room: Room) -> None:
    heard: list[Changed] = []
    room.audit.listen(heard.append)

    text = room.request(2)
    room.install(lower().issue(text), number=2)
    room.certificates.delete(2, NETWORK)

    told = [(each.room, each.subject, each.old, each.new) for each in heard]
    assert told == [
        ("certificates", "certificate 2", "None", "Requesting"),
        ("certificates", "certificate 2", "Requesting", "Installed"),
        ("certificates", "certificate 2", "Installed", "None"),
    ]
    details = [row.detail for row in room.audit.rows()]
    assert details[0] == "requested for CN=printer.example.com"
    assert details[1].startswith("installed: CN=printer.example.com, until 2027-01-01, SHA-256 ")
    assert details[2] == "deleted"
    assert {row.by for row in room.audit.rows()} == {"ned"}


def test_nothing_of_a_key_is_told(room: Room) -> None:
    heard: list[Changed] = []
    room.audit.listen(heard.append)
    room.install(own(room))
    room.request()
    slot = room.certificates.slot(1)
    proposal = room.certificates.create(2, form(), NETWORK)
    result = room.works[type(proposal.errands[0])](proposal.errands[0])
    keys = [result.key, slot.pending.key, slot.installed.key]  # type: ignore[union-attr]  # both are there

    told = repr([room.audit.rows(), heard, slot, room.certificates.details(1), proposal, result])

    assert SECRET_MARK not in told
    for key in keys:
        assert all(line not in told for line in key.reveal().splitlines()[1:-1])


@pytest.mark.parametrize(
    "row",
    [
        {"9": {}},
        {"x": {}},
        {"1": []},
        {"1": {"chain": "x"}},
        {"1": {"chain": "x", "key": "y"}},
        {"1": {"chain": 1, "key": "y"}},
        {"1": {"request": "x", "request_key": "y"}},
        {"1": {"strange": "x"}},
    ],
)
def test_a_damaged_row_stops_the_machine_with_its_reason(row: dict[str, Any]) -> None:
    keep = MemoryKeep()
    with keep.transaction() as write:
        for key, value in row.items():
            write.put("certificates", key, value)

    with pytest.raises(KeepError, match="the saved certificates cannot be used"):
        Room(keep)


def test_the_key_of_another_certificate_stops_the_machine(room: Room) -> None:
    room.create(1)
    room.create(2)
    first, second = (room.certificates.slot(number).to_plain() for number in (1, 2))
    with room.keep.transaction() as write:
        write.put("certificates", "1", {**first, "key": second["key"]})

    with pytest.raises(KeepError, match="key of another certificate"):
        room.power_cycle()
