"""RDFLib reads the catalogue of data sets as the graph that it means."""

import httpx
import pytest
from rdflib import DCAT, DCTERMS, RDF, XSD, Graph, URIRef

from clients.conftest import Service


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of its own parts, while it parses
def test_the_catalogue_is_dcat(service: Service) -> None:
    address = f"{service.ogc}?f=jsonld"
    graph = Graph().parse(data=httpx.get(address).text, format="json-ld")
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    (dataset,) = graph.objects(catalogue, DCAT.dataset)
    assert dataset == URIRef(f"{service.address}/v1/theatres/AF")
    assert str(graph.value(dataset, DCTERMS.license)).startswith("https://spdx.org/licenses/")
    modified = graph.value(dataset, DCTERMS.modified)
    assert modified.datatype == XSD.dateTime
    assert modified.value.year >= 2021
    forms = [
        graph.value(form, DCAT.accessURL) for form in graph.objects(dataset, DCAT.distribution)
    ]
    assert len(forms) == 6
    assert all(httpx.get(str(form)).status_code == 200 for form in forms)
