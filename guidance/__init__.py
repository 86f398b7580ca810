"""The domain: documents, editions, force, identity, the ledger. Knows SQL, Markdown and Bleach; no web, no Whoosh."""
