"""Device certificates: their slots, self-signed ones and requests, what a CA has issued, who issued whom."""
