"""Starts the server for ComfyUI's tests and makes their first connection wait for it instead of failing.

Listens on the wanted port at once. Connections are taken only when the server, which runs on a free port behind it, says that it is
ready; from then on bytes are passed in both directions until either side closes. Ends with the server, and the server ends with it,
however it ends: the tests kill what they started.
"""

import ctypes
import os
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

PATIENCE_SECONDS = 300
CHUNK = 1 << 16


def value_of(arguments, flag, default):
    for position, argument in enumerate(arguments):
        if argument == flag:
            return arguments[position + 1]
        if argument.startswith(flag + "="):
            return argument[len(flag) + 1 :]
    return default


def without(arguments, flag):
    kept, skip = [], False
    for argument in arguments:
        if skip or argument.startswith(flag + "="):
            skip = False
        elif argument == flag:
            skip = True
        else:
            kept.append(argument)
    return kept


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_ready(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def wait_until_ready(server, port):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_ready(port):
        if server.poll() is not None:
            sys.exit(f"the server ended with code {server.returncode} before it was ready")
        if time.monotonic() > deadline:
            server.kill()
            sys.exit(f"the server was not ready within {PATIENCE_SECONDS} seconds")
        time.sleep(0.1)


def end_with_parent():
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


def copy(source, target):
    try:
        while data := source.recv(CHUNK):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        for side in (source, target):
            try:
                side.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it is closed already


def pass_on(client, port):
    with client, socket.create_connection(("127.0.0.1", port)) as server:
        answers = threading.Thread(target=copy, args=(server, client), daemon=True)
        answers.start()
        copy(client, server)
        answers.join()


def main():
    arguments = sys.argv[1:]
    listener = socket.create_server((value_of(arguments, "--listen", "127.0.0.1"), int(value_of(arguments, "--port", "8188"))), backlog=128)
    inner = free_port()
    folder = tempfile.mkdtemp(dir=os.path.dirname(os.path.abspath(__file__)))
    os.symlink(os.environ["COMFY_TESTS_EXTENSIONS"], os.path.join(folder, "extensions"))
    rest = without(without(arguments, "--port"), "--listen")
    server = subprocess.Popen(
        ["dotnet", os.environ["COMFY_TESTS_APP"], *rest, "--listen", "127.0.0.1", "--port", str(inner)],
        env={**os.environ, "STUDIO_DIR": folder},
        preexec_fn=end_with_parent,
    )

    def end(*_):
        server.terminate()
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    wait_until_ready(server, inner)
    with selectors.DefaultSelector() as selector:
        selector.register(listener, selectors.EVENT_READ)
        while server.poll() is None:
            if selector.select(timeout=0.5):
                client, _ = listener.accept()
                threading.Thread(target=pass_on, args=(client, inner), daemon=True).start()
    sys.exit(server.returncode)


if __name__ == "__main__":
    main()
