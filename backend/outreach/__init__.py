"""How people come to us: QR codes, posters, drives to unionize employers, the account's menu."""
