"""What a job prints like when it does not say: the menus System, PCL Menu, PS Menu and PDF Menu.

None of these menus could be read for this machine. The entries are what the family has, as remembered; they
are approximate, and most have no effect here, where paper is a file.
"""

from __future__ import annotations

from enum import Enum

from .kinds import GUESS, AnySetting, Choice, Flag, Number, R, Source
from .rows import MACHINE_MENU


class Duplex(Enum):
    """Which edge two-sided pages are bound at."""

    OFF = "Off"
    LONG_EDGE = "Long Edge Bind"
    SHORT_EDGE = "Short Edge Bind"


class PrinterLanguage(Enum):
    """The language taken when a job names none."""

    AUTO = "Auto"
    PCL = "PCL"
    PS = "PS"
    PDF = "PDF"


class MemoryOverflow(Enum):
    """What happens to a page that does not fit into memory."""

    DO_NOT_PRINT = "Do not Print"
    ERROR_REPORT = "Error Report"


class Resolution(Enum):
    """Dots per inch; the public PPD files name these two [C]."""

    DPI_600 = "600 x 600dpi"
    DPI_1200 = "1200 x 1200dpi"


class Orientation(Enum):
    """Which way a page stands."""

    PORTRAIT = "Portrait"
    LANDSCAPE = "Landscape"


class FontSource(Enum):
    """Where the default font is taken from."""

    RESIDENT = "Resident"
    RAM = "RAM"


class SymbolSet(Enum):
    """The default symbol set of PCL."""

    PC_8 = "PC-8"
    PC_850 = "PC-850"
    ROMAN_8 = "Roman-8"
    ISO_L1 = "ISO L1"
    WIN_L1 = "Win L1"


class CourierFont(Enum):
    """How heavy Courier is."""

    REGULAR = "Regular"
    DARK = "Dark"


class DataFormat(Enum):
    """How PostScript data arrives."""

    TBCP = "TBCP"
    BINARY = "Binary Data"


def _flag(name: str, label: str, default: bool, help: str, *, short: str = "") -> Flag:
    return Flag(name, label, default, row=MACHINE_MENU, source=R, effect="none", short=short, help=help)


def _number(
    name: str,
    label: str,
    default: int,
    low: int,
    high: int,
    help: str,
    *,
    unit: str = "",
    zero: str = "",
    effect: str = "none",
    default_source: Source | None = None,
) -> Number:
    return Number(
        name,
        label,
        default,
        row=MACHINE_MENU,
        source=R,
        default_source=default_source,
        effect=effect,
        help=help,
        low=low,
        high=high,
        unit=unit,
        zero=zero,
    )


# System

PRINT_ERROR_REPORT = _flag(
    "printing.print_error_report", "Print Error Report", False, "Prints a page that tells of an error."
)
AUTO_CONTINUE = _flag(
    "printing.auto_continue", "Auto Continue", False, "Goes on after an error without being told to."
)
MEMORY_OVERFLOW = Choice(
    "printing.memory_overflow",
    "Memory Overflow",
    MemoryOverflow.DO_NOT_PRINT,
    row=MACHINE_MENU,
    source=R,
    effect="none",
    short="Mem. Over.",
    help="What happens to a page that does not fit into memory.",
)
COPIES = _number("printing.copies", "Copies", 1, 1, 999, "How often a job is printed.", effect="later: ipp")
DUPLEX = Choice(
    "printing.duplex",
    "Duplex",
    Duplex.OFF,
    row=MACHINE_MENU,
    source=R,
    effect="later: ipp",
    help="Whether jobs are printed on both sides.",
)
BLANK_PAGE_PRINT = _flag("printing.blank_page_print", "Blank Page Print", True, "Prints empty pages too.")
TONER_SAVING = _flag("printing.toner_saving", "Toner Saving", False, "Prints lighter.")
PRINTER_LANGUAGE = Choice(
    "printing.printer_language",
    "Printer Language",
    PrinterLanguage.AUTO,
    row=MACHINE_MENU,
    source=R,
    effect="later: printing",
    help="The language of a job that names none.",
)

SYSTEM: tuple[AnySetting, ...] = (
    PRINT_ERROR_REPORT,
    AUTO_CONTINUE,
    MEMORY_OVERFLOW,
    COPIES,
    DUPLEX,
    BLANK_PAGE_PRINT,
    TONER_SAVING,
    PRINTER_LANGUAGE,
)

# PCL Menu

