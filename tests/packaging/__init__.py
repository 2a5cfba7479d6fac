"""What is shipped: the wheel, the lock files, the layout and its rules."""
