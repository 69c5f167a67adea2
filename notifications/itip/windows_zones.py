"""Windows names of time zones and the IANA zone that each stands for: icalendar's table, and what is newer than it.

Facts from CLDR, supplemental/windowsZones.xml, territory 001. Exchange and Outlook write these names in their answers.
"""

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

NEWER = {
    "Alberta Standard Time": "America/Edmonton",
    "British Columbia Standard Time": "America/Vancouver",
    "Manitoba Standard Time": "America/Winnipeg",
}
WINDOWS_ZONES: dict[str, str] = WINDOWS_TO_OLSON | NEWER
