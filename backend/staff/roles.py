"""The roles somebody may have on a part of the tree. No I/O here."""

from enum import StrEnum


class Role(StrEnum):
    province_administrator = "province_administrator"
    city_administrator = "city_administrator"  # approves applications (S23)
    county_staff = "county_staff"
    service_staff = "service_staff"  # of a service organization: sees only its cases (S45)
