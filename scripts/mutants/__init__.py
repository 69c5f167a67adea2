"""Mutation testing of the rules that matter: break one line at a time, and see that a test fails.

`make mutants` runs it. Written here and not taken from mutmut, since what our rules are made of is conditions of
queries, fields that are emptied and fields that are written: those are dropped one by one.
"""
