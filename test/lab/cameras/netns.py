"""Sockets in other network namespaces: a socket stays in the namespace in which it was made, whoever uses it later."""
import contextlib
import ctypes
import os

_CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


def enter(name):
    """Moves the calling thread (only this thread) into the namespace."""
    _setns(f"/run/netns/{name}")


@contextlib.contextmanager
def inside(name):
    """Runs the block in the namespace and comes back."""
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    try:
        enter(name)
        try:
            yield
        finally:
            if _libc.setns(home, _CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns home")
    finally:
        os.close(home)


def _setns(path):
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if _libc.setns(fd, _CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"setns {path}")
    finally:
        os.close(fd)
