"""A link that says one thing and leads elsewhere is shown as it was typed, whoever typed it."""

import pytest

from backend.conversations.models import Message
from backend.conversations.service import notify
from backend.database import Database
from tests.backend.cases.stage import somebody


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (
            '点<a href="http://pay.example">这里</a>领补贴',
            '点＜a href="http://pay.example">这里＜/a>领补贴',
        ),
        (
            '<A\nhref="weixin://bizmsgmenu?msgmenucontent=撤回">好</A>',
            '＜A\nhref="weixin://bizmsgmenu?msgmenucontent=撤回">好＜/A>',
        ),
        ("工资<1900，https://rst.henan.gov.cn", "工资<1900，https://rst.henan.gov.cn"),
        ("<adidas>门口见", "<adidas>门口见"),
    ],
)
async def test_what_looks_like_a_tag_is_text(database: Database, typed: str, shown: str) -> None:
    async with database.transaction() as session:
        contact = await somebody(session)
        message_id = await notify(session, contact.id, typed, author="staff")
    async with database.transaction() as session:
        assert (await session.get_one(Message, message_id)).text == shown
