"""The sample configurations in docs/proxies, with the real proxies where they are installed."""

import http.client
import re
import shutil
import socket
import subprocess
from contextlib import closing, contextmanager

import pytest
import yaml

from tests.architecture.source import ROOT
from tests.wheelbarrow.processes import PATIENCE
from tests.wheelbarrow.servers import REAL, SERVERS, free_port, listens, serving

pytestmark = pytest.mark.real_clock


SAMPLES = ROOT / "docs" / "proxies"
HOST = "work.example.org"
JSON = {"Content-Type": "application/json"}


def nginx(folder, port, server):
    """Write the sample without TLS, as if the browser had used it, and with short timeouts; return the command."""
    sample = (SAMPLES / "nginx.conf").read_text()
    sample = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", sample, count=1, flags=re.DOTALL)
    sample = re.sub(r" +(listen \[|ssl_certificate).*\n", "", sample)
    sample = sample.replace("listen 443 ssl http2", f"listen 127.0.0.1:{port}").replace("$scheme", "https")
    sample = sample.replace("127.0.0.1:8000", f"127.0.0.1:{server}").replace(" 10s", " 1s")
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = (
        f"pid {folder}/pid;\ndaemon off;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{paths}{sample}}}\n"
    )
    (folder / "nginx.conf").write_text(main)
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]


def caddy(folder, port, server):
    """As nginx()."""
    sample = (SAMPLES / "Caddyfile").read_text().replace("{\n    servers", "{\n    admin off\n    servers", 1)
    sample = sample.replace(f"{HOST} {{", f"http://{HOST}:{port} {{").replace("127.0.0.1:8000", f"127.0.0.1:{server}")
    sample = sample.replace("transport http", "header_up X-Forwarded-Proto https\n        transport http")
    sample = sample.replace("read_header 10s", "read_header 1s")
    if subprocess.check_output(["caddy", "version"]).startswith(b"2.6"):
        sample = sample.replace("request_buffers 2MB", "buffer_requests")
    (folder / "Caddyfile").write_text(sample)
    return ["caddy", "run", "--config", str(folder / "Caddyfile")]


@contextmanager
def proxied(tmp_path, proxy, name):
    """Start a server with the proxy before it, and yield the proxy's port."""
    environment = {"ALLOWED_HOSTS": f"{HOST},localhost", "TRUSTED_PROXIES": "1", "SECURE_SSL_REDIRECT": "1"}
    environment |= {"SERVER": name, "THROTTLE_AUTH": "3/day"}
    # With DEBUG static files need no collectstatic.
    environment |= {"DEBUG": "1", **REAL}
    with serving(WEB_CONCURRENCY="1", **environment) as (server, server_port):
        port = free_port()
        with subprocess.Popen(proxy(tmp_path, port, server_port), stdout=subprocess.DEVNULL) as running:
            try:
                server.until(lambda: running.poll() is not None or listens(port))
                assert running.poll() is None
                yield port
            finally:
                running.terminate()


def request(port, method, path, body=None, **headers):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as client:
        client.request(method, path, body, {"Host": HOST, **headers})
        answer = client.getresponse()
        return answer, answer.read().decode()


@pytest.mark.alike
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", SERVERS)
@pytest.mark.parametrize("proxy", [nginx, caddy])
def test_sample_passes_forms_and_closes_slow_clients(tmp_path, proxy, name):
    if not shutil.which(proxy.__name__):
        pytest.skip(f"{proxy.__name__} is not installed")
    with proxied(tmp_path, proxy, name) as port:
        slow = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _client in range(20)]
        for client in slow:
            client.sendall(b"GET / HTTP/1.1\r\nHost: work")
        page, form = request(port, "GET", "/admin/login/")
        cookie = page.headers["Set-Cookie"].split(";")[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
        origin = {"Origin": f"https://{HOST}", "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        sent, answer = request(
            port, "POST", "/admin/login/", f"csrfmiddlewaretoken={token}&username=a&password=b", **origin
        )
        ends = [client.recv(1000) for client in slow]
        # granian would take them for those of the proxy.
        false = [{"X-Forwarded_For": f"192.0.2.{number}", "X_Forwarded_Proto": "http"} for number in range(4)]
        attempts = [request(port, "POST", "/api/v1/auth/token/", "{}", **JSON, **headers)[0] for headers in false]

    assert page.status == 200
    assert cookie.startswith("__Host-csrftoken=")
    assert sent.status == 200, answer
    assert all(end == b"" or b" 408 " in end for end in ends)
    # They are all from one address; those of another one would be 400, and a redirect those of another scheme.
    assert attempts[-1].status == 429


def test_traefik_sample_overrides_a_service_of_compose():
    class Loader(yaml.SafeLoader):
        """Reads the tag !reset of compose."""

    Loader.add_constructor("!reset", lambda loader, node: loader.construct_sequence(node))
    sample = yaml.load((SAMPLES / "docker-compose.traefik.yml").read_text(), Loader)
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())

    assert set(sample["services"]) - {"traefik"} <= set(compose["services"])
    assert sample["services"]["web"]["ports"] == []
    assert "traefik.http.services.wheelbarrow.loadbalancer.server.port=8000" in sample["services"]["web"]["labels"]
