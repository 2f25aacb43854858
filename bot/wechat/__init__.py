"""The only room that knows WeChat: its XML, its crypto, its API and its error codes."""
