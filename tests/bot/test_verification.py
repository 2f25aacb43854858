"""The platform can check the address, nobody else learns anything there."""

import httpx
import pytest

VECTOR = {
    "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
    "timestamp": "1714036504",
    "nonce": "1514711492",
    "echostr": "4375120948345356249",
}


async def test_edge_1_the_official_vector_is_echoed_as_it_came(bot: httpx.AsyncClient) -> None:
    response = await bot.get("/wechat", params=VECTOR)
    assert response.status_code == 200
    assert response.content == b"4375120948345356249"
    assert response.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("missing", ["signature", "timestamp", "nonce"])
async def test_edge_1_a_check_without_all_parameters_is_refused(
    bot: httpx.AsyncClient, missing: str
) -> None:
    response = await bot.get("/wechat", params={**VECTOR, missing: ""})
    assert response.status_code == 403
    assert VECTOR["echostr"] not in response.text


@pytest.mark.parametrize("wrong", ["0" * 40, "签名", "f464"])
async def test_edge_1_a_check_with_a_wrong_signature_is_refused(
    bot: httpx.AsyncClient, wrong: str
) -> None:
    response = await bot.get("/wechat", params={**VECTOR, "signature": wrong})
    assert response.status_code == 403
