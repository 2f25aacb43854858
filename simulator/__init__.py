"""The WeChat platform and a phone, played on this machine for development and tests."""
