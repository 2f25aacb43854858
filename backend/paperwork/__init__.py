"""Papers drafted from a case, to be checked, signed and handed in by the person."""
