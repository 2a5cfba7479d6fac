"""The tests: they mirror the package, and start the real thing in browser/ and server/."""
