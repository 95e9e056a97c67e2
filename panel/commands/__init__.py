"""The commands of `p800`, one module for what belongs together; `table` lists them.

Each has functions that take the words after the command's name and give the exit code.
"""
