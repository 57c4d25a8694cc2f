#!/bin/sh
# What a person who knows how would type to connect a site: the bare commands, without looking before, without looking after
# except where the next command needs it, without a note of anything. `npm run bench -- connect` runs it beside the product.
#
#   connect-by-hand.sh LAB_JSON CAMERAS_JSON    (lab.json of test/lab; the cameras as Factory is to get them)
set -eu
lab=$1 cameras=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

of() { jq -r "$1" "$lab"; }
address=$(of .box.address) user=$(of .box.username) password=$(of .box.password)
netmaker=$(of .cloud.netmaker.url) network=$(of .cloud.netmaker.network)
factory=$(of .cloud.factory.url)

# One SSH connection for everything, as the product has.
ssh_options="-i $(of .box.privateKey) -o ControlPath=$folder/ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=$folder/known -o LogLevel=ERROR"
# shellcheck disable=SC2086
ssh $ssh_options -o ControlMaster=yes -o ControlPersist=60 -p "$(of .box.port)" -Nf "$user@$address"
# shellcheck disable=SC2086
box() { ssh $ssh_options "$user@$address" "$@"; }
as_root() { { printf '%s\n' "$password"; cat; } | box "sudo -S -p '' $*"; }
api() { curl -sS --fail -H "Authorization: Bearer $token" -H 'Content-Type: application/json' "$@"; }

# The client on the box.
box 'cat >netclient && chmod 755 netclient' <"$(of .netclient.path)"
as_root ./netclient install </dev/null >/dev/null 2>&1
box rm -f netclient

# A key, and the box into the network with it.
token=$(curl -sS --fail -H 'Content-Type: application/json' -d "$(jq '{username: .cloud.netmaker.username, password: .cloud.netmaker.password}' "$lab")" "$netmaker/api/users/adm/authenticate" | jq -r '.Response.AuthToken')
key=$(api -d "{\"tags\":[\"by-hand\"],\"networks\":[\"$network\"],\"uses_remaining\":1,\"expiration\":0,\"unlimited\":false,\"type\":2}" "$netmaker/api/v1/enrollment-keys")
as_root "sh -c 'read -r token && /sbin/netclient join -t \$token'" >/dev/null 2>&1 <<T
$(printf '%s' "$key" | jq -r '.token // .Response.token')
T
host=$(as_root "grep -o '\"id\": *\"[^\"]*\"' /etc/netclient/netclient.json" </dev/null | head -n 1 | cut -d '"' -f 4)
until node=$(api "$netmaker/api/nodes/$network" | jq -er --arg host "$host" '(.Response? // .) | .[] | select(.hostid == $host) | .id'); do sleep 0.2; done

# The way to each camera.
jq -r '.[].address' "$cameras" | while read -r camera; do
  api -d "{\"name\":\"by-hand $camera\",\"network\":\"$network\",\"description\":\"\",\"range\":\"$camera/32\",\"nat\":true,\"nodes\":{\"$node\":256},\"status\":true}" "$netmaker/api/v1/egress" >/dev/null
done
api -X POST "$netmaker/api/hosts/$host/sync" >/dev/null
api -X DELETE "$netmaker/api/v1/enrollment-keys/$(printf '%s' "$key" | jq -r '.value // .Response.value')" >/dev/null

# An agent for each camera, until all of them run.
token=$(curl -sS --fail -H 'Content-Type: application/json' -d "$(jq '{username: .cloud.factory.username, password: .cloud.factory.password}' "$lab")" "$factory/api/login" | jq -r .token)
jq -c '.[].agent' "$cameras" | while read -r agent; do
  api -d "$agent" "$factory/api/deployments" >/dev/null
done
wanted=$(jq length "$cameras")
until [ "$(api "$factory/api/deployments/services" | jq '[.data[] | select(.available_replicas >= 1)] | length')" -ge "$wanted" ]; do sleep 0.2; done

# shellcheck disable=SC2086
ssh $ssh_options -O exit "$user@$address" 2>/dev/null
