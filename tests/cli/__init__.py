"""The command line: every command, every fault it tells."""
