"""What everybody reads of the law."""
