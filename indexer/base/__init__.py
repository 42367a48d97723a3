"""What every room may use: settings, errors, logging."""
