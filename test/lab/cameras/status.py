"""What the devices saw, in a JSON file that tests read: counters per device, written at most ten times a second."""
import json
import os
import threading


class Status:
    def __init__(self, path):
        self._path = path
        self._counts = {}
        self._lock = threading.Lock()
        self._changed = threading.Event()
        self._write()
        threading.Thread(target=self._keep_written, daemon=True).start()

    def count(self, device, what):
        with self._lock:
            counters = self._counts.setdefault(device, {})
            counters[what] = counters.get(what, 0) + 1
        self._changed.set()

    def _keep_written(self):
        pause = threading.Event()
        while True:
            self._changed.wait()
            self._changed.clear()
            self._write()
            pause.wait(0.1)

    def _write(self):
        with self._lock:
            text = json.dumps(self._counts, indent=1, sort_keys=True)
        with open(f"{self._path}.new", "w") as file:
            file.write(text)
        os.rename(f"{self._path}.new", self._path)
