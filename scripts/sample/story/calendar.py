"""When things of the sample happened."""

import calendar
import time


def at(text):
    """Seconds since 1970 of a time such as "2026-11-03 14:20", in UTC."""
    return calendar.timegm(time.strptime(text, "%Y-%m-%d %H:%M"))
