"""Who may use the machine: administrators, supervisor, users; their roles, passwords and sessions."""
