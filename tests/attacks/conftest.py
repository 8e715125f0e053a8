"""The site that is attacked, and an organisation in it. Each file here is the story of one kind of attacker."""

from __future__ import annotations

from tests.web.conftest import open_site, site

__all__ = ["open_site", "site"]
