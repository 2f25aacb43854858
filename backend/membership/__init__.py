"""Applications, members and memberships: one person, one membership."""
