"""Template tags of the room: `{% load hattama_text %}`."""
