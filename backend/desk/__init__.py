"""The live desk: who asked for a person gets one, or a case with a deadline; never a dead end."""
