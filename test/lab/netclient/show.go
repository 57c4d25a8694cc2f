package main

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// list prints the joined networks as JSON, or words: the exit code is 0 either way.
func list(arguments []string) {
	wanted := ""
	for _, a := range arguments {
		if !strings.HasPrefix(a, "-") {
			wanted = a
		}
	}
	type row struct {
		Network   string `json:"network"`
		NodeID    string `json:"node_id"`
		Connected bool   `json:"connected"`
		Ipv4Addr  string `json:"ipv4_addr"`
		Ipv6Addr  string `json:"ipv6_addr"`
	}
	rows := []row{}
	for _, n := range nodes {
		if wanted == "" || wanted == n.Network {
			rows = append(rows, row{n.Network, n.ID, n.Connected, n.Address.String(), ""})
		}
	}
	if len(rows) == 0 {
		fmt.Println("\nno such network")
		return
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].Network < rows[j].Network })
	out, _ := json.MarshalIndent(rows, "", " ")
	fmt.Println(string(out))
}

type peerRow struct {
	PublicKey         string    `json:"public_key"`
	Network           string    `json:"network,omitempty"`
	Endpoint          string    `json:"endpoint,omitempty"`
	LastHandshake     string    `json:"last_handshake,omitempty"`
	LastHandshakeTime time.Time `json:"last_handshake_time"`
	ReceiveBytes      int64     `json:"receive_bytes"`
	TransmitBytes     int64     `json:"transmit_bytes"`
	AllowedIPs        []string  `json:"allowed_ips,omitempty"`
	Keepalive         string    `json:"persistent_keepalive,omitempty"`
}

// peers prints what WireGuard knows, per network.
func peers(arguments []string) {
	port, rows, err := readDevice()
	if err != nil {
		fmt.Println("\nFailed to get peer information:", fmt.Errorf("failed to get peers from device %s: %w", host.Interface, err))
		return
	}
	asJSON := slices.Contains(arguments, "-j") || slices.Contains(arguments, "--json")
	if len(rows) == 0 {
		if asJSON {
			fmt.Println("[]")
		} else {
			fmt.Println("\nNo peers found on interface", host.Interface)
		}
		return
	}
	network := ""
	for name := range nodes {
		network = name
	}
	for i := range rows {
		rows[i].Network = network
	}
	if !asJSON {
		for _, r := range rows {
			fmt.Printf("%s %s last handshake %s\n", r.PublicKey, r.Endpoint, r.LastHandshake)
		}
		return
	}
	out, _ := json.MarshalIndent(map[string]any{
		"interface": map[string]any{"name": host.Interface, "port": port, "public_key": host.PublicKey},
		"peers":     map[string][]peerRow{network: rows},
	}, "", "  ")
	fmt.Println(string(out))
}

// readDevice asks the daemon's control socket, the same that `wg show` uses.
func readDevice() (port int, rows []peerRow, err error) {
	connection, err := net.Dial("unix", "/var/run/wireguard/"+host.Interface+".sock")
	if err != nil {
		return 0, nil, err
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(5 * time.Second))
	fmt.Fprint(connection, "get=1\n\n")
	lines := bufio.NewScanner(connection)
	for lines.Scan() && lines.Text() != "" {
		key, value, _ := strings.Cut(lines.Text(), "=")
		number, _ := strconv.ParseInt(value, 10, 64)
		if key == "public_key" {
			bytes, _ := hex.DecodeString(value)
			rows = append(rows, peerRow{PublicKey: base64.StdEncoding.EncodeToString(bytes), LastHandshake: "never"})
		}
		if key == "listen_port" {
			port = int(number)
		}
		if len(rows) == 0 {
			continue
		}
		row := &rows[len(rows)-1]
		switch key {
		case "endpoint":
			row.Endpoint = value
		case "allowed_ip":
			row.AllowedIPs = append(row.AllowedIPs, value)
		case "rx_bytes":
			row.ReceiveBytes = number
		case "tx_bytes":
			row.TransmitBytes = number
		case "persistent_keepalive_interval":
			row.Keepalive = (time.Duration(number) * time.Second).String()
		case "last_handshake_time_sec":
			if number > 0 {
				row.LastHandshakeTime = time.Unix(number, 0).UTC()
				row.LastHandshake = fmt.Sprintf("%.0f seconds ago", time.Since(row.LastHandshakeTime).Seconds())
			}
		}
	}
	return port, rows, lines.Err()
}
