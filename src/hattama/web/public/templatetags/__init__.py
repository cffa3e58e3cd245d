"""Template tags of the public face: `{% load hattama_public %}`."""
