"""Signing in: factors, sessions, proof and what came too late."""
