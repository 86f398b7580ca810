"""The words whose change is never small: what must be done, what is not, how much, when, by what law. Pure lists."""

from __future__ import annotations

MODALS = frozenset(
    """must should may shall will can could would might need needs needed ought require requires required requirement
    requirements entitle entitles entitled entitlement oblige obliges obliged obligation obligations duty duties
    mandatory compulsory optional permit permits permitted prohibit prohibits prohibited forbid forbids forbidden allow
    allows allowed discretion discretionary""".split()
)
LIMITS = frozenset(
    """not no never none nor neither non nobody nothing nowhere cannot cant dont wont didnt doesnt isnt wasnt without
    unless except excepted exception exceptions exceptional exceptionally excluding exclude excludes excluded only
    solely or either if until till always hardly rarely seldom scarcely barely all any every both least most more less
    fewer before after within between during since""".split()
)
NUMBERS = frozenset(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million
    millions billion dozen half halves third thirds quarter quarters single double twice once thrice triple pair couple
    first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth hundredth last next""".split()
)
DATES = frozenset(
    """january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday midnight noon
    day days week weeks fortnight month months year years hour hours minute minutes working calendar daily weekly
    monthly yearly annual annually immediately forthwith pound pounds pence penny percent""".split()
)
LAW = frozenset(
    """section sections subsection subsections schedule schedules article articles regulation regulations paragraph
    paragraphs annex chapter clause para paras""".split()
)

WEIGHTY = MODALS | LIMITS | NUMBERS | DATES | LAW
"""Every word that carries weight wherever it stands."""

DIRECTING = frozenset("have has had having is are was were be been am".split())
"""Before "to" they direct: "has to be", "is to be"."""

CAPITAL_NAMES = frozenset(
    "act acts order orders regulations rules rule code convention directive protocol charter guideline".split()
)
"""With a capital letter, the end of the name of a law."""
LINKING = frozenset("and of the for on to in etc".split())
"""Small words inside such a name."""

LIGHT = frozenset("a an the of and in on at by for with that this these those it its as to from".split())
"""Words that say little by where they stand."""

OPPOSITES = ("un", "in", "im", "il", "ir", "dis", "non", "mis")
"""Beginnings that turn a word into its opposite."""
