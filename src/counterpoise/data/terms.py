"""The terms that several sources share.

What a distributor states was read there only where ``confirmed``; the rest is generally known and
is to be confirmed with the distributor before the data are passed on.
"""

from counterpoise.data.source import Terms

RESEARCH = Terms(
    "free for research with citation; no open licence stated",
    "research",
    "Point others to the distributor; do not pass copies on.",
)
COW_ALLIANCES = Terms(
    "free for research with citation; not to be redistributed",
    "research",
    "The maintainer has asked software not to ship these data. ATOP is the alternative.",
)
CC0 = Terms("CC0 1.0 (public domain)", "CC0")
CC_BY = Terms("CC BY 4.0", "CC BY", "Name the source.")
CC_BY_SA = Terms("CC BY-SA 4.0", "CC BY-SA", "Name the source; pass on under the same terms.")
CC_BY_NC_SA = Terms(
    "CC BY-NC-SA 4.0", "CC BY-NC-SA", "Not for commercial use; pass on under the same terms."
)
NON_COMMERCIAL = Terms("free for non-commercial use with citation", "non-commercial")
SIPRI = Terms(
    "free to use with attribution; larger extracts need SIPRI's consent",
    "attribution",
    "Do not pass copies on.",
)
ON_REQUEST = Terms("on request, with citation", "on request", "Do not pass copies on.")
PUBLIC_RECORD = Terms("public record", "public record")
GPL_PACKAGE = Terms(
    "distributed with an R package under the GPL",
    "GPL (package)",
    "The licence is the package's; cite the data's authors.",
)
