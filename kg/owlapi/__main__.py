"""The process that holds the Java virtual machine: reads a job as JSON, does its steps, prints the answers.

Files are loaded as Protégé 5.6 loads them: through OWLAPI 4.5, imports resolved by the catalog, never from the web.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jpype

FLAGS = ("-Xss8m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Deep stacks for deep class trees; in a run of seconds a second compiler and threads that collect never pay."""
FORMATS = ("Turtle", "RDFXML", "OWLXML", "FunctionalSyntax")


def java(name: str) -> Any:
    """Return the Java class below ``org.semanticweb.owlapi``, or any class by its full name."""
    return jpype.JClass(name if name.startswith(("java", "org")) else f"org.semanticweb.owlapi.{name}")


class Session:
    """The steps that a job may ask for, over one catalog."""

    def __init__(self, catalog: Mapping[str, str]) -> None:
        self.catalog = catalog

    def manager(self) -> Any:
        """Return a fresh manager that finds imports through the catalog."""
        manager = java("apibinding.OWLManager").createOWLOntologyManager()
        iri, mapper, mappers = java("model.IRI"), java("util.SimpleIRIMapper"), java("java.util.ArrayList")()
        for name, path in self.catalog.items():
            mappers.add(mapper(iri.create(name), iri.create(java("java.io.File")(path))))
        manager.getIRIMappers().add(jpype.JObject(mappers, "java.lang.Iterable"))
        return manager

    def load(self, manager: Any, path: str) -> Any:
        """Load a file; Turtle by OWLAPI's own parser, whose writer gives the normal form."""
        known = next((found for found in manager.getOntologies() if self.place(manager, found) == path), None)
        if known is not None:
            return known
        file = java("java.io.File")(path)
        if path.endswith(".ttl"):
            source = java("io.FileDocumentSource")(file, java("formats.TurtleDocumentFormat")())
        else:
            source = java("io.FileDocumentSource")(file)
        return manager.loadOntologyFromOntologyDocument(source)

    @staticmethod
    def place(manager: Any, ontology: Any) -> str:
        """Return the path of the file that an ontology was loaded from."""
        iri = manager.getOntologyDocumentIRI(ontology)
        return str(java("java.io.File")(iri.toURI()).getPath()) if str(iri.getScheme()) == "file" else ""

    def save(self, manager: Any, ontology: Any, path: str, kind: str = "Turtle") -> None:
        """Save an ontology with the prefixes that it came with."""
        target = java(f"formats.{kind}DocumentFormat")()
        source = manager.getOntologyFormat(ontology)
        if source is not None and source.isPrefixOWLOntologyFormat():
            target.copyPrefixesFrom(source.asPrefixOWLOntologyFormat())
        manager.saveOntology(ontology, target, java("model.IRI").create(java("java.io.File")(path)))

    def normalise(self, file: str, to: str) -> dict[str, Any]:
        """Write the file as a save in Protégé would."""
        manager = self.manager()
        ontology = self.load(manager, file)
        self.save(manager, ontology, to)
        return {"axioms": int(ontology.getAxiomCount())}

    def visit(self, address: str) -> dict[str, Any]:
        """Open an ontology from the web as Protégé's "Open from URL" does, by OWLAPI's own request."""
        start = time.monotonic()
        ontology = self.manager().loadOntologyFromOntologyDocument(java("model.IRI").create(address))
        return {
            "iri": str(ontology.getOntologyID().getOntologyIRI().get()),
            "axioms": int(ontology.getAxiomCount()),
            "individuals": int(ontology.getIndividualsInSignature().size()),
            "seconds": round(time.monotonic() - start, 2),
        }

    def profile(self, file: str) -> dict[str, Any]:
        """List how the file and what it imports leave OWL 2 DL."""
        ontology = self.load(self.manager(), file)
        return {
            "violations": self.violations(ontology),
            "imports": [str(found.getOntologyID().getOntologyIRI().get()) for found in ontology.getImports()],
        }

    @staticmethod
    def violations(ontology: Any) -> list[str]:
        """List how an ontology leaves OWL 2 DL."""
        found = java("profiles.OWL2DLProfile")().checkOntology(ontology).getViolations()
        return [str(violation) for violation in found]

    def judge(self, file: str, to: str) -> dict[str, Any]:
        """Load a file once; write its normal form, list its violations, and tell which formats give it back."""
        manager = self.manager()
        ontology = self.load(manager, file)
        self.save(manager, ontology, to)
        answer = {"axioms": int(ontology.getAxiomCount()), "violations": self.violations(ontology)}
        return {**answer, "equal": self.round_trip(manager, ontology)}

    def round_trip(self, manager: Any, ontology: Any) -> dict[str, bool]:
        """Save in each format, load again beside the imports that are loaded, and compare; the ontology is closed."""
        axioms, annotations, equal = ontology.getAxioms(), ontology.getAnnotations(), {}
        with tempfile.TemporaryDirectory() as folder:
            paths = {kind: str(Path(folder) / f"{kind}.{'ttl' if kind == 'Turtle' else 'owl'}") for kind in FORMATS}
            for kind, path in paths.items():
                self.save(manager, ontology, path, kind)
            for kind, path in paths.items():
                manager.removeOntology(ontology)
                ontology = self.load(manager, path)
                same = ontology.getAxioms().equals(axioms) and ontology.getAnnotations().equals(annotations)
                equal[kind] = bool(same)
        return equal

    def hermit(self, files: list[str], classes: bool = False, entailments: bool = False) -> dict[str, Any]:
        """Judge the files together: consistency and, if asked, empty classes and what the facts entail."""
        manager, start = self.manager(), time.monotonic()
        loaded = [self.load(manager, file) for file in files]
        merged = manager.createOntology()
        for ontology in loaded:
            for part in ontology.getImportsClosure():
                manager.addAxioms(merged, part.getAxioms())
        reasoner = java("org.semanticweb.HermiT.Reasoner$ReasonerFactory")().createReasoner(merged)
        answer: dict[str, Any] = {"consistent": bool(reasoner.isConsistent()), "unsatisfiable": []}
        if answer["consistent"] and classes:
            bottom = reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()
            answer["unsatisfiable"] = sorted(str(found.getIRI()) for found in bottom)
        if answer["consistent"] and entailments:
            answer |= self.entailed(merged, reasoner)
        answer["individuals"] = int(merged.getIndividualsInSignature().size())
        answer["seconds"] = round(time.monotonic() - start, 2)
        return answer

    @staticmethod
    def entailed(ontology: Any, reasoner: Any) -> dict[str, Any]:
        """List the types and object assertions of named individuals that the reasoner derives."""
        types, facts = [], []
        properties = [found for found in ontology.getObjectPropertiesInSignature() if not found.isBuiltIn()]
        for individual in ontology.getIndividualsInSignature():
            name = str(individual.getIRI())
            for found in reasoner.getTypes(individual, False).getFlattened():
                types.append([name, str(found.getIRI())])
        for one in properties:
            for entry in reasoner.getObjectPropertyInstances(one).entrySet():
                name, way = str(entry.getKey().getIRI()), str(one.getIRI())
                facts += [[name, way, str(value.getIRI())] for value in entry.getValue()]
        return {"types": sorted(types), "facts": sorted(facts)}

    def explain(self, files: list[str]) -> dict[str, Any]:
        """Find a smallest set of axioms that contradict each other, by leaving axioms out (QuickXplain)."""
        manager, logical = self.manager(), java("java.util.LinkedHashSet")()
        for ontology in [self.load(manager, file) for file in files]:
            for part in ontology.getImportsClosure():
                logical.addAll(part.getLogicalAxioms())
        factory = java("org.semanticweb.HermiT.Reasoner$ReasonerFactory")()

        def clash(axioms: list[Any]) -> bool:
            """Tell whether these axioms alone contradict each other."""
            some = java("java.util.HashSet")()
            for axiom in axioms:
                some.add(axiom)
            trial = self.manager().createOntology(some)
            return not factory.createReasoner(trial).isConsistent()

        every = sorted(logical, key=lambda axiom: not axiom.isOfType(java("model.AxiomType").ABoxAxiomTypes))
        if not clash(every):
            return {"axioms": []}
        return {"axioms": [{"text": self.words(manager, axiom)} for axiom in smallest(clash, [], [], every)]}

    @staticmethod
    def words(manager: Any, axiom: Any) -> str:
        """Return an axiom in Manchester syntax, its terms by their labels."""
        label = manager.getOWLDataFactory().getRDFSLabel()
        lists = java("java.util.Collections")
        names = java("util.AnnotationValueShortFormProvider")(lists.singletonList(label), lists.emptyMap(), manager)
        renderer = java("manchestersyntax.renderer.ManchesterOWLSyntaxOWLObjectRendererImpl")()
        renderer.setShortFormProvider(names)
        return " ".join(str(renderer.render(axiom)).split())

    def add(self, file: str, axioms: str) -> dict[str, Any]:
        """Add axioms, a document in functional syntax, and save in place, as an editor would in Protégé."""
        manager = self.manager()
        ontology = self.load(manager, file)
        before = int(ontology.getAxiomCount())
        source = java("io.StringDocumentSource")(axioms)
        addition = self.manager().loadOntologyFromOntologyDocument(source)
        manager.addAxioms(ontology, addition.getAxioms())
        self.save(manager, ontology, file)
        return {"before": before, "after": int(ontology.getAxiomCount())}

    def convert(self, file: str, to: str, kind: str) -> dict[str, Any]:
        """Save the file in another of the formats."""
        manager = self.manager()
        ontology = self.load(manager, file)
        self.save(manager, ontology, to, kind)
        return {"axioms": int(ontology.getAxiomCount())}


