"""What people tell about themselves: name, picture, language, theme, password."""
