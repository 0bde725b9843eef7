"""Record a claim, then see it in the feed. Takes the address and a key."""

import sys

from frontline_client import Frontline

with Frontline(sys.argv[1], key=sys.argv[2]) as frontline:
    recorded = frontline.post(
        {
            "place": "AF3101",
            "status": "contested",
            "valid_from": "2021-07-08",
            "source": "aan",
            "report": {"url": "https://example.org/an-example", "published_on": "2021-07-09"},
        },
        on_duplicate="skip",
    )
    print("recorded up to revision", recorded["revision"])
    for event in frontline.follow(after=recorded["revision"] - 1):
        print(event.revision, event.kind)
        break
