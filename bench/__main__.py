"""python -m bench [what]: measure something, print it as Markdown, fail if a goal is missed."""

import sys
from collections.abc import Callable
from functools import partial

from bench import http, load, rule, simulation, steps, writes

BENCHES: dict[str, Callable[[], int]] = {
    "rule": rule.run,
    "windows": partial(rule.run, imprecise=0.04),
    "load": load.run,
    "writes": writes.run,
    "http": http.run,
    "simulation": simulation.run,
    "steps": steps.run,
}


def main(arguments: list[str]) -> int:
    """Run the bench that is named, `rule` without a name; give the exit code."""
    name = arguments[0] if arguments else "rule"
    if name not in BENCHES or len(arguments) > 1:
        print(f"usage: python -m bench [{' | '.join(BENCHES)}]", file=sys.stderr)
        return 2
    return BENCHES[name]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
