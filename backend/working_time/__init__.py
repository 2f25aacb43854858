"""Working time: which days and hours count, for every limit that is promised."""
