"""`python -m wheelbarrow.healthcheck`: exit status 0 if the server in this container answers."""

import http.client
import os
import sys

if __name__ == "__main__":
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".*") or "localhost"
    # http.client ignores HTTP_PROXY, which urllib would obey.
    server = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]) if sys.argv[1:] else 8000, timeout=2)
    server.request("GET", f"{os.environ.get('SCRIPT_NAME', '')}/healthz", headers={"Host": host})
    sys.exit(server.getresponse().status != 200)
