package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// Pull is the server's answer to GET /api/v1/host: all that this host must be.
type Pull struct {
	Nodes []struct {
		ID           string `json:"id"`
		HostID       string `json:"hostid"`
		Network      string `json:"network"`
		Address      string `json:"address"`
		NetworkRange string `json:"networkrange"`
		Connected    bool   `json:"connected"`
	} `json:"nodes"`
	Peers  []Peer   `json:"peers"`
	Egress []Egress `json:"egress"`
}

type Peer struct {
	PublicKey string
	Endpoint  *struct {
		IP   string
		Port int
		Zone string
	}
	AllowedIPs                  []string
	PersistentKeepaliveInterval int64 // nanoseconds: it is a Go time.Duration
}

// Egress is one range that this host serves to the overlay.
type Egress struct {
	Node  string `json:"node"`
	Range string `json:"range"`
	Nat   bool   `json:"nat"`
}

// statusError is an HTTP answer other than 200. The real client treats it and a failed call differently.
type statusError struct {
	Code    int
	Message string
}

func (e *statusError) Error() string { return fmt.Sprintf("code: %d %s", e.Code, e.Message) }

// Always https, and the CA must be in the box's store: see the fact sheet.
var client = &http.Client{Timeout: 30 * time.Second}

func call(ctx context.Context, method, server, route, bearer string, body, into any) error {
	var payload io.Reader
	if body != nil {
		encoded, _ := json.Marshal(body)
		payload = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(ctx, method, "https://"+server+route, payload)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 4<<20))
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		failure := &statusError{Code: response.StatusCode}
		_ = json.Unmarshal(answer, failure)
		return failure
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer, into)
}

// join registers this host with a server by an enrollment token.
// Exit 2 for an unreadable token and for an HTTP error status; exit 0 when the call itself failed. That is the real one.
func join(arguments []string) {
	flags := flag.NewFlagSet("join", flag.ExitOnError)
	var token string
	flags.StringVar(&token, "t", "", "enrollment token for joining/registering")
	flags.StringVar(&token, "token", "", "enrollment token for joining/registering")
	flags.StringVar(&host.Name, "o", host.Name, "sets host name")
	flags.IntVar(&host.ListenPort, "p", host.ListenPort, "sets wg listen port")
	flags.BoolVar(&host.IsStaticPort, "j", host.IsStaticPort, "flag to set host as static port")
	flags.BoolVar(&host.IsStatic, "i", host.IsStatic, "flag to set host as static endpoint")
	flags.StringVar(&host.EndpointIP, "e", host.EndpointIP, "sets endpoint on host")
	flags.String("f", "", "selects firewall to use on host: iptables/nftables")
	flags.String("m", "", "sets MTU on host") // declared and ignored, as in the real one
	_ = flags.Parse(arguments)
	if token == "" {
		usage(os.Stdout)
		return
	}
	saveHost()
	if err := register(token); err != nil {
		log("registration failed", err.Error())
	}
}

func register(token string) error {
	decoded, err := base64.StdEncoding.DecodeString(token)
	var enrollment struct {
		Server string `json:"server"`
		Value  string `json:"value"`
	}
	if err != nil || json.Unmarshal(decoded, &enrollment) != nil {
		fatal("could not read enrollment token")
	}
	host.Interfaces, host.DefaultInterface = localInterfaces(), defaultInterface()
	saveHost()

	public := host
	public.PrivateKey = ""
	var registered struct {
		ServerConfig struct{ Server, API string } `json:"server_config"`
	}
	err = call(context.Background(), http.MethodPost, enrollment.Server, "/api/v1/host/register/"+token, "", public, &registered)
	var status *statusError
	if errors.As(err, &status) {
		fatal("error registering with server", status.Error())
	}
	if err != nil {
		return err
	}
	name, api := registered.ServerConfig.Server, registered.ServerConfig.API
	if api == "" {
		api = enrollment.Server
	}
	if name == "" {
		name = api
	}
	servers = map[string]Server{name: {Name: name, API: api, Server: name, MQID: host.ID, Nodes: map[string]bool{}}}
	saveServers()
	writeContext(name)
	if err := signalDaemon(); err != nil {
		slogError("daemon restart failed", err)
	}
	fmt.Printf("registered with server %s\n", name)
	return nil
}

