"""How gunicorn serves the pages, whether `flask --app app serve` starts it or an operator behind a proxy.

By hand: `gunicorn -c deploy/gunicorn.py --bind 127.0.0.1:8000 app:app`.
"""

import os

# One greenlet a connection: sync and gthread stand still when 60 phones stop in mid-request, this holds 2,000.
worker_class = "gevent"
workers = int(os.environ.get("WEB_PROCESSES") or 2)
worker_connections = 1000
backlog = 2048

# Also how long a request's head may take; the body is small and read at once.
keepalive = 15
timeout = 30
graceful_timeout = 3

# WeChat adds to addresses and cookies; these still hold what it sends.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

# The address, the scheme and the host come from PUBLIC_URL; nobody's headers are believed.
forwarded_allow_ips = ""

# No access log: the address of a thanks page stands in its request line.
accesslog = None
loglevel = "warning"
control_socket_disable = True
# Heartbeat files in memory: on a busy disk a worker would look dead.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
