"""How many districts had each status, week by week? Prints a table, for the address given."""

import sys

from frontline_client import Frontline

with Frontline(sys.argv[1]) as frontline:
    print(frontline.series_frame("2021-05-01", "2021-08-15", step="week").to_string())
