"""The command line: `throughcare COMMAND`, one module each."""
