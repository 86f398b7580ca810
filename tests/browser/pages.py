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
    "chat form": "/transcript/",
    "map": "/map/?at=M15",
    "word to send": "/transcript/unknown/",
    "myth finder": "/myths/find",
    "sites side by side": "/toolkit/sites/side-by-side?site=hinge&site=tinder&on_day=1&on_month=6&on_year=2019",
    "case studies narrowed": "/toolkit/case-studies/?site=tinder",
    "case study": "/toolkit/case-studies/cs01-hook-up-app-invitation",
}
