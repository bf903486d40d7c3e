"""The files for hosts agree with the Dockerfile, the nginx site and the app. Nothing is started here."""

import json
import re

import pytest
import yaml

from rnndemo.ui import server
from rnndemo.ui.server import FRAMERS
from tests.load.proxy import PORTS
from tests.serving import ROOT

DEPLOY = ROOT / "docs" / "deploy"
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PORT = int(re.search(r"^EXPOSE (\d+)$", DOCKERFILE, re.M)[1])
HEALTH = re.search(r"127\.0\.0\.1:\d+(/\S+?)'", DOCKERFILE)[1]
START = json.loads(re.search(r"^CMD (.*)$", DOCKERFILE, re.M)[1])
CHECK = json.loads(re.search(r"^HEALTHCHECK .*?CMD (.*)$", DOCKERFILE, re.M)[1])
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
COPIES = {name: service for name, service in COMPOSE["services"].items() if name != "nginx"}


def test_compose_starts_as_many_copies_as_the_site_has_each_on_its_port_by_the_images_own_command():
    assert len(COPIES) == len(PORTS)
    for copy, port in zip(COPIES.values(), PORTS, strict=True):
        own = [word.replace(str(PORT), str(port)).replace("0.0.0.0", "127.0.0.1") for word in START]
        assert copy["command"].split() == own
        test = [word.replace(str(PORT), str(port)) for word in CHECK]
        assert copy["healthcheck"]["test"] == ["CMD", *test]


def test_compose_runs_the_copies_in_the_network_of_nginx_with_one_secret_and_no_rights():
    for copy in COPIES.values():
        assert copy["network_mode"] == "service:nginx"
        assert copy["read_only"] is True
        assert copy["cap_drop"] == ["ALL"]
        assert copy["tmpfs"] == ["/tmp"]
        assert set(copy["environment"]) == {"STREAMLIT_SERVER_COOKIE_SECRET", FRAMERS}
        assert (DEPLOY / copy["build"] / "Dockerfile").exists()
    (mounted,) = COMPOSE["services"]["nginx"]["volumes"]
    assert (DEPLOY / mounted.split(":")[0]).exists()


@pytest.fixture(scope="module")
def cluster():
    """Return the objects of the Kubernetes file by their kind."""
    objects = yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text())
    return {each["kind"]: each for each in objects}


def test_kubernetes_asks_the_port_and_the_health_of_the_image(cluster):
    (container,) = cluster["Deployment"]["spec"]["template"]["spec"]["containers"]
    (port,) = container["ports"]
    assert port["containerPort"] == PORT
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert container[probe]["httpGet"] == {"path": HEALTH, "port": port["name"]}
    assert f"--uid {cluster['Deployment']['spec']['template']['spec']['securityContext']['runAsUser']} " in (
        DOCKERFILE
    )


def test_kubernetes_leads_from_the_name_to_the_copies_and_keeps_a_visitor_with_one(cluster):
    deployment, service, ingress = (cluster[kind] for kind in ("Deployment", "Service", "Ingress"))
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    assert service["spec"]["selector"] == labels == deployment["spec"]["selector"]["matchLabels"]
    assert service["metadata"]["annotations"]["traefik.ingress.kubernetes.io/service.sticky.cookie"] == "true"
    (rule,) = ingress["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    (port,) = service["spec"]["ports"]
    assert path["backend"]["service"] == {"name": service["metadata"]["name"], "port": {"name": port["name"]}}
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    assert {"name": "STREAMLIT_SERVER_ALLOWED_HOSTS", "value": rule["host"]} in container["env"]
    assert port["targetPort"] == container["ports"][0]["name"]


def test_a_space_serves_the_port_of_the_image():
    _, front, _ = (DEPLOY / "huggingface" / "README.md").read_text().split("---\n", 2)
    space = yaml.safe_load(front)
    assert (space["sdk"], space["app_port"], space["license"]) == ("docker", PORT, "mit")
    assert len(space["short_description"]) <= 60  # Hugging Face's limit


def test_a_codespace_installs_and_starts_the_app_with_commands_that_are_there():
    space = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    tool, target = space["postCreateCommand"].split()
    assert tool == "make"
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M)
    assert space["forwardPorts"] == [PORT]
    assert (ROOT / space["postAttachCommand"].split()[2]).exists()


@pytest.mark.parametrize(
    ("base", "address"), [("", "/weights/"), ("rnndemo", "/rnndemo/weights/"), ("/a/b/", "/a/b/weights/")]
)
def test_the_weights_lie_below_the_path_at_which_the_app_is_served(base, address, monkeypatch):
    monkeypatch.setattr(server.st, "get_option", {"server.baseUrlPath": base}.__getitem__)
    (route,) = server.routes()
    assert route.path == address + "{name}"
