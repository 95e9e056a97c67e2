"""What can be set on the machine: kinds, lists by subject, rules between settings, and the store."""
