"""Full-text search: an index that pulls from the library, and answers. Knows Whoosh and `guidance.published`."""
