"""A normalised description of the spare box, for comparing before and after: usage
  snapshot.py ROOT BASE LEADER OUT        (ROOT: the merged disk, BASE: the pristine one, LEADER: the box's PID 1)

Files: everything that differs from the pristine Debian root (which is read-only and the same for every box of a lab), with
type, mode, owner and hash. State: units, sysctls, firewall, addresses, routes, rules, temporary files, process names.
Reading must not change what is read: `iptables-save` alone would create empty tables, so a table is only asked for when
nft lists it, and tables that hold nothing are left out.
"""
import hashlib
import os
import re
import stat
import subprocess
import sys

# Written by the system itself, whoever logs in.
VOLATILE = re.compile(
    r"^/(proc|sys|run|tmp|dev|var/log|var/cache|var/lib/systemd|var/lib/sudo|var/lib/urandom|var/tmp/systemd-private[^/]*|var/lib/private)(/|$)"
    r"|^/(etc/\.updated|home/[^/]+/\.sudo_as_admin_successful|var/\.updated|etc/\.pwd\.lock|etc/mtab|var/filler)$")
VOLATILE_UNITS = re.compile(
    r"^(session-|user@|user-runtime-dir@|user-\d|run-|ssh@|systemd-(hostnamed|timedated|logind|tmpfiles-clean|localed)|"
    r"(apt-daily|dpkg-db-backup|e2scrub|fstrim|logrotate|man-db|motd-news)\b)")
VOLATILE_PROCESSES = {"sshd", "sshd-session", "sshd-auth", "(sd-pam)", "sftp-server", "bash", "sh", "sudo", "systemd-hostnam", "systemd-timedat", "agetty"}
BUILTIN = {"filter", "nat", "mangle", "raw", "security"}


def files(root, base):
    lines = []
    upper = os.path.join(os.path.dirname(root), "disk", "upper")
    for directory, names, leaves in os.walk(upper):
        inside = "/" + os.path.relpath(directory, upper).replace(".", "", 1).lstrip("/") if directory == upper else directory[len(upper):]
        names[:] = [n for n in names if not VOLATILE.search(os.path.join(inside, n))]
        for name in names + leaves:
            path = os.path.join(inside, name)
            if VOLATILE.search(path):
                continue
            now, before = describe(root + path), describe(base + path)
            if now != before:
                lines.append(f"{path} {now or 'removed'}")
        # a directory that was removed and made again hides what the pristine one held
        if os.path.isdir(base + inside):
            hidden = set(os.listdir(base + inside)) - set(os.listdir(root + inside)) - set(leaves)
            lines += [f"{os.path.join(inside, name)} removed" for name in hidden if not VOLATILE.search(os.path.join(inside, name))]
    return sorted(lines)


def describe(path):
    try:
        info = os.lstat(path)
    except OSError:
        return None
    owner = f"{stat.filemode(info.st_mode)} {info.st_uid}:{info.st_gid}"
    if stat.S_ISLNK(info.st_mode):
        return f"{owner} -> {os.readlink(path)}"
    if stat.S_ISREG(info.st_mode):
        with open(path, "rb") as file:
            return f"{owner} {hashlib.sha256(file.read()).hexdigest()[:24]}"
    return owner


class Box:
    def __init__(self, leader):
        self._leader = leader
        # The box's own view of itself, read from here: a small box lacks the options of find and ps.
        self.disk = f"/proc/{leader}/root"

    def inside(self, *command):
        """Runs the box's own program in all of its namespaces."""
        return self._run(["nsenter", "-t", self._leader, "-m", "-u", "-i", "-n", "-p", "--", *command])

    def network(self, *command):
        """Runs the host's program in the box's network namespace: the host has jq's world, the box may lack the tool."""
        return self._run(["nsenter", "-t", self._leader, "-n", "--", *command])

    @staticmethod
    def _run(command):
        done = subprocess.run(command, capture_output=True, text=True, timeout=30,
                              env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "SYSTEMD_PAGER": "", "SYSTEMD_COLORS": "0"})
        return done.stdout.splitlines()


