# shellcheck shell=bash
# What the cameras see, encoded once: serving a stream costs packetising only, never encoding.

MEDIA_SECONDS=20

media_dir() { echo "$CACHE/media-$(sha256sum <"$LAB_DIR/lib/media.sh" | cut -c1-12)"; }

make_media() {
  local dir
  dir=$(media_dir)
  if [[ -e $dir/.complete ]]; then say "media: present"; return; fi
  say "media: encoding H.264 and H.265 loops"
  local old
  for old in "$CACHE"/media-*; do [[ -d $old ]] && rm -rf --one-file-system "$old"; done
  mkdir -p "$dir"
  # Two seconds between key frames on the main stream, as cameras do. No B-frames: the RTSP server stamps each access
  # unit as it comes, and the loop joins without a gap because its length is a whole number of GOPs.
  encode "$dir/main.h264" 1280x720 15 30 900k libx264
  encode "$dir/sub.h264"  640x360  10 10 250k libx264
  encode "$dir/main.h265" 1280x720 15 30 900k libx265
  encode "$dir/sub.h265"  640x360  10 10 250k libx265
  nice ffmpeg -v error -y -f h264 -framerate 15 -i "$dir/main.h264" -vf fps=1 -frames:v 12 -q:v 5 "$dir/snapshot-%02d.jpg"
  touch "$dir/.complete"
}

encode() { # FILE SIZE FPS GOP BITRATE CODEC
  local params="keyint=$4:min-keyint=$4:scenecut=0:bframes=0:repeat-headers=1"
  local options=(-x264-params "$params:sliced-threads=0")
  [[ $6 == libx265 ]] && options=(-x265-params "$params:log-level=error:open-gop=0")
  nice ffmpeg -v error -y -f lavfi -i "testsrc2=size=$2:rate=$3:duration=$MEDIA_SECONDS" -pix_fmt yuv420p -an \
    -c:v "$6" -preset veryfast -b:v "$5" -maxrate "$5" -bufsize "$5" "${options[@]}" -f "$(container_of "$6")" "$1"
}
container_of() { case $1 in libx264) echo h264;; libx265) echo hevc;; esac; }
