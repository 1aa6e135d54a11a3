"""Words to class by, and facts about facts (HSDS 3.2.3)."""

from __future__ import annotations

from django.db import models

from jikimi.directory.models.row import Row, link, words


class Taxonomy(Row):
    """A list of words to class by."""

    name = words()
    description = words()
    uri = words()
    version = words()


class TaxonomyTerm(Row):
    """One word of such a list. taxonomy: its name as given; taxonomy_detail: the list itself."""

    code = words()
    name = words()
    description = words()
    parent = link("self", "children", is_held_together=False)
    taxonomy = words()
    taxonomy_detail = link("Taxonomy", "terms")
    language = words()
    term_uri = words()


class Attribute(Row):
    """A word of a list said of a row of any table. link_entity: the table, link_id: the row."""

    link_id = models.UUIDField(null=True, blank=True, db_index=True)
    link_type = words()
    link_entity = words()
    value = words()
    label = words()
    taxonomy_term = link("TaxonomyTerm", "attributes")


class Metadata(Row):
    """What was changed elsewhere before it came to us. resource_type: the table."""

    resource_id = models.UUIDField(null=True, blank=True, db_index=True)
    resource_type = words()
    last_action_date = words()
    last_action_type = words()
    field_name = words()
    previous_value = words()
    replacement_value = words()
    updated_by = words()


class MetaTableDescription(Row):
    """What a table of a package is about."""

    name = words()
    language = words()
    character_set = words()
