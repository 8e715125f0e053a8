"""The demonstration: eight months of Crumb & Spoke, a bakery that mends bicycles. Read `story.py` first."""

from daso.testkit.demo.build import ORG, SLUG, build_demo, has_demo
from daso.testkit.demo.people import PEOPLE, compute_key

__all__ = ["ORG", "PEOPLE", "SLUG", "build_demo", "compute_key", "has_demo"]
