"""What can go wrong, named after the step in which it does."""


class KgError(Exception):
    """Root of all errors that the program explains to its user; the message names place and value."""


class SourceError(KgError):
    """An article that cannot be read or must not be taken in."""


class OntologyError(KgError):
    """A file of ontology/ that does not say what the program needs."""


class ShapeError(KgError):
    """A graph that breaks the contract of shapes.ttl."""


class StoreError(KgError):
    """A store or generation that cannot be written or opened."""
