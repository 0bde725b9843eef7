"""The figures of `/metrics`, read as Prometheus reads them."""

from prometheus_client.parser import text_string_to_metric_families as parse


class Figures(dict[str, float]):
    """Each sample by its name and labels, as in `frontline_pool_in_use{pool="reads"}`."""

    @classmethod
    def of(cls, text: str) -> "Figures":
        """Read what was scraped."""
        figures = cls()
        for family in parse(text):
            assert family.documentation, family.name
            for sample in family.samples:
                labels = ",".join(f'{name}="{sample.labels[name]}"' for name in sample.labels)
                figures[sample.name + (f"{{{labels}}}" if labels else "")] = sample.value
        return figures

    def of_route(self, name: str, method: str, route: str, status: int | None = None) -> float:
        """Give the sample of a route; 0: there is none yet."""
        labels = {"method": method, "route": route}
        if status is not None:
            labels["status"] = str(status)
        text = ",".join(f'{name}="{value}"' for name, value in labels.items())
        return self.get(f"{name}{{{text}}}", 0)

    def since(self, before: "Figures", name: str) -> float:
        """Tell by how much a sample grew."""
        return self[name] - before.get(name, 0)
