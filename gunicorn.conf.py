"""gunicorn's settings; `geoquiz run` adds the address, the number of workers (GEOQUIZ_WORKERS) and the log."""

import os

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


def child_exit(_server, worker):  # noqa: ANN001, ANN201  # gunicorn has no types.
    """Let go of what a worker that has ended was measuring just then; what it has counted stays."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess  # noqa: PLC0415  # Where no figures are kept it is not needed.

        multiprocess.mark_process_dead(worker.pid)