PCL_ORIENTATION = Choice(
    "printing.pcl_orientation",
    "Orientation",
    Orientation.PORTRAIT,
    row=MACHINE_MENU,
    source=R,
    effect="none",
    help="Which way a page stands.",
)
PCL_FORM_LINES = _number(
    "printing.pcl_form_lines", "Form Lines", 64, 5, 128, "Lines on a page.", default_source=GUESS
)
PCL_FONT_SOURCE = Choice(
    "printing.pcl_font_source",
    "Font Source",
    FontSource.RESIDENT,
    row=MACHINE_MENU,
    source=R,
    effect="none",
    help="Where the default font is taken from.",
)
PCL_FONT_NUMBER = _number(
    "printing.pcl_font_number", "Font Number", 0, 0, 63, "The number of the default font."
)
PCL_SYMBOL_SET = Choice(
    "printing.pcl_symbol_set",
    "Symbol Set",
    SymbolSet.PC_8,
    row=MACHINE_MENU,
    source=R,
    default_source=GUESS,
    effect="none",
    help="Which characters the codes of a text stand for.",
)
PCL_COURIER_FONT = Choice(
    "printing.pcl_courier_font",
    "Courier Font",
    CourierFont.REGULAR,
    row=MACHINE_MENU,
    source=R,
    effect="none",
    help="How heavy Courier is.",
)
PCL_EXTEND_A4 = _flag("printing.pcl_extend_a4", "Extend A4 Width", False, "Makes A4 as wide as Letter.")
PCL_CR_TO_LF = _flag("printing.pcl_cr_to_lf", "Append CR to LF", False, "Begins a new line at the left.")

PCL_MENU: tuple[AnySetting, ...] = (
    PCL_ORIENTATION,
    PCL_FORM_LINES,
    PCL_FONT_SOURCE,
    PCL_FONT_NUMBER,
    PCL_SYMBOL_SET,
    PCL_COURIER_FONT,
    PCL_EXTEND_A4,
    PCL_CR_TO_LF,
)

# PS Menu

PS_JOB_TIMEOUT = _number(
    "printing.ps_job_timeout",
    "Job Timeout",
    0,
    1,
    999,
    "A job that runs longer is given up.",
    unit="s",
    zero="Off",
)
PS_WAIT_TIMEOUT = _number(
    "printing.ps_wait_timeout",
    "Wait Timeout",
    300,
    1,
    999,
    "A job whose data stops coming for so long is given up.",
    unit="s",
    zero="Off",
)
PS_DATA_FORMAT = Choice(
    "printing.ps_data_format",
    "Data Format",
    DataFormat.TBCP,
    row=MACHINE_MENU,
    source=R,
    default_source=GUESS,
    effect="none",
    help="How PostScript data arrives.",
)
PS_RESOLUTION = Choice(
    "printing.ps_resolution",
    "Resolution",
    Resolution.DPI_600,
    row=MACHINE_MENU,
    source=R,
    effect="later: ipp",
    help="How fine a page is printed.",
)
PS_ORIENTATION = _flag(
    "printing.ps_orientation",
    "Orientation Auto Detect",
    True,
    "Finds out by itself which way a page stands.",
    short="Orient. Auto Detect",
)

PS_MENU: tuple[AnySetting, ...] = (
    PS_JOB_TIMEOUT,
    PS_WAIT_TIMEOUT,
    PS_DATA_FORMAT,
    PS_RESOLUTION,
    PS_ORIENTATION,
)

# PDF Menu

PDF_REVERSE_ORDER = _flag(
    "printing.pdf_reverse_order",
    "Reverse Order Printing",
    False,
    "Prints the last page first.",
    short="Reverse Order",
)
PDF_RESOLUTION = Choice(
    "printing.pdf_resolution",
    "Resolution",
    Resolution.DPI_600,
    row=MACHINE_MENU,
    source=R,
    effect="none",
    help="How fine a page is printed.",
)
PDF_ORIENTATION = _flag(
    "printing.pdf_orientation",
    "Orientation Auto Detect",
    True,
    "Finds out by itself which way a page stands.",
    short="Orient. Auto Detect",
)

PDF_MENU: tuple[AnySetting, ...] = (PDF_REVERSE_ORDER, PDF_RESOLUTION, PDF_ORIENTATION)

ALL: tuple[AnySetting, ...] = (*SYSTEM, *PCL_MENU, *PS_MENU, *PDF_MENU)
