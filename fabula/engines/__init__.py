"""Outside makers of text and pictures, always reached over their real protocols."""
