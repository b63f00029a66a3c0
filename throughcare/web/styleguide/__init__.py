"""The living gallery: every component in every state, and the subject of the accessibility test."""
