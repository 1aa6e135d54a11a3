"""Lists of sites as public bodies publish them: what a row says, why one is refused. Pure."""

from jikimi.places.lists.reading import Refused, SiteList, SiteListError, SiteRow, read_sites

__all__ = ["Refused", "SiteList", "SiteListError", "SiteRow", "read_sites"]
