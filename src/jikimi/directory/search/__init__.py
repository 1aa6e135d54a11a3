"""Search that suits Korea: what a person typed, understood and shown with its reasons."""
