"""The desk of an organisation of observers."""
