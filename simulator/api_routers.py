"""Every call of the platform's API, gathered for the application."""

from simulator import (
    api_blacklist,
    api_groups,
    api_media,
    api_menu,
    api_message,
    api_notice_templates,
    api_notify,
    api_openapi,
    api_qrcode,
    api_shorten,
    api_tags,
    api_template,
    api_token,
    api_user,
)

PLATFORM = (
    api_token.credentials,
    api_token.router,
    api_openapi.router,
    api_media.router,
    api_media.pictures,
    api_message.router,
    api_notify.router,
    api_template.router,
    api_notice_templates.router,
    api_menu.router,
    api_qrcode.router,
    api_qrcode.images,
    api_shorten.router,
    api_shorten.redirects,
    api_user.router,
    api_tags.router,
    api_blacklist.router,
    api_groups.router,
)
