"""A place shared from the map names its county, or none; a namesake elsewhere is not ours."""

import pytest

from backend.unions.locations import county_at

HERE = (34.78, 113.67)


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("河南省郑州市金水区花园路1号", "410105"),
        ("中国河南省郑州市金水区花园路", "410105"),
        ("郑州市金水区新疆路", "410105"),
        ("河南省洛阳市涧西区上海市场步行街", "410305"),
        ("固始县", "411525"),
    ],
)
def test_the_label_names_the_county(label: str, code: str) -> None:
    county = county_at(label, *HERE)
    assert county is not None
    assert county.code == code


@pytest.mark.parametrize(
    "label", ["", "河南省郑州市", "花园路1号", "山东省菏泽市牡丹区", "北京市朝阳区", "[位置]"]
)
def test_a_label_without_a_county_of_henan_names_none(label: str) -> None:
    assert county_at(label, *HERE) is None


def test_a_namesake_far_away_is_not_meant() -> None:
    assert county_at("石家庄市新华区", 38.05, 114.46) is None
    assert county_at("平顶山市新华区", 33.74, 113.29) is not None


def test_without_coordinates_the_label_alone_decides() -> None:
    assert county_at("河南省郑州市金水区花园路1号", None, None) is not None
