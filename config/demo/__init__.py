"""The demonstration: a town with a year and a half behind it and half a year ahead, made when it is first started."""
