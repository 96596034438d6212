"""Figures as Prometheus reads them."""

from prometheus_client.parser import text_string_to_metric_families


def read(text: str) -> dict[tuple, float]:
    """Samples by name and labels."""
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