// writeContext keeps the name of the current server, as the real one does in .serverctx.
func writeContext(name string) { _ = os.WriteFile(configDir+".serverctx", []byte(name), 0o644) }

func authenticate(ctx context.Context, server Server) (string, error) {
	var envelope struct {
		Response struct{ AuthToken string }
	}
	credentials := map[string]string{"id": host.ID, "password": host.HostPass, "macaddress": host.MacAddress}
	err := call(ctx, http.MethodPost, server.API, "/api/hosts/adm/authenticate", "", credentials, &envelope)
	return envelope.Response.AuthToken, err
}

func fetch(ctx context.Context, server Server, bearer string) (Pull, error) {
	var pull Pull
	err := call(ctx, http.MethodGet, server.API, "/api/v1/host", bearer, nil, &pull)
	return pull, err
}

func checkIn(ctx context.Context, server Server, bearer string) error {
	return call(ctx, http.MethodPost, server.API, "/api/v1/host/checkin", bearer, map[string]string{"id": host.ID}, nil)
}

// remember stores the pulled nodes; reports whether they changed.
func remember(server Server, pull Pull) {
	fresh := map[string]Node{}
	server.Nodes = map[string]bool{}
	for _, n := range pull.Nodes {
		fresh[n.Network] = Node{n.ID, n.HostID, n.Network, subnet(n.Address), subnet(n.NetworkRange), server.Name, n.Connected}
		server.Nodes[n.Network] = true
	}
	before, _ := json.Marshal(nodes)
	after, _ := json.Marshal(fresh)
	if bytes.Equal(before, after) {
		return
	}
	nodes, servers[server.Name] = fresh, server
	saveNodes()
	saveServers()
}

// forget is what the real client does when the server answers 401: this host is no longer one of its own.
func forget() {
	nodes, servers = map[string]Node{}, map[string]Server{}
	saveNodes()
	saveServers()
}

func unauthorised(err error) bool {
	var status *statusError
	return errors.As(err, &status) && status.Code == http.StatusUnauthorized
}

func pullOnce() {
	for _, server := range servers {
		bearer, err := authenticate(context.Background(), server)
		var pull Pull
		if err == nil {
			pull, err = fetch(context.Background(), server, bearer)
		}
		if err != nil {
			log("failed to pull", err.Error())
			return
		}
		remember(server, pull)
		fmt.Printf("completed pull for server %s\n", server.Name)
		_ = signalDaemon()
		return
	}
	log("failed to pull", "server config not found")
}

// tellServerGoodbye deletes this host on the server. The real uninstall goes on when this fails, and so does this one.
func tellServerGoodbye() {
	for _, server := range servers {
		bearer, err := authenticate(context.Background(), server)
		if err == nil {
			err = call(context.Background(), http.MethodDelete, server.API, "/api/v1/host", bearer, nil, nil)
		}
		if err != nil {
			log("failed to delete host on server", server.Name, err.Error())
		}
	}
}

func leave(arguments []string) {
	log("leave called")
	if len(arguments) != 1 {
		fmt.Fprintf(os.Stderr, "Error: accepts 1 arg(s), received %d\n", len(arguments))
		os.Exit(1)
	}
	node, joined := nodes[arguments[0]]
	if !joined {
		fmt.Printf("not connected to network: %s\n", arguments[0])
		return
	}
	for _, server := range servers {
		bearer, err := authenticate(context.Background(), server)
		if err == nil {
			err = call(context.Background(), http.MethodDelete, server.API, "/api/v1/host/networks/"+node.Network, bearer, nil, nil)
		}
		if err != nil {
			fmt.Printf("error deleting nodes from server %v", err)
		}
	}
	delete(nodes, node.Network)
	saveNodes()
	_ = signalDaemon()
	fmt.Println("successfully left network ", arguments[0])
}
