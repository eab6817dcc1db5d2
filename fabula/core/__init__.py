"""The ground: settings, errors, data, events, runs, accounts and assets."""
