//! Blocks of addresses side by side.

use ipnet::Ipv4Net;

/// Whether two blocks have an address in common.
#[must_use]
pub fn overlap(one: Ipv4Net, other: Ipv4Net) -> bool {
    one.contains(&other) || other.contains(&one)
}

/// The first block of this size in `spaces` that overlaps nothing in `taken`.
pub(super) fn first_fit(spaces: &[Ipv4Net], taken: &[Ipv4Net], prefix: u8) -> Option<Ipv4Net> {
    spaces.iter().filter(|space| space.prefix_len() <= prefix).find_map(|space| {
        let size = 1_u64 << (32 - u32::from(prefix.min(32)));
        let mut start = u64::from(u32::from(space.network()));
        loop {
            let block = Ipv4Net::new(u32::try_from(start).ok()?.into(), prefix).ok()?;
            if !space.contains(&block) {
                return None;
            }
            let behind = taken.iter().copied().filter(|other| overlap(*other, block)).map(end).max();
            match behind {
                None => return Some(block),
                Some(behind) => start = behind.next_multiple_of(size),
            }
        }
    })
}

/// The number of the first address behind a block.
fn end(block: Ipv4Net) -> u64 {
    u64::from(u32::from(block.broadcast())) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(texts: &[&str]) -> Vec<Ipv4Net> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn found(spaces: &[&str], taken: &[&str], prefix: u8) -> Option<String> {
        first_fit(&blocks(spaces), &blocks(taken), prefix).map(|block| block.to_string())
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
