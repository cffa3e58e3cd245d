"""International English formats for Django."""
