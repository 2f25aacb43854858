"""Union organizations of Henan and the places they serve."""
