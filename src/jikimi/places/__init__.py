"""The places room: where harm happens and what is put there."""
