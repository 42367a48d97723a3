"""Results: hits with their snippets and explanations, and what is said of an empty answer."""
