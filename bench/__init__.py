"""How fast this is, measured against what the machine can do at best: `make bench`. See `docs/speed.md`."""
