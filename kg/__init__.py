"""Communiqué reads news about defence diplomacy and keeps what it says as a knowledge graph."""
