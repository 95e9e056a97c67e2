"""Certificates in start states: with their keys, or not at all; factory reset; a whole machine."""

from __future__ import annotations

import pytest

from device.certificates.slots import Status
from device.clock import VirtualClock
from device.machine import Machine
from device.power import Power
from device.roles import MACHINE_ITSELF, Actor, Role
from device.settings.certificates import PDF_SIGNATURE, SSL_TLS
from device.settings.network import LOCATION
from device.start_state import StartStateError, collected, judged, put, read, written

from .authority import NETWORK, form, lower, pem, upper

ADMIN = Actor("admin", frozenset({Role.MACHINE}), "link")


def fresh() -> Power:
    return Power(None, VirtualClock())


def make(power: Power, number: int, *, is_request: bool = False) -> None:
    certificates = power.machine.certificates
    order = certificates.request if is_request else certificates.create
    proposal = order(number, form(), NETWORK)
    certificates.settle(proposal, [power.works[type(errand)](errand) for errand in proposal.errands])


def furnished() -> Machine:
    """Number 1 installed with issuers, used and under renewal; number 3 of its own making."""
    power = fresh()
    certificates = power.machine.certificates
    make(power, 1, is_request=True)
    request = certificates.details(1).request
    assert request is not None
    certificates.install(1, pem(lower().issue(request.pem)) + lower().pem + upper().pem, NETWORK)
    make(power, 1, is_request=True)
    make(power, 3)
    power.machine.store.change({SSL_TLS: 1}, NETWORK)
    return power.machine


def out(machine: Machine, *, secrets: bool = True) -> str:
    return written(collected(machine, secrets=secrets))


def into(machine: Machine, text: str) -> None:
    document = read(text)
    put(machine, document, judged(document, machine.store), ADMIN)


def test_certificates_come_in_as_they_went_out() -> None:
    machine, other = furnished(), fresh().machine

    into(other, out(machine))

    assert out(other) == out(machine)
    for number in (1, 2, 3):
        assert other.certificates.slot(number) == machine.certificates.slot(number)
    assert other.store[SSL_TLS] == 1


def test_without_secrets_certificates_stay_at_home_and_so_does_who_uses_them() -> None:
    machine, other = furnished(), fresh().machine

    text = out(machine, secrets=False)

    assert "BEGIN" not in text
    assert SSL_TLS.name not in text
    assert PDF_SIGNATURE.name in text
    into(other, text)
    assert other.store[SSL_TLS] == 0
    before = out(machine)
    into(machine, text)
    assert out(machine) == before


def test_an_import_takes_the_place_of_what_was_there_and_of_its_use() -> None:
    machine, power = furnished(), fresh()
    make(power, 2)
    power.machine.store.change({SSL_TLS: 2, PDF_SIGNATURE: 2}, NETWORK)
    document = read(out(machine))
    document["settings"] = {SSL_TLS.name: document["settings"][SSL_TLS.name]}

    put(power.machine, document, judged(document, power.machine.store), ADMIN)

    assert power.machine.certificates.details(2).status is Status.NONE
    assert (power.machine.store[SSL_TLS], power.machine.store[PDF_SIGNATURE]) == (1, 0)


@pytest.mark.parametrize(
    ("old", "new", "reason", "steps"),
    [
        ("[certificates.3]", "[certificates.7]", "there is no number '7'", ("certificates",)),
        ("[certificates.3]", "[certificates.x]", "there is no number 'x'", ("certificates",)),
        ("request = ", "requests = ", "there is no field 'requests'", ("certificates",)),
        ("request_key = ", "key_of_request = ", "there is no field 'key_of_request'", ("certificates",)),
        ("-----END CERTIFICATE-----", "", "cut off", ("certificates",)),
        ("[certificates.1]", "[certificates.2]", "no certificate under number 1", ("settings", SSL_TLS.name)),
    ],
)
def test_a_wrong_export_is_refused_and_changes_nothing(
    old: str, new: str, reason: str, steps: tuple[str, ...]
) -> None:
    machine, text = fresh().machine, out(furnished())
    before = out(machine)

    with pytest.raises(StartStateError) as caught:
        into(machine, text.replace(old, new))

    assert reason in caught.value.reason
    assert caught.value.steps == steps
    assert "PRIVATE KEY" not in f"{caught.value} {caught.value.reason}"
    assert out(machine) == before
    assert not machine.certificates.serves(1)


def test_a_number_that_loses_its_certificate_cannot_stay_in_use_by_name() -> None:
    machine = furnished()
    before = out(machine)
    text = before.replace("[certificates.1]", "[certificates.2]")

    with pytest.raises(StartStateError, match="no certificate under number 1"):
        into(machine, text)

    assert out(machine) == before


def test_a_setting_that_names_a_number_without_a_certificate_is_refused_at_its_place() -> None:
    with pytest.raises(StartStateError, match="no certificate under number 4") as caught:
        into(fresh().machine, f'format = 1\n[settings]\n"{SSL_TLS.name}" = "4"\n')

    assert caught.value.steps == ("settings", SSL_TLS.name)


def test_a_factory_reset_leaves_no_certificate_and_nobody_who_uses_one() -> None:
    machine = furnished()

    machine.factory_reset(MACHINE_ITSELF)

    assert out(machine) == out(fresh().machine)
    assert machine.certificates.credential(1) is None
    assert dict(machine.keep.rows("certificates")) == {}


@pytest.mark.parametrize("text", ['-----BEGIN "', '-----BEGIN """ \\-----', "-----BEGIN A-----"])
def test_a_text_that_looks_like_a_certificate_comes_in_as_it_went_out(text: str) -> None:
    machine, other = fresh().machine, fresh().machine
    machine.store.change({LOCATION: text}, NETWORK)

    into(other, out(machine))

    assert other.store[LOCATION] == text
