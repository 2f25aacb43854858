"""Kinds and levels of unions. No I/O here."""

from enum import StrEnum


class UnionKind(StrEnum):
    general_union = "general_union"  # 总工会
    new_forms_federation = "new_forms_federation"  # 新业态工会联合会
    industry_federation = "industry_federation"  # 行业工会联合会


class Level(StrEnum):
    province = "province"
    city = "city"
    county = "county"
