"""Who may: the rows that settings and menu items stand on, in the letters of `access.row`.

That each administrator has their own items, and that Menu Protect takes things from everybody else step by
step, is known from siblings [S]; which letter an item has is mostly our guess, for the P 800's own table
could not be read. Two things are the manual's: the network administrator writes Permit SSL/TLS whatever else
is set, and logs in to write the driver encryption key.
"""

from __future__ import annotations

from device.roles import Role

from .access import row

#: Paper Input, Language: whoever stands at the machine puts paper in; Level 2 leaves them to look at.
EVERYDAY = row(Role.MACHINE, "wwr")

#: System, PCL Menu, PS Menu, PDF Menu and most of Maintenance.
MACHINE_MENU = row(Role.MACHINE, "wr-")

#: Host Interface, Permit SSL/TLS among it: free at first, closed step by step, always the network
#: administrator's.
HOST_INTERFACE = row(Role.NETWORK, "wr-")

#: Menu Protect guards nothing if everybody may switch it off.
PROTECTION = row(Role.MACHINE, "rr-")

#: What the machine is called and where it stands: everybody may know, over SNMP and on the first web page.
KNOWN = row(Role.NETWORK, "rrr")

#: Security Options themselves: everybody may look until Menu Protect says otherwise.
SECURITY_MACHINE = row(Role.MACHINE, "r--")
SECURITY_NETWORK = row(Role.NETWORK, "r--")

#: Extended Security, and what only web pages show: nobody without logging in; the other administrators look.
OF_USER = row(Role.USER, "---")
OF_MACHINE = row(Role.MACHINE, "---")
OF_NETWORK = row(Role.NETWORK, "---")
OF_FILE = row(Role.FILE, "---")

#: Keys and passwords: whether one is set is nobody else's business either.
NETWORK_ALONE = row(Role.NETWORK, "---", "--w-")
MACHINE_ALONE = row(Role.MACHINE, "---", "-w--")
