"""When people are taken, by the calendars that they publish themselves: times only, never by what."""
