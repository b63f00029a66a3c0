"""What is measured: each module has `measure(options) -> dict` with the keys of `throughcare bench --json`."""
