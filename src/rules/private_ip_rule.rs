//! BF1404: IP rules for addresses that never arrive.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::{Check, Findings, Rule, Subject};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    code: "BF1404",
    name: "private-ip-rule",
    title: "An IP rule names private addresses",
    severity: Severity::Error,
    explanation: PAGE,
    check: Check::Model(check),
};

const PAGE: &str = "\
## What it checks
That `ipRules` hold public addresses: no block of RFC 1918 (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16), no link-local \
and no loopback addresses.

## Why it is wrong
Firewalls of services see the public address that a client comes from. Storage accounts refuse private blocks; elsewhere \
such a rule lets nobody in.

## How to mend
Write the public addresses of the office or of the NAT gateway. Clients in a virtual network come in through private \
endpoints and need no rule.

## Example
```yaml
ipRules: [10.0.0.0/8]
```
```yaml
ipRules: [203.0.113.0/24]
```
";

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for part in subject.components() {
        for (text, path) in part.entries("ipRules") {
            // Where rules have names, the block stands one level deeper.
            let (text, path) = match part.value(&path.key("cidr")).and_then(|block| block.as_str()) {
                Some(block) => (block, path.key("cidr")),
                None => (text, path),
            };
            let Ok(block) = text.parse::<Ipv4Net>().or_else(|_| text.parse::<Ipv4Addr>().map(Ipv4Net::from))
            else {
                continue;
            };
            let address = block.network();
            if address.is_private() || address.is_link_local() || address.is_loopback() {
                let message = format!("`{text}` is a private block; the firewall sees public addresses only");
                findings.add(part.finding(&path, message).help(
                    "write the public addresses that clients come from; a virtual network needs a private endpoint instead",
                ));
            }
        }
    }
}
