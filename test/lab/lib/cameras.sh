# shellcheck shell=bash
# The devices of the site: two processes serve all of them, each socket made inside its device's namespace.
# (-B: no __pycache__ in the source folder.) One answers WS-Discovery, ONVIF and the printer's and PC's ports, the other is GStreamer's RTSP server.

cameras_up() { # CAMERAS
  /usr/bin/python3 -B "$LAB_DIR/cameras/plan.py" "$LAB" "$1" "$(media_dir)" >"$STATE/devices.json"
  spawn onvif /usr/bin/python3 -B "$LAB_DIR/cameras/onvif.py" "$STATE/devices.json" "$STATE/onvif-status.json"
  spawn rtsp /usr/bin/python3 -B "$LAB_DIR/cameras/rtsp.py" "$STATE/devices.json" "$STATE/rtsp-status.json"
}

cameras_ready() {
  wait_for 15 "the cameras' ONVIF" grep -qs READY "$STATE/log/onvif.log" || { cat "$STATE/log/onvif.log" >&2; return 1; }
  wait_for 30 "the cameras' RTSP" grep -qs READY "$STATE/log/rtsp.log" || { cat "$STATE/log/rtsp.log" >&2; return 1; }
}

cameras_down() { stop onvif; stop rtsp; }
