"""Assembly only: settings become objects, objects become the application."""
