"""`/cgi-bin/get_current_autoreply_info`: the console's own answers, which a connected server turns off."""

from simulator.api.route import platform_router

router = platform_router()


@router.get("/get_current_autoreply_info")
async def get_current_autoreply_info() -> object:
    return {
        "is_add_friend_reply_open": 0,
        "is_autoreply_open": 0,
        "keyword_autoreply_info": {"list": []},
    }
