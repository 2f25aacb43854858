"""The WeChat protocol edge: verifies, decrypts, hands over, answers in time. No business state lives here."""
