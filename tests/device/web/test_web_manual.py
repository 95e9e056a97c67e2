"""The manual's procedures at Web Image Monitor, click by click, in the manual's words."""

from __future__ import annotations

import pytest

from device.keep import Sealed
from device.settings.directory import KERBEROS_ALGORITHMS, KerberosAlgorithm
from device.settings.ipp import IPP_AUTHENTICATION, IPP_USERS, IppAuthentication
from device.settings.mail import SMTP_PORT, SMTP_SSL
from device.settings.network import PERMIT_SNMPV3, PERMIT_SSL_TLS, PermitSnmpv3, PermitSslTls
from device.settings.tls import (
    CIPHERS,
    DIGEST_SHA1,
    KEY_EXCHANGE_RSA,
    OVER_IPV4,
    VERSIONS,
    Cipher,
    TlsVersion,
)

from .house import Browser, Form, House


async def configuration(browser: Browser, name: str, category: str, page: str) -> Form:
    """Steps 1 to 3 of each procedure: log in, [Configuration] from [Device Management], the page."""
    await browser.log_in(name)
    assert browser.page.text.index("Device Management") < browser.page.text.index("Configuration")
    await browser.click("Configuration")
    return await browser.click(page, below=category)


async def test_as_hardware_enabling_ssl_tls(house: House, browser: Browser) -> None:
    """Manual, "Enabling SSL/TLS", steps 1 to 6."""
    await configuration(browser, "ned", "Security", "SSL/TLS")

    page = await browser.ok(
        {
            "IPv4": "Active",
            "Permit SSL/TLS Communication": "Ciphertext/Cleartext",
            "SSL/TLS Version": ["TLS 1.2", "TLS 1.1"],
            "Encryption Strength Setting": ["AES"],
            "KEY EXCHANGE": "Disable",
            "DIGEST": "Disable",
        }
    )

    assert "Updating..." in page.text
    store = house.machine.store
    assert store[OVER_IPV4] is True
    assert store[PERMIT_SSL_TLS] is PermitSslTls.CIPHERTEXT_CLEARTEXT
    assert store[VERSIONS] == {TlsVersion.TLS_1_2, TlsVersion.TLS_1_1}
    assert store[CIPHERS] == {Cipher.AES}
    assert (store[KEY_EXCHANGE_RSA], store[DIGEST_SHA1]) == (False, False)

    page = await browser.click("OK")
    assert "Device Settings" in page.text


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Permit SSL/TLS Communication", ["Ciphertext Priority", "Ciphertext/Cleartext", "Ciphertext Only"]),
        ("SSL/TLS Version", ["TLS 1.2", "TLS 1.1", "TLS 1.0", "SSL 3.0"]),
        ("Encryption Strength Setting", ["AES", "3DES", "RC4"]),
    ],
)
async def test_as_hardware_the_choices_of_the_ssl_tls_page(
    label: str, words: list[str], browser: Browser
) -> None:
    await configuration(browser, "ned", "Security", "SSL/TLS")

    name = browser.field(label)
    assert [value for field, value in browser.page.offered if field == name and value] == words


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("SSL/TLS Version", "SSL/TLS Version: select at least 1"),
        ("Encryption Strength Setting", "select at least 1"),
    ],
)
async def test_as_hardware_one_box_at_least_must_be_ticked(label: str, said: str, browser: Browser) -> None:
    await configuration(browser, "ned", "Security", "SSL/TLS")

    page = await browser.ok({label: [""], "Permit SSL/TLS Communication": "Ciphertext Only"})

    assert browser.status == 422
    assert said in page.text


async def test_as_hardware_enabling_ssl_for_smtp(house: House, browser: Browser) -> None:
    """Manual, "Enabling SSL for SMTP connection": the port becomes 465, and 587 can be entered after."""
    page = await configuration(browser, "ned", "Device Settings", "Email")
    assert "SMTP" in page.text

    await browser.ok({"Use Secure Connection (SSL)": "On"})
    assert house.machine.store[SMTP_SSL] is True
    assert house.machine.store[SMTP_PORT] == 465

    await browser.ok({"SMTP Port No.": "587"})
    assert house.machine.store[SMTP_PORT] == 587


async def test_as_hardware_encryption_only_for_snmpv3(house: House, browser: Browser) -> None:
    """Manual, "Encrypting Data Communicated with Machine Management Software Via SNMPv3", steps 1 to 5."""
    page = await configuration(browser, "ned", "Security", "Network Security")
    assert "SNMP" in page.text

    await browser.ok({"Permit SNMPv3 Communication": "Encryption Only"})

    assert house.machine.store[PERMIT_SNMPV3] is PermitSnmpv3.ENCRYPTION_ONLY


async def test_as_hardware_digest_for_ipp_printing(house: House, browser: Browser) -> None:
    """Manual, "Encrypting the password of IPP printing", steps 1 to 6."""
    await configuration(browser, "ned", "Security", "IPP Authentication")

    await browser.ok({"Authentication": "DIGEST", "User Name 1": "printer", "Password 1": "Secret77"})

    store = house.machine.store
    assert store[IPP_AUTHENTICATION] is IppAuthentication.DIGEST
    assert store[IPP_USERS[0].name] == "printer"
    assert store[IPP_USERS[0].password] == Sealed("Secret77")


async def test_as_hardware_the_kdcs_encryption_algorithm(house: House, browser: Browser) -> None:
    """Manual, "Encrypting Communication Between KDC and the Machine", steps 1 to 4."""
    await configuration(browser, "max", "Device Settings", "Kerberos Authentication")

    await browser.ok({"Encryption Algorithm": ["DES3-CBC-SHA1", "DES-CBC-MD5"]})

    assert house.machine.store[KERBEROS_ALGORITHMS] == {KerberosAlgorithm.DES3, KerberosAlgorithm.DES}


async def test_as_hardware_an_encryption_password_for_the_network_administrator(
    house: House, browser: Browser
) -> None:
    """Manual, SNMPv3, note: [Program/Change Administrator] takes the encryption password."""
    await configuration(browser, "ned", "Device Settings", "Program/Change Administrator")
    own = next(pairs for _, pairs in browser.page.forms if ("account", "administrator-3") in pairs)
    assert "Encryption Password" in browser.page.text

    fields = [pair for pair in own if "encryption" not in pair[0]]
    both = [("encryption", "Other-88"), ("again:encryption", "Other-88")]
    await browser.post(browser.path, [*fields, *both])

    account = house.machine.people.roll.named("ned")
    assert account is not None
    assert account.encryption.is_set
