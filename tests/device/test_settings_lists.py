"""The lists of settings: complete, well-formed, and in the words of the manual.

Labels and values that a test below calls the manual's are typed from it.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import device.settings
from device.console import COLUMNS
from device.keep import Sealed
from device.settings import authentication, directory, ipp, rules, security, snmp
from device.settings.everything import ALL
from device.settings.kinds import AnySetting, Choice, Flag, Flags, Refused, Secret, Setting, Source
from device.settings.rows import NETWORK_ALONE

from .set_values import edges, new_store, values, wrong

NAMES = Path(__file__).with_name("setting_names.txt")
ROOMS = ("tls", "web", "snmp", "ipp", "printing", "mail", "directory", "certificates", "services")
#: What a refusal tells a person to do.
DOING = re.compile(r"\b(choose|enter|select|use|leave|set)\b")

BY_NAME = {setting.name: setting for setting in ALL}
every_setting = pytest.mark.parametrize("setting", ALL, ids=lambda setting: setting.name)


def kept_in(value: Any) -> Iterable[AnySetting]:
    """The settings inside a module's attribute: itself, or in a tuple or a table."""
    if isinstance(value, Setting):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from kept_in(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from kept_in(inner)


def attempted(call: Callable[[], Any]) -> tuple[str, Any]:
    """The name of the setting that a refusal blames, or "" and what came of the call."""
    try:
        return "", call()
    except Refused as refused:
        return refused.setting, None


def test_every_setting_has_a_name_of_its_own() -> None:
    assert len(BY_NAME) == len(ALL)


def test_a_name_is_a_subject_and_a_word() -> None:
    assert [name for name in BY_NAME if not re.fullmatch(r"[a-z][a-z_]*\.[a-z][a-z0-9_]*", name)] == []


def test_names_are_permanent() -> None:
    """A name once published stays: scripts, saved states and faces use it. New ones are added to the file."""
    published = NAMES.read_text(encoding="ascii").split()

    assert sorted(published) == sorted(BY_NAME)


def test_no_setting_is_defined_and_forgotten() -> None:
    defined: set[AnySetting] = set()
    for module in pkgutil.iter_modules(device.settings.__path__, "device.settings."):
        for value in vars(importlib.import_module(module.name)).values():
            defined.update(kept_in(value))

    assert defined == set(ALL)


def test_the_lists_are_the_same_whichever_module_comes_in_first() -> None:
    modules = sorted(
        module.name for module in pkgutil.iter_modules(device.settings.__path__, "device.settings.")
    )
    program = """
import importlib, json, sys
lists = set()
for first in json.load(sys.stdin):
    for loaded in [name for name in sys.modules if name.startswith("device")]:
        del sys.modules[loaded]
    importlib.import_module(first)
    everything = importlib.import_module("device.settings.everything")
    lists.add(" ".join(setting.name for setting in everything.ALL))
print(len(lists), max(lists))
"""

    told = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(modules), text=True, capture_output=True, check=True
    ).stdout.split()

    assert told[0] == "1"
    assert told[1:] == list(BY_NAME)


@every_setting
def test_a_default_is_a_value_that_can_be_set(setting: AnySetting) -> None:
    if isinstance(setting, Secret) and setting.shortest:
        # A key that must not be empty is not set until somebody sets it.
        assert setting.default == Sealed.EMPTY
        assert setting.unpack(setting.pack(setting.default)) == Sealed.EMPTY
    else:
        setting.check(setting.default)


def test_defaults_keep_every_rule() -> None:
    store, _ = new_store()
    as_new = {setting: setting.default for setting in ALL}

    for rule in rules.RULES:
        rule.check(as_new, store)


def test_panel_labels_and_short_forms_fit_the_display() -> None:
    too_long = [s.name for s in ALL if len(s.panel) > COLUMNS or len(s.short) > COLUMNS]

    assert too_long == []
    assert [s.name for s in ALL if not s.label or s.label != s.label.strip()] == []


def test_a_short_form_makes_room_for_a_title_or_for_a_value() -> None:
    def makes_room(setting: AnySetting) -> bool:
        lengths = [len(setting.spell(value)) for value in edges(setting)]
        long, short = len(setting.panel_label), len(setting.short)
        for_the_value = long + 1 + max(lengths) > COLUMNS >= short + 1 + min(lengths)
        return short < long and (long > COLUMNS or for_the_value)

    assert [setting.name for setting in ALL if setting.short and not makes_room(setting)] == []


