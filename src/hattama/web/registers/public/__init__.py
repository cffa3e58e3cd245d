"""What everybody reads of registers."""
