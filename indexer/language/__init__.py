"""All that is known of Arabic and English; used by indexing and searching alike."""
