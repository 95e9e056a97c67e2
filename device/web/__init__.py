"""Web Image Monitor: the machine's pages for browsers and for scripts of fleets."""
