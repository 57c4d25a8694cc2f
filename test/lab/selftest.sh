#!/usr/bin/env bash
# Does the lab itself tell the truth? Goes the whole way by hand, without the product: devices, box, tunnel, frames at the
# far end, everything taken back. Needs `npm run build -- --test` before. About a minute.
set -uo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export LAB=${LAB:-selftest}
WORK=$(mktemp -d)
passed=0 failed=0

lab() { "$HERE/lab" "$@"; }
it() { # SENTENCE COMMAND... : the output is shown only when it fails
  local sentence=$1 output
  shift
  if output=$("$@" 2>&1); then
    passed=$(( passed + 1 ))
    echo "ok      $sentence"
  else
    failed=$(( failed + 1 ))
    echo "FAILED  $sentence"
    sed 's/^/        /' <<<"$output" | tail -20
  fi
}
finish() {
  lab down
  it "down leaves nothing" nothing_left
  rm -rf "$WORK"
  echo "$passed passed, $failed failed"
  (( failed == 0 )) || exit 1
}
nothing_left() {
  local left
  left=$(lab leftovers)
  [[ -z $left ]] || { echo "$left"; return 1; }
}
of() { jq -r "$1" <<<"$description"; }
until_true() { # SECONDS COMMAND...
  local deadline=$(( SECONDS + $1 ))
  shift
  until "$@"; do (( SECONDS < deadline )) || return 1; sleep 0.2; done
}

# --- the box and the cameras -----------------------------------------------------------------------------------------

ssh_op() {
  lab in laptop sshpass -p "$(of .box.password)" ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR \
    -o ConnectTimeout=5 "$(of .box.username)@$(of .box.address)" "$@"
}
as_root() { { of .box.password; cat; } | ssh_op "sudo -S -p '' $*"; }
box_is_bare() { ssh_op '! command -v wg && ! command -v curl && ! command -v wget && systemctl is-system-running'; }

