"""The cameras' RTSP: GStreamer's own server for every camera, in one process: usage  rtsp.py DEVICES.json STATUS.json

Each camera has a thread with its own main context that moves into the camera's namespace; the server's thread pool is
set to 0 threads, so that everything GStreamer does with sockets for that camera happens in that thread. The media is
encoded beforehand and looped: serving costs packetising only.
STATUS.json counts per camera: connections, wrongLogins.
"""
import json
import re
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

import netns  # noqa: E402
from status import Status  # noqa: E402

START_CODE = re.compile(b"\x00\x00\x00\x01|(?<!\x00)\x00\x00\x01")


class Loop:
    """A file of Annex-B video cut into access units, shared by every camera that shows it."""

    _cache = {}

    def __init__(self, path, codec):
        with open(path, "rb") as file:
            data = file.read()
        self.units = [Gst.Buffer.new_wrapped(unit) for unit in access_units(data, codec)]

    @classmethod
    def of(cls, path, codec):
        if path not in cls._cache:
            cls._cache[path] = cls(path, codec)
        return cls._cache[path]


def access_units(data, codec):
    """Splits at the first slice of each picture, and at the parameter sets before it."""
    starts = [match.start() for match in START_CODE.finditer(data)] + [len(data)]
    units, current, has_slice = [], b"", False
    for start, end in zip(starts, starts[1:]):
        nal = data[start:end]
        header = nal.index(b"\x01") + 1
        if codec == "H264":
            is_slice = nal[header] & 31 in (1, 5)
            first = is_slice and nal[header + 1] & 0x80  # first_mb_in_slice = 0
        else:
            is_slice = (nal[header] >> 1) & 63 < 32
            first = is_slice and nal[header + 2] & 0x80  # first_slice_segment_in_pic_flag
        if has_slice and (first or not is_slice):
            units.append(current)
            current, has_slice = b"", False
        current += nal
        has_slice = has_slice or is_slice
    return units + [current]


class Feeder:
    """Feeds one running media from its loop, a unit per timer tick with explicit times.

    `multifilesrc loop=true` would be less code, but gives no timestamps: the stream then runs at full speed at time 0.
    """

    def __init__(self, media, loop, fps):
        self._source = media.get_element().get_by_name("src")
        self._units = loop.units
        self._fps = fps
        self._next = 0
        self._timer = GLib.timeout_source_new(1000 // fps)
        self._timer.set_callback(self._push)
        # the main thread's context: the camera's own thread is waiting for the first frame while it answers DESCRIBE
        self._timer.attach(GLib.MainContext.default())
        media.connect("unprepared", lambda _: self._timer.destroy())

    def _push(self, *_):
        unit = self._units[self._next % len(self._units)].copy()
        unit.pts = unit.dts = self._next * Gst.SECOND // self._fps
        unit.duration = Gst.SECOND // self._fps
        self._next += 1
        return self._source.emit("push-buffer", unit) == Gst.FlowReturn.OK


def run_camera(camera, status, ready):
    netns.enter(camera["namespace"])
    context = GLib.MainContext.new()
    context.push_thread_default()
    server = GstRtspServer.RTSPServer()
    server.set_service("554")
    pool = GstRtspServer.RTSPThreadPool()
    pool.set_max_threads(0)
    server.set_thread_pool(pool)
    server.set_auth(Authentication(camera, status))
    for stream in camera["streams"]:
        server.get_mount_points().add_factory(stream["path"], factory(stream))
    server.connect("client-connected", lambda *_: status.count(camera["id"], "connections"))
    if not server.attach(context):
        raise OSError(f"{camera['id']}: cannot listen on port 554")
    ready.release()
    GLib.MainLoop.new(context, False).run()


class Authentication(GstRtspServer.RTSPAuth):
    """Digest only. Counts the requests that carried a login and were not let in; the first 401 is only the challenge."""

    def __init__(self, camera, status):
        super().__init__()
        self._camera, self._status = camera, status
        self.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        self.set_realm(f"IP Camera({camera['serial'][-4:]})")
        token = GstRtspServer.RTSPToken()
        token.set_string("media.factory.role", "user")
        self.add_digest(camera["username"], camera["password"], token)

    def do_authenticate(self, context):
        handled = GstRtspServer.RTSPAuth.do_authenticate(self, context)
        carried = context.request.get_header(GstRtsp.RTSPHeaderField.AUTHORIZATION, 0)[0] == GstRtsp.RTSPResult.OK
        if carried and not context.token:
            self._status.count(self._camera["id"], "wrongLogins")
        return handled


def factory(stream):
    codec = stream["codec"].lower()
    made = GstRtspServer.RTSPMediaFactory()
    made.set_shared(True)  # one pipeline per stream, however many watch it
    permissions = GstRtspServer.RTSPPermissions()
    for right in ("media.factory.access", "media.factory.construct"):
        permissions.add_permission_for_role("user", right, True)
    made.set_permissions(permissions)
    made.set_launch(
        f"( appsrc name=src is-live=true format=time do-timestamp=false"
        f" caps=video/x-{codec},stream-format=byte-stream,alignment=au,framerate={stream['fps']}/1"
        f" ! {codec}parse ! rtp{codec}pay name=pay0 pt=96 mtu=1400 config-interval=-1 )")
    loop = Loop.of(stream["file"], stream["codec"])
    made.connect("media-configure", lambda _, media: Feeder(media, loop, stream["fps"]))
    return made


def main(devices_file, status_file):
    Gst.init(None)
    with open(devices_file) as file:
        cameras = [device for device in json.load(file) if device["kind"] == "camera"]
    status = Status(status_file)
    for camera in cameras:
        for stream in camera["streams"]:
            Loop.of(stream["file"], stream["codec"])
    ready = threading.Semaphore(0)
    for camera in cameras:
        threading.Thread(target=run_camera, args=(camera, status, ready), daemon=True).start()
    for _ in cameras:
        if not ready.acquire(timeout=20):
            sys.exit("a camera did not start")
    print(f"READY {len(cameras)} cameras", flush=True)
    GLib.MainLoop().run()  # the feeders' timers


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
