"""Photograph pages as members see them: telephone and desk, light and dark.

    .venv/bin/python -m tests.e2e.look http://localhost:8000 pictures / /proposals /audit

Pictures are named after the path, the width and the scheme. What the page complains of, and overflowing, is printed.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser

from tests.e2e.browser import SCHEMES, collect_complaints, find_chromium, open_browser, store_picture

WIDTHS = {390: 844, 1280: 800}


def look(browser: Browser, address: str, folder: Path, path: str) -> None:
    """Photograph one page in every width and scheme."""
    name = path.strip("/").replace("/", "-") or "home"
    for (width, height), scheme in product(WIDTHS.items(), SCHEMES):
        page = browser.new_page(
            viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
        )
        complaints: list[str] = []
        collect_complaints(page, complaints)
        answer = page.goto(address.rstrip("/") + path, wait_until="networkidle")
        picture = folder / f"{name}-{width}-{scheme}.png"
        store_picture(page, picture)
        print(picture, answer.status if answer else "")
        for complaint in complaints:
            print(f"{path}: {complaint}")
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            print(f"{path}: {wide} pixels wide on a screen of {width}")
        page.close()


def main(address: str, folder: str, *paths: str) -> None:
    """Photograph the pages at these paths, or the front page."""
    executable = find_chromium()
    if executable is None:
        sys.exit("No Chromium found: install one, or set DASO_CHROMIUM")
    with open_browser(executable) as browser:
        for path in paths or ("/",):
            look(browser, address, Path(folder), path)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: python -m tests.e2e.look URL FOLDER [PATH …]")
    main(*sys.argv[1:])
