"""TLS as the machine serves it: what may be negotiated, how a client asks, two engines and the listener."""
