"""What happened to a district? Prints its periods, for the address and the name given."""

import sys

from frontline_client import Frontline

with Frontline(sys.argv[1]) as frontline:
    for period in frontline.history(sys.argv[2])["periods"]:
        print(period["from"], period["status"], period["claims"])
