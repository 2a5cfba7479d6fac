"""The real server: `geoquiz run` in a process of its own, driven over HTTP and stopped hard."""
