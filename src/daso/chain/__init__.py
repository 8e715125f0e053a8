"""The contracts of an organisation on a public blockchain, and what Python needs to speak with them.

Read next: `contracts/anchor.vy`, the smallest of them; `build.py`.
"""
