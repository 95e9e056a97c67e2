"""The menu of the machine, in the order of facts section 4.

Top level, Host Interface and Maintenance are remembered [R]; Security Options is the manual's [V]; Extended
Security has the family's entries [S]. A setting carries its own tag, submenus carry theirs here.
"""

from __future__ import annotations

from device.jobs import JobKind
from device.machine import FIRMWARE, MODEL
from device.roles import Role
from device.settings import network, paper, printing, security, system
from device.settings.access import row
from device.settings.kinds import GUESS, AnySetting, R, S, V
from device.settings.rows import HOST_INTERFACE, MACHINE_MENU, OF_MACHINE, SECURITY_MACHINE

from .menu import Action, Menu, View
from .screens import wording
from .screens.notices import Message, attempted
from .surface import Back, Desk, Home, Move

#: Pages that everybody may print, whatever Menu Protect says [guess].
ANYBODY = row(Role.MACHINE, "www")


def _print_list(label: str) -> Action:
    def do(desk: Desk) -> Move:
        machine = desk.machine
        machine.jobs.submit(label, owner="", kind=JobKind.NORMAL, pages=1, by=desk.actor)
        return Back(show=Message(wording.PRINTING_PAGE.text.format(page=label.lower())))

    question = wording.PRINT_PAGE.text.format(page=label.lower())
    return Action(label, ANYBODY, R, question, do, "a job of one page")


def _firmware(desk: Desk) -> tuple[tuple[str, str], ...]:
    return ((wording.MODEL.text, MODEL), (wording.FIRMWARE.text, FIRMWARE))


def _defaults(settings: tuple[AnySetting, ...]) -> Action:
    def do(desk: Desk) -> Move:
        changes = {setting: setting.default for setting in settings}
        return attempted(lambda: desk.machine.store.change(changes, desk.actor), Back())

    question = wording.RESTORE_DEFAULTS.text
    return Action("Restore Factory Defaults", HOST_INTERFACE, R, question, do, "the settings of this menu")


def _factory_reset(desk: Desk) -> Move:
    return attempted(lambda: desk.machine.factory_reset(desk.actor), Home())


def _shut_down(desk: Desk) -> Move:
    return attempted(lambda: desk.machine.shut_down(desk.actor), Home(Message(wording.SHUTTING_DOWN.text)))


PAPER_INPUT = Menu("Paper Input", paper.ALL, R)

MAINTENANCE = Menu(
    "Maintenance",
    (
        Menu("Quality Maintenance", (system.IMAGE_DENSITY,), R),
        Menu(
            "General Settings",
            (
                system.SUPPLY_ALERT,
                system.KEY_SOUND,
                system.DISPLAY_CONTRAST,
                system.MENU_PROTECT,
                Menu("Energy Saver Mode", (system.ENERGY_SAVER, system.ENERGY_SAVER_TIMER), R),
            ),
            S,
        ),
        Action(
            "Factory Reset",
            OF_MACHINE,
            GUESS,
            wording.FACTORY_RESET.text,
            _factory_reset,
            "the whole machine",
        ),
    ),
    S,
)

LIST_TEST_PRINT = Menu(
    "List/Test Print",
    tuple(_print_list(label) for label in ("Config. Page", "Error Log", "Menu List", "Network Summary")),
    R,
)

_NETWORK_SETTINGS = (
    Menu(
        "Machine IPv4 Address",
        (network.DHCP, network.IPV4_ADDRESS, network.SUBNET_MASK, network.GATEWAY),
        R,
    ),
    network.IPV6_STATELESS,
    network.IPSEC,
    Menu("Effective Protocol", (network.IPV4, network.IPV6), R),
    network.ETHERNET_SPEED,
    network.PERMIT_SNMPV3,
    network.PERMIT_SSL_TLS,
    network.HOST_NAME,
    network.MACHINE_NAME,
    network.IEEE_802_1X,
)

_RESTORED: tuple[AnySetting, ...] = (
    network.DHCP,
    network.IPV4_ADDRESS,
    network.SUBNET_MASK,
    network.GATEWAY,
    network.IPV6_STATELESS,
    network.IPSEC,
    network.IPV4,
    network.IPV6,
    network.ETHERNET_SPEED,
    network.PERMIT_SNMPV3,
    network.PERMIT_SSL_TLS,
    network.HOST_NAME,
    network.MACHINE_NAME,
    network.IEEE_802_1X,
)

HOST_INTERFACE_MENU = Menu(
    "Host Interface",
    (
        network.IO_BUFFER,
        network.IO_TIMEOUT,
        Menu("Network", (*_NETWORK_SETTINGS, _defaults(_RESTORED)), V),
        Menu("USB Setting", (network.USB_SPEED, network.USB_PORT_FIXING), R),
    ),
    V,
)

EXTENDED_SECURITY = Menu(
    "Extended Security",
    (
        security.DRIVER_ENCRYPTION_KEY,
        security.ENCRYPTION_STRENGTH,
        security.ENCRYPT_ADDRESS_BOOK,
        security.RESTRICT_DISPLAY,
        security.ENHANCE_FILE_PROTECTION,
        security.SETTINGS_BY_SNMPV1_AND_V2,
        security.AUTHENTICATE_CURRENT_JOB,
        Menu("Password Policy", (security.PASSWORD_COMPLEXITY, security.PASSWORD_MINIMUM), S),
        security.REMOTE_SERVICE,
        security.UPDATE_FIRMWARE,
        security.CHANGE_FIRMWARE_STRUCTURE,
        Menu(
            "Password Entry Violation",
            (security.PASSWORD_ENTRY_LIMIT, security.PASSWORD_ENTRY_TIME),
            S,
        ),
        security.SETTING_FOR_ACCESS_VIOLATION,
        Menu(
            "Device Access Violation",
            (security.DEVICE_ACCESS_LIMIT, security.DEVICE_ACCESS_TIME),
            S,
        ),
    ),
    V,
)

SECURITY_OPTIONS = Menu(
    "Security Options",
    (
        EXTENDED_SECURITY,
        security.SERVICE_MODE_LOCK,
        View("Firmware Version", SECURITY_MACHINE, V, _firmware),
        security.NETWORK_SECURITY_LEVEL,
        security.AUTO_ERASE_MEMORY,
        security.ERASE_ALL_MEMORY,
        security.TRANSFER_LOG,
        security.MACHINE_DATA_ENCRYPTION,
        security.COLLECT_LOGS,
    ),
    V,
)

MENU = Menu(
    "Menu",
    (
        PAPER_INPUT,
        MAINTENANCE,
        LIST_TEST_PRINT,
        Menu("System", printing.SYSTEM, R),
        HOST_INTERFACE_MENU,
        Menu("PCL Menu", printing.PCL_MENU, R),
        Menu("PS Menu", printing.PS_MENU, R),
        Menu("PDF Menu", printing.PDF_MENU, R),
        system.LANGUAGE,
        SECURITY_OPTIONS,
        Action("Shut Down", MACHINE_MENU, R, wording.SHUT_DOWN.text, _shut_down, "the device process"),
    ),
    R,
)
