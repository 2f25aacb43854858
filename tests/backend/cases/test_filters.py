"""Filters survive the way through an address, whatever stands in it."""

from hypothesis import given
from hypothesis import strategies as st

from backend.cases.filters import CaseFilters


def test_a_fresh_list_has_a_plain_address() -> None:
    assert CaseFilters().as_query() == ""


def test_filters_come_back_as_they_were() -> None:
    filters = CaseFilters(
        status="all", kind="wage_arrears", case_class="difficult", mine=True, q="工资"
    )
    assert CaseFilters.from_query(filters.as_query()) == filters
    assert "class=difficult" in filters.as_query()


def test_what_makes_no_sense_is_left_out() -> None:
    assert CaseFilters.from_query("status=nonsense&kind=x&colour=red&page=3") == CaseFilters()


@given(st.dictionaries(st.text(max_size=12), st.text(max_size=120)))
def test_any_address_makes_some_filters(values: dict[str, str]) -> None:
    filters = CaseFilters.from_values(values)
    assert CaseFilters.from_query(filters.as_query()) == filters
