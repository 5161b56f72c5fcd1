"""Somebody who means harm: what they write, everywhere they can write, and how it is seen to do none."""
