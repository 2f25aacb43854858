"""A page goes out into the open, never into our own network."""

import pytest

from backend.alarms.addresses import is_fit, masked, may_reach

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693axxx6-7aoc-4bc4-97a0-0ec2sifa5aaa"


@pytest.mark.parametrize(
    ("url", "in_production", "in_development"),
    [
        (WECOM, True, True),
        ("https://sms.example.com:8443/page", True, True),
        ("http://qyapi.weixin.qq.com/cgi-bin/webhook/send", False, False),
        ("http://127.0.0.1:9000/hook", False, True),
        ("http://localhost:9000/hook", False, True),
        ("http://[::1]:9000/hook", False, True),
        ("http://10.0.0.8/hook", False, False),
        ("https://10.0.0.8/hook", False, True),
        ("https://169.254.169.254/latest/meta-data", False, True),
        ("https://[fd00::1]/hook", False, True),
        ("https://[::ffff:127.0.0.1]/hook", False, True),
        ("https://user:secret@example.com/hook", False, False),
        ("https:///hook", False, False),
        ("https://example.com:99999/hook", False, False),
        ("https://example.com/a b", False, False),
        ("https://例子.中国/hook", False, False),
        ("ftp://example.com/hook", False, False),
        ("javascript:alert(1)", False, False),
        ("", False, False),
        ("https://example.com/" + "x" * 500, False, False),
    ],
)
def test_only_https_in_the_open_is_fit_in_production(
    url: str, in_production: bool, in_development: bool
) -> None:
    assert is_fit(url, is_production=True) is in_production
    assert is_fit(url, is_production=False) is in_development


@pytest.mark.parametrize(
    ("address", "reachable"),
    [
        ("1.1.1.1", True),
        ("2400:3200::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd12::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::1", False),
    ],
)
def test_no_name_leads_into_a_private_network(address: str, reachable: bool) -> None:
    assert may_reach(address, is_production=True) is reachable
    assert may_reach(address, is_production=False)


def test_the_key_in_an_address_is_not_shown() -> None:
    assert masked(WECOM) == "https://qyapi.weixin.qq.com/…5aaa"
