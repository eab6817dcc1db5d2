"""What creators build: workflows, agents, projects, plugins."""
