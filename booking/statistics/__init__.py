"""Statistics. Meetings are counted into a rollup of buckets (`counting`, `rollup`), read as figures (`figures`,
`measures`), shown as far as the rules of disclosure allow (`disclosure`), and frozen when a half-year is closed.
"""
