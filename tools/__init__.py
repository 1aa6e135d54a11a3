"""For those who work on Jikimi; nothing here is installed or served."""
