"""The Textual face: a faceplate that looks like the machine, in a terminal.

It shows what a client tells (`client`) and presses keys there; it knows no machine. Where the parts lie
(`plan`), what colour they have (`looks`) and what stands in each cell (`drawing`) is pure.
"""
