"""Sign-ins: one for each device, kept alive by refresh tokens that count once."""
