package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

const (
	installedBinary = "/sbin/netclient"
	unitFile        = "/etc/systemd/system/netclient.service"
	initScript      = "/etc/init.d/netclient"
)

func unit() string {
	return `[Unit]
Description=Netclient Daemon
Documentation=https://docs.netmaker.org https://k8s.netmaker.org
After=network-online.target
Wants=network-online.target

[Service]
User=root
Type=simple
ExecStartPre=/bin/sleep ` + startDelaySeconds + `
ExecStart=/sbin/netclient daemon
Restart=on-failure
RestartSec=15s

[Install]
WantedBy=multi-user.target
`
}

// The service script of OpenWrt, as the real one writes it.
const procdScript = `#!/bin/sh /etc/rc.common
START=99
STOP=99
USE_PROCD=1

start_service() {
	procd_open_instance
	procd_set_param command /sbin/netclient daemon
	procd_set_param stdout 1
	procd_set_param stderr 1
	procd_close_instance
}
`

const openrcScript = `#!/sbin/openrc-run

description="netclient daemon"
pidfile="/var/run/netclient.pid"
command="/sbin/netclient"
command_args="daemon"
supervisor="supervise-daemon"
output_log="/var/log/netclient.log"
error_log="/var/log/netclient.log"
`

var errUnsupported = errors.New("unsupported init type")

// initType is how the real one tells systems apart: by where /sbin/init leads, then by whether there is a busybox. So a
// Debian with SysV's init is OpenWrt to it when busybox is installed, and nothing at all when it is not.
func initType() string {
	leads := linkText("/sbin/init")
	switch {
	case strings.Contains(leads, "systemd"):
		return "systemd"
	case strings.Contains(leads, "runit-init"):
		return "runit"
	case strings.Contains(leads, "busybox"):
		return "openrc"
	case linkText("/bin/busybox") != "":
		return "initd"
	}
	return "unknown"
}

// linkText is what `ls -l` shows of a path, or nothing when it is not there.
func linkText(path string) string {
	if _, err := os.Lstat(path); err != nil {
		return ""
	}
	target, _ := os.Readlink(path)
	return path + " -> " + target
}

// install copies the running binary to /sbin/netclient and starts the service. Errors are printed; the exit code is 0.
// Where it knows no service manager the binary stays there all the same.
func install() {
	source, err := os.Executable()
	if err != nil {
		slogError("daemon install error", err)
		return
	}
	if source == installedBinary || source == "/usr"+installedBinary {
		fmt.Println("attempting to reinstall netclient on top of itself")
		fmt.Println("  specify the full path of the new binary")
		fmt.Println("  eg ./netclient install")
		return
	}
	if host.DaemonInstalled {
		_ = stopService()
	}
	if err := copyBinary(source, installedBinary); err != nil {
		slogError("daemon install error", err)
		return
	}
	if err := setupService(); err != nil {
		slogError("daemon install error", err)
		return
	}
	host.DaemonInstalled = true
	saveHost()
	if err := startService(); err != nil {
		slogError("daemon start error", err)
	}
}

func setupService() error {
	switch initType() {
	case "systemd":
		if _, err := os.Stat(unitFile); err != nil {
			if err := os.WriteFile(unitFile, []byte(unit()), 0o644); err != nil {
				return err
			}
		}
		_ = order("systemctl", "enable", "netclient.service")
		_ = order("systemctl", "daemon-reload")
		return nil
	case "openrc":
		if err := os.WriteFile(initScript, []byte(openrcScript), 0o755); err != nil {
			return err
		}
		return order("/sbin/rc-update", "add", "netclient", "default")
	case "initd":
		if err := os.WriteFile(initScript, []byte(procdScript), 0o755); err != nil {
			return err
		}
		return order(initScript, "enable")
	}
	return errUnsupported
}

func startService() error {
	switch initType() {
	case "systemd":
		return order("systemctl", "start", "netclient.service")
	case "openrc":
		return order("/sbin/rc-service", "netclient", "start", "-N")
	case "initd":
		return order(initScript, "start")
	}
	return errUnsupported
}

func stopService() error {
	switch initType() {
	case "systemd":
		return order("systemctl", "stop", "netclient.service")
	case "openrc":
		return order("/sbin/rc-service", "netclient", "stop", "-s")
	case "initd":
		return order(initScript, "stop")
	}
	return signalDaemonWith(syscall.SIGTERM)
}

func removeService() {
	switch initType() {
	case "systemd":
		if err := order("systemctl", "disable", "netclient.service"); err != nil {
			log("failed to disable netclient service", err.Error())
		}
		if err := os.Remove(unitFile); err != nil {
			log("Error removing", unitFile+". Please investigate.")
		}
		_ = order("systemctl", "daemon-reload")
		_ = order("systemctl", "reset-failed")
		log("removed systemd remnants if any existed")
	case "openrc":
		_ = order("/sbin/rc-update", "del", "netclient", "-a")
		_ = os.Remove(initScript)
	case "initd":
		_ = order(initScript, "disable")
		_ = os.Remove(initScript)
	}
}

// uninstall leaves behind what the real one leaves behind: ip_forward=1, the FORWARD policy, the pid file. Where it could not
// install a service, it does not look for one.
func uninstall() {
	tellServerGoodbye()
	if host.DaemonInstalled {
		if err := stopService(); err != nil {
			log("failed to stop netclient service", err.Error())
		}
		removeService()
	}
	if err := os.RemoveAll(configDir); err != nil {
		slogError("Removing netclient configs:", err)
	}
	if err := os.Remove(installedBinary); err != nil {
		slogError("Removing netclient binary:", err)
	}
}

func order(words ...string) error {
	out, err := exec.Command(words[0], words[1:]...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w %s", strings.Join(words, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}

// copyBinary writes beside the target and renames, since a running binary cannot be overwritten.
func copyBinary(source, target string) error {
	in, err := os.Open(source)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(target+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o755)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(target+".new", target)
	}
	if err != nil {
		os.Remove(target + ".new")
	}
	return err
}

// signalDaemon asks a running daemon to read everything again. If there is none, nothing more happens: the real quirk.
func signalDaemon() error { return signalDaemonWith(syscall.SIGHUP) }

func signalDaemonWith(signal syscall.Signal) error {
	text, err := os.ReadFile(pidFile)
	if err != nil {
		return fmt.Errorf("failed to find pid %w", err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return fmt.Errorf("pid file contents invalid %w", err)
	}
	return syscall.Kill(pid, signal)
}
