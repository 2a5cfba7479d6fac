"""gunicorn's settings; `geoquiz run` adds the address and the number of workers (GEOQUIZ_WORKERS)."""

# Threads keep slow phones from holding a whole worker; SQLite writes one at a time whatever their number.
worker_class = "gthread"
threads = 4
timeout = 30
graceful_timeout = 10
# A little of the memory of a long-lived worker is never given back; a new one costs half a second.
max_requests = 20_000
max_requests_jitter = 2_000
# The control socket would lie in HOME, and nothing here uses it.
control_socket_disable = True
accesslog = None
loglevel = "warning"
