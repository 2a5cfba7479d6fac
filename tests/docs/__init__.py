"""The documentation keeps up with the code: what a user can name has its heading."""
