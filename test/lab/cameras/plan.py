"""The devices of the lab site as data: usage  plan.py LAB CAMERAS MEDIA_DIR  -> JSON on stdout.

Which camera has which habit is decided here and nowhere else:
  codec      every third camera is H.265 (main and sub), the others H.264
  login      'digest' = HTTP Digest; 'token' = WS-UsernameToken checked against the camera's own clock
  clock      camera 4 is 3 hours ahead, camera 8 one day behind
  password   cameras 5 and 10 have one full of characters that URLs and XML must escape
  media2     cameras 3, 6, 7 and 11 offer the ver20 media service; 9 and 12 show an H.265 stream as H264 in ver10, as
             real ones do: what the codec is, only the stream tells
  strict     camera 7 wants a login even for GetServices and GetCapabilities
"""
import json
import sys
import uuid

SPECIAL_PASSWORD = "Cam#Pass 1:@/%"
PASSWORD = "Camera-Pass1!"

PATHS = [  # main, sub: the shapes that vendors use
    ("/Streaming/Channels/101", "/Streaming/Channels/102"),
    ("/stream1", "/stream2"),
    ("/h265Preview_01_main", "/h265Preview_01_sub"),
    ("/axis-media/media.amp", "/axis-media/sub.amp"),
]


def camera(lab, number, media):
    kind = (number - 1) % 12 + 1
    host = 10 + number if number < 30 else 20 + number
    address = f"192.168.50.{host}"
    codec = "H265" if kind % 3 == 0 else "H264"
    suffix = codec.lower()
    main, sub = PATHS[(kind - 1) % len(PATHS)]
    return {
        "kind": "camera",
        "id": f"cam{number:02d}",
        "number": number,
        "namespace": f"{lab}-cam{number:02d}",
        "address": address,
        "mac": f"02:ca:00:00:00:{number:02x}",
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_DNS, f"cam{number}.lab.test")),
        "name": f"Camera {number:02d}",
        "manufacturer": "Labcam" if kind % 2 else "Northview",
        "model": f"LC-{7200 + kind}" if kind % 2 else f"NV{500 + kind}-D",
        "firmware": f"V5.{kind}.0 build 250{kind:02d}",
        "serial": f"LAB{number:04d}7F3A",
        "username": "admin",
        "password": SPECIAL_PASSWORD if kind in (5, 10) else PASSWORD,
        "login": "token" if kind in (2, 4, 6, 8, 11) else "digest",
        "clockSkewSeconds": {4: 3 * 3600, 8: -86400}.get(kind, 0),
        "media2": kind in (3, 6, 7, 11),
        "strict": kind == 7,
        "onvifUrl": f"http://{address}/onvif/device_service",
        "snapshotUrl": f"http://{address}/onvif/snapshot.jpg",
        "snapshotFile": f"{media}/snapshot-{kind:02d}.jpg",
        "streams": [
            stream(address, "main", main, codec, 1280, 720, 15, 900, f"{media}/main.{suffix}"),
            stream(address, "sub", sub, codec, 640, 360, 10, 250, f"{media}/sub.{suffix}"),
        ],
    }


def stream(address, role, path, codec, width, height, fps, kbit, file):
    return {
        "role": role, "profile": f"Profile_{role}", "path": path, "url": f"rtsp://{address}:554{path}",
        "codec": codec, "width": width, "height": height, "fps": fps, "kbit": kbit, "file": file,
    }


def other(lab, kind, host, name):
    return {
        "kind": kind, "id": kind, "namespace": f"{lab}-{kind}", "address": f"192.168.50.{host}",
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{kind}.lab.test")), "name": name,
    }


def plan(lab, cameras, media):
    return [camera(lab, number, media) for number in range(1, cameras + 1)] + [
        other(lab, "printer", 40, "Office printer"),
        other(lab, "pc", 41, "RECEPTION-PC"),
    ]


if __name__ == "__main__":
    json.dump(plan(sys.argv[1], int(sys.argv[2]), sys.argv[3]), sys.stdout, indent=1)
