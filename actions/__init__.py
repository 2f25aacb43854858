"""Rasa's custom actions: slots in, one backend call, `utter_*` out. No text and no state here."""
