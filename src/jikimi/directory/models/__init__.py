"""The tables of the directory."""

from jikimi.directory.models.bringing import Upload, Verdict
from jikimi.directory.models.call import Call, EntryAge, EntryUse, FreshnessFigure
from jikimi.directory.models.classing import (
    Attribute,
    Metadata,
    MetaTableDescription,
    Taxonomy,
    TaxonomyTerm,
)
from jikimi.directory.models.confirmation import Confirmation
from jikimi.directory.models.edition import Edition, EditionContent, EditionEntry
from jikimi.directory.models.finding import MissedSearch, NeedWord
from jikimi.directory.models.keeping import Batch, Change, Held, Mark, Tombstone, Translation
from jikimi.directory.models.location import Accessibility, Address, Location
from jikimi.directory.models.organization import (
    Funding,
    Organization,
    OrganizationIdentifier,
    Program,
    Url,
)
from jikimi.directory.models.reaching import Contact, Language, Phone, Schedule
from jikimi.directory.models.service import (
    CostOption,
    RequiredDocument,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceCapacity,
    Unit,
)

__all__ = [
    "Accessibility",
    "Address",
    "Attribute",
    "Batch",
    "Call",
    "Change",
    "Confirmation",
    "Contact",
    "CostOption",
    "Edition",
    "EditionContent",
    "EditionEntry",
    "EntryAge",
    "EntryUse",
    "FreshnessFigure",
    "Funding",
    "Held",
    "Language",
    "Location",
    "Mark",
    "MetaTableDescription",
    "Metadata",
    "MissedSearch",
    "NeedWord",
    "Organization",
    "OrganizationIdentifier",
    "Phone",
    "Program",
    "RequiredDocument",
    "Schedule",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "ServiceCapacity",
    "Taxonomy",
    "TaxonomyTerm",
    "Tombstone",
    "Translation",
    "Unit",
    "Upload",
    "Url",
    "Verdict",
]
