"""The tests: sentences about the machine and its panel that are true."""
