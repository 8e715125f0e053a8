"""Vectors: what every implementation must read, write, decide and refuse alike. See README.md beside this file."""
