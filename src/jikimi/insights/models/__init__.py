"""Tables of insights: counts out of the rooms, what was published, protocols of effect reports."""
