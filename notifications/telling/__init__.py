"""Told versus true: which addresses should have what in their calendars (`truth`), what they were last told
(`comparing`), and the one mail that makes the two equal (`reconcile`, `messages`), with its words and its links.
"""
