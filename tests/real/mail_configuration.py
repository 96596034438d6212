"""What Dovecot and Postfix are told: everything in one folder, nothing but the loopback, no letter leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

OURS = "latarnia.example"
THEIRS = "klient.example"
SELLER, OTHER_SELLER = f"faktury@{OURS}", f"biuro@{OURS}"
BUYER = f"kupujacy@{THEIRS}"
VANISHED = f"zwolniony@{THEIRS}"
"""Postfix takes letters to it, and Dovecot does not know it: the letter comes back."""
BUSY = f"pelna@{THEIRS}"
"""450 at RCPT while the file `busy` is there."""
SINK = f"przepasc@{THEIRS}"
"""Letters to it are taken and thrown away, for measuring."""
MAILBOXES = (SELLER, OTHER_SELLER, BUYER, BUSY)

_DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 0
mail_location = maildir:~/Maildir
mailbox_idle_check_interval = 1 secs
mail_max_userip_connections = 50
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/passwd
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/passwd
  override_fields = uid={uid} gid={gid} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service anvil {{
  chroot =
  # a wrong password in one test must not slow the log-in of the next
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service auth {{
  inet_listener sasl {{
    address = 127.0.0.1
    port = {sasl}
  }}
}}
protocol lmtp {{
  postmaster_address = postmaster@{ours}
}}
"""

_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/postfix/spool
data_directory = {folder}/postfix/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
shlib_directory = /usr/lib/postfix
meta_directory = /etc/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/postfix/maillog
maillog_file_prefixes = {folder}/postfix
myhostname = mx.{ours}
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
local_transport = error:no local delivery
biff = no
virtual_mailbox_domains = {ours}, {theirs}
virtual_mailbox_maps = inline:{{ {known} }}
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
transport_maps = inline:{{ {{{sink}=discard:}} }}
recipient_delimiter = +
# nothing ever leaves the machine
default_transport = error:5.7.1 letters do not leave this machine
relay_transport = error:5.7.1 letters do not leave this machine
message_size_limit = 52428800
mailbox_size_limit = 0
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{sasl}
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_tls_cert_file = {folder}/cert.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_restriction_classes = tired
tired = check_policy_service unix:private/tired
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions = check_recipient_access inline:{{ {{{busy}=tired}} }},
  reject_unlisted_recipient, permit_sasl_authenticated, reject_unauth_destination
smtputf8_enable = yes
"""

_MASTER = """
127.0.0.1:{smtp} inet n - n - - smtpd
127.0.0.1:{smtps} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_discard_ehlo_keywords=dsn,silent-discard
tired     unix - n n - 0 spawn user=nobody argv=/bin/sh {folder}/tired.sh
postlog   unix-dgram n - n - 1 postlogd
pickup    unix n - n 60 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
flush     unix n - n 1000? 0 flush
proxymap  unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp      unix - - n - - smtp
relay     unix - - n - - smtp
showq     unix n - n - - showq
error     unix - - n - - error
retry     unix - - n - - error
discard   unix - - n - - discard
lmtp      unix - - n - - lmtp
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
"""

_TIRED = """# the policy protocol of Postfix: a request ends with an empty line, and so does the answer
while read -r line; do
  [ -z "$line" ] || continue
  if [ -e {folder}/busy ]; then printf 'action=450 4.2.1 mailbox busy\\n\\n'
  else printf 'action=dunno\\n\\n'; fi
done
"""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the servers listen on 127.0.0.1; the one at `smtps` knows nothing of delivery reports."""

    imap: int
    imaps: int
    lmtp: int
    sasl: int
    smtp: int
    smtps: int


@dataclass(frozen=True, slots=True)
class Owners:
    """Whom the processes run as. Dovecot is content with one ordinary user; Postfix is not."""

    internal: str = "dovecot"
    internal_group: str = "dovecot"
    login: str = "dovenull"
    uid: int = 8
    gid: int = 8


def write_configuration(folder: Path, ports: Ports, owners: Owners, passwords: Mapping[str, str]) -> None:
    """Write all files both servers read, but the certificate."""
    known = [*MAILBOXES, VANISHED, SINK]
    words = {
        "folder": folder,
        "ours": OURS,
        "theirs": THEIRS,
        "busy": BUSY,
        "sink": SINK,
        "known": ", ".join(f"{{{address}=ok}}" for address in known),
    }
    words |= {name: getattr(ports, name) for name in Ports.__slots__}
    words |= {name: getattr(owners, name) for name in Owners.__slots__}
    accounts = [f"{address}:{{PLAIN}}{password}::::::\n" for address, password in passwords.items()]
    (folder / "passwd").write_text("".join(accounts))
    (folder / "dovecot.conf").write_text(_DOVECOT.format(**words))
    postfix = folder / "postfix"
    postfix.mkdir()
    (postfix / "main.cf").write_text(_MAIN.format(**words))
    (postfix / "master.cf").write_text(_MASTER.format(**words))
    (folder / "tired.sh").write_text(_TIRED.format(**words))
