"""The main pages, by name: what every reader meets."""

MYTHS = "/guidance/myths"
MAIN = {
    "home": "/",
    "results": "/search?q=delay+in+reporting",
    "guidance list": "/guidance/",
    "interim guidance": f"{MYTHS}?as_at=2021-02-01",
    "history": f"{MYTHS}/history",
    "comparison": f"{MYTHS}/compare/2/3",
    "glossary": "/toolkit/terms/",
    "term": "/toolkit/terms/ghosting",
    "sites": "/toolkit/sites/",
    "case study": "/toolkit/case-studies/cs01-hook-up-app-invitation",
}
