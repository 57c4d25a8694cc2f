package main

import (
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

// install copies the running binary to /sbin/netclient and starts the service. Errors are printed; the exit code is 0.
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
		_ = systemctl("stop", "netclient.service")
	}
	if err := copyBinary(source, installedBinary); err != nil {
		slogError("daemon install error", err)
		return
	}
	if _, err := os.Stat(unitFile); err != nil {
		if err := os.WriteFile(unitFile, []byte(unit()), 0o644); err != nil {
			slogError("daemon install error", err)
			return
		}
	}
	_ = systemctl("enable", "netclient.service")
	_ = systemctl("daemon-reload")
	host.DaemonInstalled = true
	saveHost()
	if err := systemctl("start", "netclient.service"); err != nil {
		slogError("daemon start error", err)
	}
}

// uninstall leaves behind what the real one leaves behind: ip_forward=1, the FORWARD policy, the pid file.
func uninstall() {
	tellServerGoodbye()
	if host.DaemonInstalled {
		for _, words := range [][]string{{"stop", "netclient.service"}, {"disable", "netclient.service"}} {
			if err := systemctl(words...); err != nil {
				log("failed to", words[0], "netclient service", err.Error())
			}
		}
		if err := os.Remove(unitFile); err != nil {
			log("Error removing", unitFile+". Please investigate.")
		}
		_ = systemctl("daemon-reload")
		_ = systemctl("reset-failed")
		log("removed systemd remnants if any existed")
	}
	if err := os.RemoveAll(configDir); err != nil {
		slogError("Removing netclient configs:", err)
	}
	if err := os.Remove(installedBinary); err != nil {
		slogError("Removing netclient binary:", err)
	}
}

func systemctl(words ...string) error {
	out, err := exec.Command("systemctl", words...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("systemctl %s: %w %s", strings.Join(words, " "), err, strings.TrimSpace(string(out)))
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
func signalDaemon() error {
	text, err := os.ReadFile(pidFile)
	if err != nil {
		return fmt.Errorf("failed to find pid %w", err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return fmt.Errorf("pid file contents invalid %w", err)
	}
	return syscall.Kill(pid, syscall.SIGHUP)
}
