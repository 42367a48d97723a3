"""From raw pages to an archive on disk: reading, analysis, storage."""
