"""The pure heart of geoquiz: banks, kinds, scheduling and statistics as plain values."""
