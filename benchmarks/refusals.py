"""What a stranger's request costs the bot, against what a good message costs it: CPU, in turn."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from benchmarks.cpu import CpuMeter, Spent, difference
from benchmarks.mutants import Account, Level, Mutant
from benchmarks.platform import Platform
from benchmarks.targets import target
from benchmarks.workplace import clean_folder
from runner.stack import Stack

Report = Callable[[str], None]

ROUNDS = 12
BAD_A_ROUND = 200
GOOD_A_ROUND = 20
TARGET = 1.0
# Receipts and wake-ups follow a good message; they are part of its price.
SETTLE_SECONDS = 0.5
_LARGE = 900 * 1024


@dataclass(frozen=True)
class Price:
    """Milliseconds on a core for one request: the bot's own, and everybody's."""

    name: str
    requests: int
    bot: float
    all: float


def measure(report: Report) -> list[Price]:
    with Stack(clean_folder("refusals"), report=report) as stack:
        account = Account(
            stack.env["WECHAT_TOKEN"],
            stack.env["WECHAT_APP_ID"],
            stack.env["WECHAT_ENCODING_AES_KEY"],
        )
        meter = CpuMeter(stack.pids)
        return _prices(Platform(stack.urls["bot"]), account, meter, report)


def _prices(platform: Platform, account: Account, meter: CpuMeter, report: Report) -> list[Price]:
    spent: dict[str, Spent] = {}
    requests: dict[str, int] = {}
    messages = count()
    _good(platform, account, messages)  # warm-up
    meter.look_around()
    for number in range(ROUNDS):
        report(f"round {number + 1} of {ROUNDS}")
        for name, act in _acts(platform, account, messages):
            before = meter.read()
            requests[name] = requests.get(name, 0) + act()
            time.sleep(SETTLE_SECONDS)
            spent[name] = _sum(spent.get(name, {}), difference(before, meter.read()))
    idle = spent.pop("idle")
    del requests["idle"]
    return [_price(name, requests[name], spent[name], idle) for name in spent]


def _acts(
    platform: Platform, account: Account, messages: Iterator[int]
) -> list[tuple[str, Callable[[], int]]]:
    return [
        ("idle", lambda: 0),
        ("bad signature", lambda: _bad(platform, account, b"<xml></xml>")),
        ("good message", lambda: _good(platform, account, messages)),
        (
            "bad signature, 900 KB",
            lambda: _bad(platform, account, b"x" * _LARGE, BAD_A_ROUND // 10),
        ),
    ]


def _bad(platform: Platform, account: Account, body: bytes, times: int = BAD_A_ROUND) -> int:
    for _ in range(times):
        query, _ignored = _text(0).packed(account, int(time.time()))
        platform.push({**query, "signature": "0" * 40}, body)
    return times


def _good(platform: Platform, account: Account, messages: Iterator[int]) -> int:
    for number in (next(messages) for _ in range(GOOD_A_ROUND)):
        reaction = platform.push(*_text(number).packed(account, int(time.time())))
        if reaction.status != 200:
            raise RuntimeError(f"a good message was answered with {reaction.status}")
    return GOOD_A_ROUND


def _text(number: int) -> Mutant:
    """From somebody new each time, as in a crowd."""
    xml = (
        f"<xml><ToUserName>gh_bench</ToUserName><FromUserName>oBench{number:010}</FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime><MsgType>text</MsgType>"
        f"<Content><![CDATA[你好]]></Content><MsgId>{number + 1}</MsgId></xml>"
    )
    return Mutant(Level.none, xml, "aes")


def _sum(one: Spent, other: Spent) -> Spent:
    return {name: one.get(name, 0.0) + spent for name, spent in other.items()}


def _price(name: str, requests: int, spent: Spent, idle: Spent) -> Price:
    """What the same pause costs with nobody asking is taken off."""
    net: Mapping[str, float] = {who: ms - idle.get(who, 0.0) for who, ms in spent.items()}
    return Price(name, requests, net["bot"] / requests, sum(net.values()) / requests)


def table(prices: list[Price]) -> list[str]:
    by_name = {price.name: price for price in prices}
    ratio = by_name["bad signature"].bot / by_name["good message"].bot
    return [
        "## Refusals",
        "",
        "Processor time of one request, measured in turn: requests with a wrong signature, and "
        "good encrypted messages through the dialogue to their passive reply. Milliseconds on a "
        "core, idle time taken off.",
        "",
        "| request | of each | bot | all processes |",
        "|---|---|---|---|",
        *(f"| {p.name} | {p.requests} | {p.bot:.2f} | {p.all:.2f} |" for p in prices),
        "",
        target(
            f"A stranger costs the bot {ratio:.2f} of a good message, "
            f"{by_name['bad signature'].all / by_name['good message'].all:.3f} of what that costs "
            f"all processes together; target below {TARGET:.0f}",
            kept=ratio < TARGET,
        ),
    ]
