"""The record of a workshop for people: folds of its state, one file per form."""