def units(box):
    enabled = [f"enabled {line.split()[0]} {line.split()[1]}"
               for line in box.inside("systemctl", "list-unit-files", "--no-legend", "--plain", "--state=enabled,masked,linked")]
    active = [f"active {line.split()[0]}" for line in box.inside(
        "systemctl", "list-units", "--no-legend", "--plain", "--state=active", "--type=service,socket,timer,mount")]
    # These run once, at the first start of an installation or an update, and are gone at the next.
    active = [line for line in active if not re.search(r"(ldconfig|systemd-(update-done|journal-catalog-update|hwdb-update|sysusers|firstboot))\.service$", line)]
    failed = [f"failed {line.split()[0]}" for line in box.inside("systemctl", "list-units", "--no-legend", "--plain", "--state=failed")]
    return sorted(line for line in enabled + active + failed
                  if not VOLATILE_UNITS.search(line.split()[1]) and "/run/user" not in line and "run-user" not in line)


def sysctls(box):
    wanted = re.compile(r"^net\.ipv[46]\.(ip_forward|conf\.[^.]+\.(forwarding|rp_filter|src_valid_mark|proxy_arp|accept_ra|disable_ipv6)) ")
    return sorted(line for line in box.network("sysctl", "-a") if wanted.match(line))


def firewall(box):
    lines = []
    for table in box.network("nft", "list", "tables"):
        _, family, name = table.split()
        if family in ("ip", "ip6") and name in BUILTIN:
            tool = "iptables-save" if family == "ip" else "ip6tables-save"
            saved = [line for line in box.network(tool, "-t", name) if not line.startswith("#") and line != "COMMIT"]
            saved = [re.sub(r" \[\d+:\d+\]$", "", line) for line in saved if not line.startswith("*")]
            # chains that iptables makes by itself, with the policy that no table means
            lines += [f"{family} {name} {line}" for line in saved
                      if not re.fullmatch(r":(INPUT|OUTPUT|FORWARD|PREROUTING|POSTROUTING) ACCEPT", line)]
        else:
            lines += [f"{family} {name} {line.strip()}" for line in box.network("nft", "-s", "list", "table", family, name)
                      if line.strip() and line.strip() != "}"]
    return lines


def network(box):
    addresses = [" ".join(re.sub(r"@\S+", "", line).split()) for line in box.network("ip", "-br", "address")]
    routes = [f"route {line.strip()}" for line in box.network("ip", "route", "show", "table", "all")
              if not line.startswith(("multicast ff00", "anycast"))]
    rules = [f"rule {line.strip()}" for family in ("-4", "-6") for line in box.network("ip", family, "rule")]
    return sorted(addresses) + sorted(routes) + rules


def temporary(box):
    """Names only. A tool that worked on the box must have swept up behind itself."""
    found = []
    for top in ("/tmp", "/var/tmp"):
        for directory, names, leaves in os.walk(box.disk + top):
            inside = directory[len(box.disk):]
            # OpenWrt's /var is /tmp
            names[:] = [name for name in names if not name.startswith("systemd-private-") and os.path.join(inside, name) not in ("/tmp/run", "/tmp/log", "/tmp/lock", "/tmp/state")]
            found += [os.path.join(inside, name) for name in names + leaves if not re.fullmatch(r"\..*-unix", name)]
    return sorted(found)


def processes(box):
    names = set()
    for process in filter(str.isdigit, os.listdir(f"{box.disk}/proc")):
        try:
            with open(f"{box.disk}/proc/{process}/comm") as comm:
                names.add(comm.read().strip())
        except OSError:
            pass  # it ended meanwhile
    return sorted(names - VOLATILE_PROCESSES)


def main(root, base, leader, out):
    box = Box(leader)
    sections = [("files that differ from the pristine root", files(root, base)), ("units", units(box)), ("sysctl", sysctls(box)),
                ("firewall", firewall(box)), ("network", network(box)), ("temporary files", temporary(box)), ("processes", processes(box))]
    with open(out, "w") as file:
        for title, lines in sections:
            file.write(f"## {title}\n" + "".join(f"{line}\n" for line in lines))


if __name__ == "__main__":
    main(*sys.argv[1:5])
