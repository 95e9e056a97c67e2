"""Every leaf of the menu and who may reach it, typed by subject from what is known of the machine.

The administrator of a subject writes it and the three others read it. What is left to everybody else (nobody
logged in, or a user) is said under each Menu Protect: w(rite), r(ead), - (nothing). The supervisor resets
passwords and reaches nothing here. `test_explore` compares this with what keys really reach.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from device.roles import Role

USER, MACHINE, NETWORK, FILE = Role.USER, Role.MACHINE, Role.NETWORK, Role.FILE


class Leaf(NamedTuple):
    """A leaf by the labels that lead to it, and who may.

    `is_alone`: the other administrators do not see it either. `is_view`: there is nothing to write.
    `is_deed`: it is done rather than read. `needs_disk`: it is there with the hard disk alone.
    """

    path: str
    writer: Role
    others: str
    is_alone: bool = False
    is_view: bool = False
    is_deed: bool = False
    needs_disk: bool = False

    def letter(self, who: Role | None, level: int) -> str:
        """What that person may under that Menu Protect: "w", "r" or "-"."""
        if who is Role.SUPERVISOR:
            return "-"
        letters = self.others[level]
        if who in (USER, MACHINE, NETWORK, FILE):
            letters += "w" if who is self.writer else "-" if self.is_alone else "r"
        return max(letters, key="-rw".index)


def _under(menu: str, writer: Role, others: str, *labels: str, is_deed: bool = False) -> Iterator[Leaf]:
    yield from (Leaf(f"{menu} > {label}", writer, others, is_deed=is_deed) for label in labels)


def _leaves() -> Iterator[Leaf]:
    # Whoever stands at the machine puts paper in and chooses the language; Level 2 leaves them to look at.
    yield from _under(
        "Paper Input",
        *(MACHINE, "wwr"),
        *("Bypass Tray Paper Size", "Bypass Tray Paper Type"),
        *("Tray 1 Paper Size", "Tray 1 Paper Type", "Tray 2 Paper Size", "Tray 2 Paper Type"),
        *("Paper Tray Priority", "Auto Tray Switching"),
    )
    yield Leaf("Language", MACHINE, "wwr")
    # How the machine works and prints: free, then to look at, then hidden.
    yield from _under("Maintenance > Quality Maintenance", MACHINE, "wr-", "Image Density")
    general = "Maintenance > General Settings"
    yield from _under(general, MACHINE, "wr-", "Replacement Alert", "Panel Key Sound", "Display Contrast")
    yield from _under(
        f"{general} > Energy Saver Mode", MACHINE, "wr-", "Energy Saver Mode", "Energy Saver Timer"
    )
    yield from _under(
        "System",
        *(MACHINE, "wr-"),
        *("Print Error Report", "Auto Continue", "Memory Overflow", "Copies", "Duplex"),
        *("Blank Page Print", "Toner Saving", "Printer Language"),
    )
    yield from _under(
        "PCL Menu",
        *(MACHINE, "wr-"),
        *("Orientation", "Form Lines", "Font Source", "Font Number", "Symbol Set", "Courier Font"),
        *("Extend A4 Width", "Append CR to LF"),
    )
    yield from _under(
        "PS Menu",
        *(MACHINE, "wr-"),
        *("Job Timeout", "Wait Timeout", "Data Format", "Resolution", "Orientation Auto Detect"),
    )
    yield from _under(
        "PDF Menu", MACHINE, "wr-", "Reverse Order Printing", "Resolution", "Orientation Auto Detect"
    )
    yield Leaf("Shut Down", MACHINE, "wr-", is_deed=True)
    pages = ("Config. Page", "Error Log", "Menu List", "Network Summary")
    yield from _under("List/Test Print", MACHINE, "www", *pages, is_deed=True)
    # Menu Protect is the machine administrator's; a factory reset is nobody else's business at all.
    yield Leaf(f"{general} > Menu Protect", MACHINE, "rr-")
    yield Leaf("Maintenance > Factory Reset", MACHINE, "---", is_deed=True)
    yield from _host_interface()
    yield from _security_options()


def _host_interface() -> Iterator[Leaf]:
    """The network administrator's, free at first and closed step by step."""
    here = "Host Interface"
    yield from _under(here, NETWORK, "wr-", "I/O Buffer", "I/O Timeout")
    yield from _under(
        f"{here} > Network > Machine IPv4 Address",
        *(NETWORK, "wr-"),
        *("DHCP", "IP Address", "Subnet Mask", "Gateway Address"),
    )
    yield from _under(f"{here} > Network > Effective Protocol", NETWORK, "wr-", "IPv4", "IPv6")
    yield from _under(
        f"{here} > Network",
        *(NETWORK, "wr-"),
        *("IPv6 Stateless Setting", "IPsec", "Ethernet Speed", "Permit SNMPv3 Communictn"),
        *("Permit SSL/TLS Comm.", "Host Name", "Machine Name", "IEEE 802.1X Auth."),
    )
    yield Leaf(f"{here} > Network > Restore Factory Defaults", NETWORK, "wr-", is_deed=True)
    yield from _under(f"{here} > USB Setting", NETWORK, "wr-", "USB Speed", "USB Port Fixing")


def _security_options() -> Iterator[Leaf]:
    """To look at until Menu Protect says otherwise; Extended Security is for administrators alone."""
    here = "Security Options"
    yield from _under(
        here,
        *(MACHINE, "r--"),
        *("Service Mode Lock", "Erase All Memory", "Machine Data Encryption", "Collect Logs"),
    )
    yield Leaf(f"{here} > Auto Erase Memory Setting", MACHINE, "r--", needs_disk=True)
    yield Leaf(f"{here} > Transfer Log Setting", MACHINE, "r--", needs_disk=True)
    yield Leaf(f"{here} > Firmware Version", MACHINE, "r--", is_view=True)
    yield Leaf(f"{here} > Network Security Level", NETWORK, "r--")
    # The column "who" of the table of Extended Security.
    here = f"{here} > Extended Security"
    yield Leaf(f"{here} > Driver Encryption Key", NETWORK, "---", is_alone=True)
    yield from _under(
        here,
        *(NETWORK, "---"),
        *("Driver Encryption Key:Encryption Strength", "Settings by SNMPv1 and v2"),
    )
    yield from _under(here, USER, "---", "Encrypt Address Book")
    yield from _under(f"{here} > Password Policy", USER, "---", "Complexity Setting", "Minimum Character No.")
    yield from _under(here, FILE, "---", "Enhance File Protection")
    yield from _under(
        here,
        *(MACHINE, "---"),
        *("Restrict Display of User Information", "Authenticate Current Job", "@Remote Service"),
        *("Update Firmware", "Change Firmware Structure", "Security Setting for Access Violation"),
    )
    for violation in ("Password Entry Violation", "Device Access Violation"):
        yield from _under(
            f"{here} > {violation}", MACHINE, "---", "Max. Allowed No. of Access", "Measurement Time"
        )


#: All of them.
LEAVES: tuple[Leaf, ...] = tuple(_leaves())
