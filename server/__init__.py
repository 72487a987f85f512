"""The knowledge graph over HTTP: SPARQL, linked data and pages."""
