"""Live news: topics, who follows them, and how they travel between processes."""