def test_the_manuals_own_labels_are_never_shortened_while_they_fit() -> None:
    shortened = [
        setting.label
        for setting in ALL
        if setting.source is Source.VERBATIM and setting.short and len(setting.panel_label) <= COLUMNS
    ]

    assert shortened == []


def test_help_is_one_sentence() -> None:
    sentence = re.compile(r"[A-Z0-9][^\n]{0,108}\.")

    assert [setting.name for setting in ALL if not sentence.fullmatch(setting.help)] == []


def test_an_effect_is_told_is_none_or_is_still_to_come() -> None:
    told = {setting.name: setting.effect.partition("later: ") for setting in ALL}

    assert [name for name, (_, later, room) in told.items() if later and room not in ROOMS] == []
    assert [name for name, (effect, later, _) in told.items() if bool(effect) is bool(later)] == []


def test_words_to_choose_from_can_be_told_apart() -> None:
    def words(setting: AnySetting) -> list[str]:
        match setting:
            case Choice() | Flags():
                return [str(option.value).casefold() for option in setting.options]
            case Flag():
                return [setting.on.casefold(), setting.off.casefold()]
        return ["one", "other"]

    assert [s.name for s in ALL if not len(set(words(s))) == len(words(s)) > 1] == []
    assert [s.name for s in ALL if isinstance(s, Flags) and "," in "".join(words(s))] == []
    assert [s.name for s in ALL if isinstance(s, Flags) and "none" in words(s)] == []


@pytest.mark.parametrize(
    ("setting", "label", "options"),
    [
        (
            "network.permit_ssl_tls",
            "Permit SSL/TLS Communication",
            "Ciphertext Priority|Ciphertext/Cleartext|Ciphertext Only",
        ),
        ("tls.versions", "SSL/TLS Version", "TLS 1.2|TLS 1.1|TLS 1.0|SSL 3.0"),
        ("tls.ciphers", "Encryption Strength Setting", "AES|3DES|RC4"),
        ("tls.key_exchange_rsa", "KEY EXCHANGE", "Enable|Disable"),
        ("tls.digest_sha1", "DIGEST", "Enable|Disable"),
        ("mail.smtp_ssl", "Use Secure Connection (SSL)", "On|Off"),
        ("network.permit_snmpv3", "Permit SNMPv3 Communication", "Encryption Only|Encryption/Cleartext"),
        ("network.ipp_authentication", "Authentication", "Off|BASIC|DIGEST"),
    ],
)
def test_pages_speak_the_manuals_words(setting: str, label: str, options: str) -> None:
    found = BY_NAME[setting]
    words = [
        found.spell(value) for value in edges(found) if not isinstance(value, frozenset) or len(value) == 1
    ]

    assert found.label == label
    assert set(words) == set(options.split("|"))


@pytest.mark.parametrize(
    ("name", "on_the_panel"),
    [
        ("network.permit_ssl_tls", "Permit SSL/TLS Comm."),
        ("security.driver_encryption_key", "Driver Encryption Key"),
        ("security.auto_erase_memory", "Auto Erase Memory Setting"),
    ],
)
def test_the_panel_speaks_the_manuals_words(name: str, on_the_panel: str) -> None:
    assert BY_NAME[name].panel_label == on_the_panel


def test_security_options_stand_at_the_guides_defaults() -> None:
    """The guide lists the items in this order; views, and an item without a default, are left out."""
    present = [(setting.label, setting.spell(setting.default)) for setting in security.ALL[:7]]

    assert present == [
        ("Service Mode Lock", "Off"),
        ("Network Security Level", "Custom"),
        ("Auto Erase Memory Setting", "Off"),
        ("Erase All Memory", "Random Numbers"),
        ("Transfer Log Setting", "Do not Transfer"),
        ("Machine Data Encryption", "Off"),
        ("Collect Logs", "Inactive"),
    ]


def test_what_needs_a_hard_disk_says_so() -> None:
    assert [s.label for s in ALL if s.needs == "disk"] == [
        "Auto Erase Memory Setting",
        "Transfer Log Setting",
    ]
    assert {s.needs for s in ALL} == {"", "disk"}


def test_the_driver_key_has_up_to_32_alphanumerics_and_is_entered_twice() -> None:
    key = security.DRIVER_ENCRYPTION_KEY

    key.check(Sealed("Az09" * 8))

    assert key.twice
    for refused in ("", "a" * 33, "with space", "Ab#1", "caf\u00e9"):
        with pytest.raises(Refused):
            key.check(Sealed(refused))


