"""How a union is called and coded (S03): 「XX市（县、区）新业态工会联合会」."""

from backend.unions.models import UnionKind


def union_name(place: str, kind: UnionKind) -> str:
    """Of the two that stand on every division; an industry federation also has its trade."""
    return f"{place}总工会" if kind is UnionKind.general_union else f"{place}新业态工会联合会"


def industry_federation_name(place: str, trade: str) -> str:
    return f"{place}{trade}行业工会联合会"


def industry_federation_code(division_code: str, trade_code: str) -> str:
    return f"{division_code}-IF-{trade_code.upper()}"


def union_code(division_code: str, kind: UnionKind) -> str:
    suffix = "GU" if kind is UnionKind.general_union else "NF"
    return f"{division_code}-{suffix}"
