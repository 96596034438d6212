"""Every alert before Prometheus' own tool: it comes when it should, and at no other time."""

import subprocess
from pathlib import Path

import pytest
import yaml

from tests.real.alert_cases import CASES, Case

ALERTS = Path(__file__).parents[2] / "ops" / "prometheus" / "alerts.yml"
RULES = {
    rule["alert"]: rule
    for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
}


def promtool(*words: object) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["promtool", *map(str, words)], capture_output=True, text=True, timeout=60, check=False
    )


def told(case: Case) -> list[dict]:
    """The alert as its rule words it, with the labels put into its sentences."""
    if case.fires is None:
        return []
    rule = RULES[case.alert]
    words = dict(rule["annotations"])
    for label, value in case.fires.items():
        words = {name: text.replace(f"{{{{ $labels.{label} }}}}", value) for name, text in words.items()}
    return [{"exp_labels": {**rule["labels"], **case.fires}, "exp_annotations": words}]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.alert}-{case.why}")
def test_an_alert_comes_when_it_should_and_not_when_it_should_not(case, tmp_path):
    looked = {"eval_time": f"{case.minute}m", "alertname": case.alert, "exp_alerts": told(case)}
    series = [{"series": name, "values": values} for name, values in case.series.items()]
    written = tmp_path / "case.yml"
    written.write_text(
        yaml.safe_dump(
            {
                "rule_files": [str(ALERTS)],
                "evaluation_interval": "1m",
                "tests": [{"interval": "1m", "input_series": series, "alert_rule_test": [looked]}],
            }
        )
    )

    answer = promtool("test", "rules", written)

    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize("alert", RULES)
def test_no_alert_is_without_a_time_when_it_comes_and_one_when_it_does_not(alert):
    assert {case.fires is not None for case in CASES if case.alert == alert} == {True, False}


def test_prometheus_takes_the_file_of_alerts():
    answer = promtool("check", "rules", ALERTS)

    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert f"{len(RULES)} rules found" in answer.stdout
