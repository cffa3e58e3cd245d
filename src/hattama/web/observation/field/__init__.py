"""What telephones of observers ask: OpenRosa, as ODK Collect and Enketo speak it."""
