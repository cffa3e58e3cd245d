"""The network between site and database: a TCP proxy that can be cut, silenced and restored."""

import contextlib
import select
import socket
import threading

from tests.real import PATIENCE

PIECE = 65536


class Network:
    """Passes bytes on between `port` and the database, as long as it is whole."""

    def __init__(self, database_port: int) -> None:
        self._database_port = database_port
        self._listener = self._listen(0)
        self.port: int = self._listener.getsockname()[1]
        self._silent = threading.Event()
        self._ends = threading.Event()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._begin()

    def cut(self) -> None:
        """Refuse connections and break those that stand."""
        self._close_listener()
        self._break_all()

    def silence(self) -> None:
        """Take connections and bytes as before, and pass nothing on: a black hole."""
        self._silent.set()

    def restore(self) -> None:
        """Be whole again. What was swallowed stays lost, so connections that were silent are broken."""
        if self._silent.is_set():
            self._break_all()
        self._silent.clear()
        if self._listener.fileno() == -1:
            self._listener = self._listen(self.port)
            self._begin()

    def close(self) -> None:
        """End."""
        self._ends.set()
        self._close_listener()
        self._break_all()

    def _listen(self, port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
        return listener

    def _begin(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with self._kept(client), contextlib.suppress(OSError):
            if self._silent.is_set():
                self._swallow(client)
                return
            with (
                socket.create_connection(("127.0.0.1", self._database_port), PATIENCE) as server,
                self._kept(server),
            ):
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._pump(client, server)

    def _pump(self, client: socket.socket, server: socket.socket) -> None:
        other = {client: server, server: client}
        while not self._ends.is_set():
            ready, _, _ = select.select([client, server], [], [], 0.5)
            for side in ready:
                data = side.recv(PIECE)
                if not data:
                    return
                if not self._silent.is_set():
                    other[side].sendall(data)

    def _swallow(self, client: socket.socket) -> None:
        while client.recv(PIECE):
            pass

    @contextlib.contextmanager
    def _kept(self, side: socket.socket):  # type: ignore[no-untyped-def]
        with self._lock:
            self._open.add(side)
        try:
            yield
        finally:
            with self._lock:
                self._open.discard(side)
            side.close()

    def _break_all(self) -> None:
        with self._lock:
            for side in self._open:
                with contextlib.suppress(OSError):
                    side.shutdown(socket.SHUT_RDWR)

    def _close_listener(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
