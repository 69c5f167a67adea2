"""What came of a meeting: held or not, who came, and the figures that its template asks for."""
