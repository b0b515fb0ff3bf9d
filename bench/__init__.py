"""Benchmarks: `make bench` measures them and compares them with `goals.toml`."""
