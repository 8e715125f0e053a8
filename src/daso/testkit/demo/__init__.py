"""The demonstration: eight months of Crumb & Spoke, a bakery that mends bicycles. Read `story.py` first."""

from daso.testkit.demo.build import ORG, SLUG, build_demo, compute_org, compute_signers
from daso.testkit.demo.people import PEOPLE

__all__ = ["ORG", "PEOPLE", "SLUG", "build_demo", "compute_org", "compute_signers"]
