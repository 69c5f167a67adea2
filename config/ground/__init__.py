"""What every floor may import: how to say no, dates in words, doorbells, and what forms, tables and the API share."""
