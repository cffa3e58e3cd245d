"""Journeys of people through the site in a real browser, which lives as long as a worker is among them."""
