"""Keys: what a signature proves (`verify`, pure) and how one is made (`sign`, on the member's own machine)."""
