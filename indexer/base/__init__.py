"""What every package may use: settings, errors, logging."""
