"""Effect reports: a question fixed beforehand, counts, and what they allow to be said. Pure.

The same plan and the same data give the same answer, here and on any other machine.
"""
