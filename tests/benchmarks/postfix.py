"""The peer for accepting mail: Debian's Postfix, durable (queue file and fsync), delivering to nowhere.

It runs from a configuration of its own in a folder of ours, on a port of its own; the machine's Postfix, when there
is one, is not touched. It must be started by root and writes its queue to the same disk as the house.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.house import NotMeasured, answers, free_ports, wait

HOW = "apt-get install postfix ('No configuration'), and run as root"

_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/lib
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.frontdoor.example
mydestination =
relay_domains = frontdoor.example
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
inet_interfaces = loopback-only
inet_protocols = ipv4
relay_transport = discard:
default_transport = discard:
smtpd_client_connection_count_limit = 0
smtpd_client_connection_rate_limit = 0
smtpd_peername_lookup = no
alias_maps =
alias_database =
local_recipient_maps =
maillog_file = {folder}/lib/log
maillog_file_prefixes = {folder}
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup    unix n - n 60 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - - proxymap
showq     unix n - n - - showq
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
local     unix - n n - - local
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""


@contextmanager
def running(folder: Path) -> Iterator[int]:
    """Postfix, up, for as long as the block lasts; gives its port. Raises NotMeasured when it cannot be had."""
    postfix = shutil.which("postfix", path="/usr/sbin:/usr/bin")
    if postfix is None or os.geteuid() != 0:
        raise NotMeasured(f"not run: {HOW}")
    shutil.rmtree(folder, ignore_errors=True)
    settings = folder / "etc"
    for place in (settings, folder / "queue", folder / "lib"):
        place.mkdir(parents=True)
    for above in (folder, *folder.parents):
        if not above.stat().st_mode & 0o001:
            raise NotMeasured(f"not run: Postfix's own user cannot enter {above}")
    owner = pwd.getpwnam("postfix")
    os.chown(folder / "lib", owner.pw_uid, owner.pw_gid)
    port = free_ports(1)[0]
    (settings / "main.cf").write_text(_MAIN.format(folder=folder))
    (settings / "master.cf").write_text(_MASTER.format(port=port))
    (settings / "dynamicmaps.cf").touch()
    subprocess.run([postfix, "-c", str(settings), "start"], capture_output=True, timeout=60, check=False)
    try:
        wait(lambda: answers(port), "Postfix did not come up", seconds=20)
        yield port
    finally:
        subprocess.run([postfix, "-c", str(settings), "stop"], capture_output=True, timeout=60, check=False)
