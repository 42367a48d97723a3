"""The doors: web pages, the JSON interface and the command line."""
