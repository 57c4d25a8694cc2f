"""GStreamer's RTSP server with one stream, at port 8554: usage  gstreamer-rtsp.py"""
import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

Gst.init(None)
server = GstRtspServer.RTSPServer()
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch("( videotestsrc is-live=true ! rtpvrawpay name=pay0 )")
server.get_mount_points().add_factory("/stream", factory)
server.attach(None)
GLib.MainLoop().run()