def test_there_are_as_many_of_each_as_siblings_have() -> None:
    assert len(snmp.COMMUNITY_LIST) == 10
    assert len(ipp.IPP_USERS) == 10
    assert len(directory.LDAP_SERVERS) == 5
    assert len(directory.REALM_LIST) == 5
    assert len(rules.RANGES) == 20
    assert len(authentication.MANAGEMENT) == 4


def test_the_factorys_communities_are_public_to_read_and_admin_to_write() -> None:
    used = [entry for entry in snmp.COMMUNITY_LIST if entry.name.default]

    assert [(entry.name.default, entry.access.default) for entry in used] == [
        ("public", snmp.CommunityAccess.READ),
        ("admin", snmp.CommunityAccess.WRITE),
    ]


@pytest.mark.parametrize("name", ["", "a", "8letters", "a b", '"quoted"'])
def test_an_ipp_user_name_may_be(name: str) -> None:
    ipp.IPP_USERS[0].name.check(name)


@pytest.mark.parametrize("name", ["9 letters", "a:b", ":", "tab\t", "\u00fc"])
def test_an_ipp_user_name_may_not_be(name: str) -> None:
    with pytest.raises(Refused, match=r"User Name 1: .*(leave|enter|use)"):
        ipp.IPP_USERS[0].name.check(name)


def test_keys_and_passwords_are_secrets_of_one_administrator() -> None:
    secrets = [setting for setting in ALL if setting.is_secret]

    assert len(secrets) == 1 + 10 + 1 + 5 + 1
    for setting in secrets:
        assert len(setting.row.writers) == 1
        assert [access.name for access in setting.row.administrators].count("NOTHING") == 3
    assert security.DRIVER_ENCRYPTION_KEY.row is NETWORK_ALONE


@every_setting
def test_a_value_spelled_out_is_read_back(setting: AnySetting) -> None:
    for value in edges(setting):
        setting.check(value)
        if not setting.is_secret:
            assert setting.parse(setting.spell(value)) == value
            assert isinstance(value, str) or setting.parse(setting.spell(value).swapcase()) == value
        assert setting.unpack(setting.pack(value)) == value


@given(st.data())
def test_any_value_spelled_out_is_read_back(data: st.DataObject) -> None:
    setting = data.draw(st.sampled_from(ALL))
    value = data.draw(values(setting))

    setting.check(value)

    assert setting.unpack(setting.pack(value)) == value
    if not setting.is_secret:
        assert setting.parse(setting.spell(value)) == value


@given(st.sampled_from(ALL), st.text())
def test_any_text_gives_a_value_or_a_refusal(setting: AnySetting, text: str) -> None:
    blamed, value = attempted(lambda: setting.parse(text))
    if not blamed:
        blamed, _ = attempted(lambda: setting.check(value))

    assert blamed in ("", setting.name)
    assert blamed or setting.unpack(setting.pack(value)) == value


@given(
    st.sampled_from(ALL),
    st.none() | st.integers() | st.floats(allow_nan=False) | st.lists(st.text()) | st.just(Sealed("x")),
)
def test_whatever_was_kept_gives_a_value_or_a_refusal(setting: AnySetting, plain: Any) -> None:
    blamed, value = attempted(lambda: setting.unpack(plain))

    assert blamed in ("", setting.name)
    assert blamed or (setting.is_secret and value == plain)


@every_setting
def test_a_refusal_names_the_setting_and_what_to_do(setting: AnySetting) -> None:
    refused_values = wrong(setting)
    assert refused_values

    for value in refused_values:
        with pytest.raises(Refused) as caught:
            setting.check(value)
        refused = caught.value
        assert refused.setting == setting.name
        assert refused.reason.startswith(f"{setting.label}: ")
        assert DOING.search(refused.reason.removeprefix(setting.label)), refused.reason
        assert not refused.is_privilege


def test_a_refused_secret_is_not_repeated() -> None:
    for secret in (setting for setting in ALL if setting.is_secret):
        for text in ("Sesame\n", "Sesame" * 30):
            with pytest.raises(Refused) as caught:
                secret.check(secret.parse(text))
            assert "Sesame" not in caught.value.reason
            assert "180" not in caught.value.reason
