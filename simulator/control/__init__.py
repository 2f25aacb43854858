"""What the page and tests make happen on the platform and in people's hands, under `/simulator/api`."""
