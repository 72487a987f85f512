"""Where things are: from canonical IRIs to this host's addresses, and back."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from pyoxigraph import NamedNode

CANONICAL = "https://w3id.org/defdip/"
# What RFC 3986 allows in a path, besides letters and digits.
SAFE = "/-._~!$&'()*+,;=:@"
FORMATS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "trig": "application/trig",
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """The canonical base of the graph's IRIs, and the path under which this host serves them."""

    canonical: str = CANONICAL
    root: str = ""
    """What a proxy puts before every path of ours; no slash at its end."""

    def thing(self, path: str) -> NamedNode | None:
        """Return the IRI of the thing at a decoded path, or None when no IRI can read so."""
        try:
            return NamedNode(f"{self.canonical}id/{path}")
        except ValueError:
            return None

    def path(self, iri: str) -> str:
        """Return a thing's path below ``id/``, or nothing when it is not ours."""
        start = f"{self.canonical}id/"
        return iri.removeprefix(start) if iri.startswith(start) else ""

    def page(self, iri: str) -> str:
        """Return where a person reads about the IRI: our page, our ontology, a foreign address, or nothing.

        Only http and https lead anywhere: a ``javascript:`` IRI in the data must never become a link.
        """
        path = self.path(iri)
        if path.startswith("passage/"):
            return self._sentence(path)
        if path:
            return f"{self.root}/page/{quote(path, safe=SAFE)}"
        if iri.startswith(f"{self.canonical}ontology"):
            return f"{self.root}/ontology{self._fragment(iri)}"
        return iri if urlsplit(iri).scheme in ("http", "https") else ""

    def _sentence(self, path: str) -> str:
        _, document, span = [*path.split("/", 2), "", ""][:3]
        return f"{self.root}/page/document/{quote(document, safe=SAFE)}#s{quote(span, safe='-')}"

    def _fragment(self, iri: str) -> str:
        return "#" + quote(iri.split("#", 1)[1], safe="-_") if "#" in iri else ""

    def document(self, iri: str) -> str:
        """Return where the thing's description is, whatever its format, below what a proxy puts before our paths."""
        return f"/data/{quote(self.path(iri), safe=SAFE)}"

    def data(self, iri: str, extension: str) -> str:
        """Return where a program finds the thing's description."""
        return f"{self.root}{self.document(iri)}.{extension}"