def smallest(clash: Callable[[list[Any]], bool], base: list[Any], new: list[Any], open_: list[Any]) -> list[Any]:
    """Return a smallest part of ``open_`` that clashes with ``base`` (Junker's QuickXplain)."""
    if new and clash(base):
        return []
    if len(open_) == 1:
        return open_
    half = len(open_) // 2
    first, second = open_[:half], open_[half:]
    of_second = smallest(clash, base + first, first, second)
    of_first = smallest(clash, base + of_second, of_second, first)
    return of_first + of_second


def answer(session: Session, step: dict[str, Any]) -> Any:
    """Do one step; what OWLAPI throws becomes the answer's ``error``."""
    work: Callable[..., Any] = getattr(session, step.pop("do"))
    try:
        return work(**step)
    except jpype.JException as error:
        return {"error": " ".join(str(error).split())[:600]}


def main() -> None:
    """Read the job, start the machine, print the answers."""
    job = json.load(sys.stdin)
    jpype.startJVM(job["jvm"], *FLAGS, classpath=job["jars"], convertStrings=False)
    java("java.lang.System").setErr(java("java.io.PrintStream")(java("java.io.ByteArrayOutputStream")()))
    session = Session(job["catalog"])
    json.dump([answer(session, step) for step in job["steps"]], sys.stdout)


main()
