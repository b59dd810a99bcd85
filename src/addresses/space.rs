//! Blocks of addresses side by side.

use std::collections::BTreeMap;

use ipnet::Ipv4Net;

/// Whether two blocks have an address in common.
#[must_use]
pub fn overlap(one: Ipv4Net, other: Ipv4Net) -> bool {
    one.contains(&other) || other.contains(&one)
}

/// Addresses that are taken, as ranges that neither overlap nor touch.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// The number of the first address of each range, and of the first one behind it.
    ranges: BTreeMap<u64, u64>,
}

impl Taken {
    /// Takes a block.
    pub(super) fn add(&mut self, block: Ipv4Net) {
        let (mut start, mut end) = (start(block), end(block));
        while let Some((first, behind)) = self.last_before(end + 1).filter(|(_, behind)| *behind >= start) {
            self.ranges.remove(&first);
            (start, end) = (start.min(first), end.max(behind));
        }
        self.ranges.insert(start, end);
    }

    /// The last range that begins before an address.
    fn last_before(&self, address: u64) -> Option<(u64, u64)> {
        self.ranges.range(..address).next_back().map(|(first, behind)| (*first, *behind))
    }

    /// The first block of this size in `spaces` that has no address that is taken.
    pub(super) fn first_fit(&self, spaces: &[Ipv4Net], prefix: u8) -> Option<Ipv4Net> {
        let size = 1_u64 << 32_u32.saturating_sub(prefix.into());
        spaces.iter().filter(|space| space.prefix_len() <= prefix).find_map(|space| {
            let mut start = start(*space);
            while start + size <= end(*space) {
                match self.last_before(start + size).filter(|(_, behind)| *behind > start) {
                    Some((_, behind)) => start = behind.next_multiple_of(size),
                    None => return Ipv4Net::new(u32::try_from(start).ok()?.into(), prefix).ok(),
                }
            }
            None
        })
    }
}

impl FromIterator<Ipv4Net> for Taken {
    fn from_iter<I: IntoIterator<Item = Ipv4Net>>(blocks: I) -> Self {
        let mut taken = Self::default();
        blocks.into_iter().for_each(|block| taken.add(block));
        taken
    }
}

fn start(block: Ipv4Net) -> u64 {
    u64::from(u32::from(block.network()))
}

/// The number of the first address behind a block.
fn end(block: Ipv4Net) -> u64 {
    u64::from(u32::from(block.broadcast())) + 1
}

/// Two of the blocks that have an address in common, if any have: what each belongs to.
pub(super) fn first_overlap<K: Clone>(blocks: &[(K, Ipv4Net)]) -> Option<(K, K)> {
    let mut sorted: Vec<&(K, Ipv4Net)> = blocks.iter().collect();
    sorted.sort_by_key(|(_, block)| *block);
    // What lies between two blocks that overlap begins in the first, so that neighbours overlap too.
    let pair = sorted.windows(2).find(|pair| overlap(pair[0].1, pair[1].1))?;
    Some((pair[0].0.clone(), pair[1].0.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(texts: &[&str]) -> Vec<Ipv4Net> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn found(spaces: &[&str], taken: &[&str], prefix: u8) -> Option<String> {
        let taken: Taken = blocks(taken).into_iter().collect();
        taken.first_fit(&blocks(spaces), prefix).map(|block| block.to_string())
    }

    #[test]
    fn the_first_gap_that_is_large_enough_is_taken() {
        let taken = ["10.0.0.0/26", "10.0.0.128/27"];
        assert_eq!(found(&["10.0.0.0/24"], &taken, 27).unwrap(), "10.0.0.64/27");
        assert_eq!(found(&["10.0.0.0/24"], &taken, 26).unwrap(), "10.0.0.64/26");
        assert_eq!(found(&["10.0.0.0/24"], &taken, 25), None);
        assert_eq!(found(&["10.0.0.0/24", "10.0.4.0/24"], &taken, 24).unwrap(), "10.0.4.0/24");
        assert_eq!(found(&["10.0.0.0/24"], &["10.0.0.0/8"], 29), None);
    }

    #[test]
    fn the_last_address_of_all_is_the_end() {
        assert_eq!(found(&["255.255.255.0/24"], &["255.255.255.0/25"], 25).unwrap(), "255.255.255.128/25");
        assert_eq!(found(&["255.255.255.0/24"], &["255.255.255.0/24"], 29), None);
        assert_eq!(found(&["10.0.0.0/24"], &[], 23), None);
    }
}
