"""What a newspaper page says: pure functions from page text to articles, dates and words."""
