"""From a query to ranked, explained answers."""
