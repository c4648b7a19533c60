"""Adds up pytest's result files and prints one closing line for all parts of the suite."""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree


def count(files: list[Path]) -> Counter[str]:
    """Return how many tests passed, failed (errors among them) and were skipped."""
    total: Counter[str] = Counter()
    for file in files:
        for suite in ElementTree.parse(file).getroot().iter("testsuite"):
            tests, failures, errors, skipped = (
                int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")
            )
            total["failed"] += failures + errors
            total["skipped"] += skipped
            total["passed"] += tests - failures - errors - skipped
    return total


if __name__ == "__main__":
    result = count([file for file in map(Path, sys.argv[1:]) if file.is_file()])
    if result:
        print(f"{result['passed']} passed, {result['failed']} failed, {result['skipped']} skipped")
