"""One person, from being named to being safe."""
