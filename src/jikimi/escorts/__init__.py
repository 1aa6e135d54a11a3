"""escorts: walking home safely. SOS, walks that are watched, the control room's board."""
