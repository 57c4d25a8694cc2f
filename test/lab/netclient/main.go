// netclient is a stand-in for Netmaker's netclient, which the lab cannot have. It keeps the real one's command line,
// files, service unit, exit codes and log shape (read in its 1.4/1.5 source), and brings up real WireGuard from what
// the server tells it. What it leaves out: the MQTT broker (it only pulls), STUN, DNS, relays, IPv6 overlays.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"time"
)

// Set by the linker, see test/lab/lib/programs.sh.
var (
	version           = "dev"
	startDelaySeconds = "17" // the real unit's ExecStartPre=/bin/sleep 17
	pullSeconds       = "30" // the real mqFallback interval
)

type command struct {
	name, usage string
	run         func(arguments []string)
}

func commands() []command {
	return []command{
		{"daemon", "netclient's daemon", func([]string) { runDaemon() }},
		{"install", "install netclient binary and daemon", func([]string) { install() }},
		{"join", "join a network", join},
		{"leave", "leave a network", leave},
		{"list", "display list of netmaker networks", list},
		{"peers", "display WireGuard peer information", peers},
		{"pull", "get the latest host configuration", func([]string) { pullOnce() }},
		{"register", "register to a Netmaker server", join},
		{"uninstall", "uninstall netclient", func([]string) { uninstall() }},
		{"version", "Displays version information", func([]string) { fmt.Println(version) }},
	}
}

func main() {
	arguments := withoutVerbosity(os.Args[1:])
	if len(arguments) == 0 || arguments[0] == "help" || arguments[0] == "-h" || arguments[0] == "--help" {
		usage(os.Stdout)
		return
	}
	for _, c := range commands() {
		if c.name == arguments[0] {
			initialise()
			c.run(arguments[1:])
			return
		}
	}
	fmt.Fprintf(os.Stderr, "Error: unknown command %q for \"netclient\"\n", arguments[0])
	os.Exit(1)
}

// initialise is what the real client does before every command, even `version`: demand root, make the host's
// identity when there is none, and create and delete a test interface.
func initialise() {
	if os.Geteuid() != 0 {
		fmt.Fprintf(os.Stderr, "%s This program must be run with elevated privileges. Please re-run with sudo or as root.\n",
			time.Now().Format("2006/01/02 15:04:05"))
		os.Exit(1)
	}
	loadState()
	if err := tryInterface("netmaker-test"); err != nil {
		slogError("failed to create interface, is wireguard installed?", err)
		os.Exit(1)
	}
}

// log writes the way the real logger does: to stdout, before the JSON that scripts want.
func log(words ...any) {
	fmt.Printf("[netclient] %s %s", time.Now().Format("2006-01-02 15:04:05"), fmt.Sprintln(words...))
}

// fatal is the real FatalLog: exit code 2.
func fatal(words ...any) {
	log(words...)
	os.Exit(2)
}

func slogError(message string, err error) {
	line, _ := json.Marshal(map[string]string{
		"time": time.Now().Format(time.RFC3339Nano), "level": "ERROR", "msg": message, "error": err.Error(),
	})
	fmt.Fprintln(os.Stderr, string(line))
}

func usage(to *os.File) {
	fmt.Fprintln(to, "Netmaker's netclient agent and CLI to manage wireguard networks")
	fmt.Fprintln(to, "\nUsage:\n  netclient [command]\n\nAvailable Commands:")
	for _, c := range commands() {
		fmt.Fprintf(to, "  %-12s %s\n", c.name, c.usage)
	}
}

// withoutVerbosity drops the global flag -v N.
func withoutVerbosity(arguments []string) []string {
	var kept []string
	for i := 0; i < len(arguments); i++ {
		if arguments[i] == "-v" || arguments[i] == "--verbosity" {
			i++
			continue
		}
		kept = append(kept, arguments[i])
	}
	return kept
}