url_of() { # CAMERA ROLE : with the login, escaped for a URL
  of "(.cameras[] | select(.id == \"$1\")) as \$c | \$c.streams[] | select(.role == \"$2\") | .url
      | sub(\"rtsp://\"; \"rtsp://\(\$c.username):\(\$c.password | @uri)@\")"
}
shows() { # WHERE CAMERA ROLE TRANSPORT : is the stream what the plan says?
  local wanted got
  wanted=$(of ".cameras[] | select(.id == \"$2\") | .streams[] | select(.role == \"$3\") | \"\(.codec | sub(\"H265\"; \"HEVC\") | ascii_downcase),\(.width),\(.height)\"")
  got=$(lab in "$1" timeout 20 ffprobe -v error -rtsp_transport "$4" -show_entries stream=codec_name,width,height -of csv=p=0 "$(url_of "$2" "$3")")
  [[ $got == "$wanted" ]] || { echo "$got instead of $wanted"; return 1; }
}
wrong_rtsp_password_is_refused_and_counted() {
  lab in laptop timeout 10 ffprobe -v error -rtsp_transport tcp "rtsp://admin:wrong@$(of '.cameras[0].address'):554/Streaming/Channels/101" && return 1
  until_true 2 cam01_counted_a_wrong_login
}
cam01_counted_a_wrong_login() { jq -e '.cam01.wrongLogins >= 1' "$(of .files.rtspStatus)" >/dev/null; }
frames_decode() { # WHERE CAMERA : two seconds without one decoding error
  local errors
  errors=$(lab in "$1" timeout 30 ffmpeg -nostdin -v error -rtsp_transport tcp -i "$(url_of "$2" main)" -t 2 -f null - 2>&1)
  [[ -z $errors ]] || { echo "$errors"; return 1; }
}

# --- Netmaker by hand ------------------------------------------------------------------------------------------------

api() { # METHOD PATH [BODY]
  lab in laptop curl -sS --fail-with-body --max-time 20 -X "$1" ${bearer:+-H "Authorization: Bearer $bearer"} -H 'Content-Type: application/json' \
    ${3:+--data "$3"} "$(of .cloud.netmaker.url)$2"
}
sign_in() {
  bearer=
  bearer=$(api POST /api/users/adm/authenticate "{\"username\":\"$(of .cloud.netmaker.username)\",\"password\":\"$(of .cloud.netmaker.password)\"}" | jq -re .Response.AuthToken)
}
install_netclient() {
  ssh_op 'cat >/tmp/netclient && chmod +x /tmp/netclient' <"$(of .netclient.path)" && as_root /tmp/netclient install </dev/null &&
    ssh_op 'rm /tmp/netclient; systemctl is-enabled netclient && systemctl is-active netclient'
}
join_network() {
  local token
  token=$(api POST /api/v1/enrollment-keys '{"tags":["selftest-box"],"networks":["cams"],"uses_remaining":3,"expiration":0,"unlimited":false,"type":2}' | jq -re .token) || return
  as_root /sbin/netclient join -t "$token" </dev/null && until_true 20 node_is_there
}
node_is_there() {
  local host
  host=$(lab box exec cat /etc/netclient/netclient.json | jq -re .id) || return
  node=$(api GET /api/nodes/cams | jq -re ".[] | select(.hostid == \"$host\") | .id")
}
open_egress() { # CAMERA
  node_is_there && api POST /api/v1/egress "{\"name\":\"$1\",\"network\":\"cams\",\"description\":\"selftest\",\"nat\":true,\"status\":true,
    \"range\":\"$(of ".cameras[] | select(.id == \"$1\") | .address")/32\",\"nodes\":{\"$node\":256}}" | jq -re .Response.id
}
cloud_reaches() { until_true 30 lab in cloud nc -z -w1 "$(of ".cameras[] | select(.id == \"$1\") | .address")" 554; }
camera_sees_the_box_only() { # masqueraded: the camera's neighbours are the box (and the laptop that probed it), never the cloud
  lab in cam01 ip neigh | grep -q "^$(of .box.address) .*REACHABLE\|^$(of .box.address) .*STALE\|^$(of .box.address) .*DELAY"
}
joins_badly() { # TOKEN CODE WORDS
  local output
  output=$(as_root "/sbin/netclient join -t '$1'; echo code=\$?" </dev/null)
  [[ $output == *"$3"*"code=$2"* ]] || { echo "$output"; return 1; }
}

# --- Factory by hand -------------------------------------------------------------------------------------------------

factory() { # METHOD PATH [BODY]
  lab in laptop curl -sS --fail-with-body --max-time 20 -X "$1" ${factory_token:+-H "Authorization: Bearer $factory_token"} \
    -H 'Content-Type: application/json' ${3:+--data "$3"} "$(of .cloud.factory.url)/api$2"
}
factory_sign_in() {
  factory_token=
  factory_token=$(factory POST /login "{\"username\":\"$(of .cloud.factory.username)\",\"password\":\"$(of .cloud.factory.password)\"}" | jq -re .token)
}
register_agents() {
  local camera
  for camera in cam01 cam03; do
    factory POST /deployments "$(jq -n --arg name "site-$camera" --arg rtsp "$(url_of "$camera" main)" '{$name, $rtsp, continuous: "true", region: ""}')" >/dev/null || return
  done
  until_true 30 agents_are_available
}
agents_are_available() { [[ $(factory GET /deployments/services | jq '[.data[] | select(.available_replicas >= 1)] | length') == 2 ]]; }
agent_shows_a_picture() { # NAME
  local place token
  place=$(factory GET /deployments/services | jq -re ".data[] | select(.name == \"$1\") | \"http://\(.internal_address):\(.port)\"") || return
  token=$(lab in laptop curl -sS --max-time 10 --json "$(of '.cloud.agent | tojson')" "$place/api/login" | jq -re .token) || return
  lab in laptop curl -sS --max-time 20 -H "Authorization: Bearer $token" -o "$WORK/$1.jpg" "$place/api/camera/snapshot/jpeg" || return
  [[ $(ffprobe -v error -show_entries stream=codec_name,width,height -of csv=p=0 "$WORK/$1.jpg") == mjpeg,1280,720 ]]
}

# --- faults of the cloud ----------------------------------------------------------------------------------------------

control() { # METHOD PATH [BODY]
  lab in laptop curl -sS --fail-with-body --max-time 10 -X "$1" ${3:+--data "$3"} "$(of .cloud.control)$2"
}
factory_fails_once() {
  control POST /faults '{"service":"factory","call":"GET /api/deployments/services","times":1,"fault":{"kind":"status","status":500}}' || return
  ! factory GET /deployments/services && factory GET /deployments/services
}
netmaker_can_be_down() {
  control POST /down '{"service":"netmaker"}' && ! api GET /api/server/status && control POST /up '{"service":"netmaker"}' && api GET /api/server/status
}
calls_are_counted() { control GET /calls | jq -e '.netmaker["POST /api/v1/egress"] == 2'; }

# --- the end ---------------------------------------------------------------------------------------------------------

uninstall_netclient() {
  as_root /sbin/netclient uninstall </dev/null && lab box exec sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0
}
box_is_as_before() { lab box snapshot "$WORK/after" && diff "$WORK/before" "$WORK/after"; }
server_forgot_the_host() { [[ $(api GET /api/hosts | jq length) == "$hosts_before" ]]; }

lab up || exit 1
trap finish EXIT
description=$(lab env)
lab box snapshot "$WORK/before"

it "the technician logs in to the box by SSH" ssh_op true
it "the box is a bare Debian that runs well" box_is_bare
it "the box has the host name that it should" test "$(ssh_op hostname)" == "$(of .box.hostname)"
it "every device answers discovery and ONVIF as planned" lab in laptop /usr/bin/python3 "$HERE/selftest_devices.py" "$(of .state)/lab.json"
for transport in tcp udp; do
  it "an H.264 camera streams over $transport" shows laptop cam01 main "$transport"
  it "an H.265 camera streams over $transport" shows laptop cam03 main "$transport"
done
it "the sub stream is the smaller one" shows laptop cam12 sub tcp
it "a password of special characters works" shows laptop cam05 main tcp
it "a wrong RTSP password is refused and counted" wrong_rtsp_password_is_refused_and_counted
it "an H.265 stream decodes without an error" frames_decode laptop cam03

it "the cloud starts" lab cloud start
lab cloud start >/dev/null 2>&1 || exit 1 # without it the rest would only say so thirty times
sign_in # here and not in `it`, whose commands run in a subshell: the token is needed from now on
factory_sign_in
it "Netmaker lets the wizard in" test -n "$bearer"
it "Factory lets the wizard in" test -n "$factory_token"
hosts_before=$(api GET /api/hosts | jq length)
it "netclient installs as a service" install_netclient
it "join with an unreadable token exits 2" joins_badly 'no-token' 2 'could not read enrollment token'
it "join with a key that the server does not know exits 2" joins_badly "$(printf '{"server":"api.lab.test","value":"nonsense"}' | base64 -w0)" 2 'error registering'
it "join with a server that is not there exits 0" joins_badly "$(printf '{"server":"api.lab.test:1","value":"nonsense"}' | base64 -w0)" 0 'registration failed'
it "the box joins the network" join_network
it "egress for an H.264 camera is accepted" open_egress cam01
it "egress for an H.265 camera is accepted" open_egress cam03
it "the cloud reaches the H.264 camera through the tunnel" cloud_reaches cam01
it "the cloud reaches the H.265 camera through the tunnel" cloud_reaches cam03
it "the H.264 camera shows frames at the far end" shows cloud cam01 main tcp
it "the H.265 camera shows frames at the far end" shows cloud cam03 main tcp
it "the H.264 frames decode there without an error" frames_decode cloud cam01
it "the camera talks to the box, not to the cloud" camera_sees_the_box_only
it "a camera without egress stays out of reach" bash -c "! '$HERE/lab' in cloud nc -z -w2 $(of '.cameras[1].address') 554"
it "Factory makes agents and they become available" register_agents
it "the H.264 agent shows a picture" agent_shows_a_picture site-cam01
it "the H.265 agent shows a picture" agent_shows_a_picture site-cam03
it "Netmaker counts the calls" calls_are_counted
it "Factory fails once when told to" factory_fails_once
it "Netmaker can be down and come back" netmaker_can_be_down
it "the tunnel comes back after a reboot of the box" lab box reboot
it "... by itself" cloud_reaches cam01
it "netclient uninstalls" uninstall_netclient
it "the server has forgotten the host" server_forgot_the_host
it "the box is as it was found" box_is_as_before
